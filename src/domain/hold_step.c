// SPDX-License-Identifier: Apache-2.0
// The rules of Hold, Commit and Void, as two tables in the order they are asked, and their effect.
#include "domain/hold_step.h"

#include <stddef.h>

#include "base/card_number.h"
#include "domain/date.h"
#include "domain/hold.h"

enum {
    HOLD_UTC_OFFSET_MIN = -12 * 60, // minutes; the range of time zones on Earth
    HOLD_UTC_OFFSET_MAX = 14 * 60,
};

static const int64_t hold_second_us = 1000000;

static bool hold_is_begun_by(const struct hold_step *step)
{
    return step->kind == HOLD_STEP_HOLD;
}

// The value rules, each true of a message that keeps it.

static bool hold_card_is_number(const struct hold_step *step)
{
    return card_number_is_valid(step->card);
}

static bool hold_store_is_given(const struct hold_step *step)
{
    return !hold_is_begun_by(step) || step->store != 0;
}

static bool hold_points_are_some(const struct hold_step *step)
{
    return step->kind == HOLD_STEP_VOID || step->points.minor >= 1;
}

static bool hold_timeout_is_within_days(const struct hold_step *step)
{
    return step->timeout_s <= HOLD_TIMEOUT_S_MAX;
}

static bool hold_is_named(const struct hold_step *step)
{
    return hold_is_begun_by(step) || step->hold != 0;
}

static bool hold_time_is_real(const struct hold_step *step)
{
    return step->at_us >= 0 && step->at_us <= DATE_TIME_US_MAX;
}

static bool hold_offset_is_real(const struct hold_step *step)
{
    return step->utc_offset_min >= HOLD_UTC_OFFSET_MIN &&
           step->utc_offset_min <= HOLD_UTC_OFFSET_MAX;
}

static const struct hold_value_rule {
    bool (*holds)(const struct hold_step *step);
    const char *wanted;
} hold_value_rules[] = {
    {hold_card_is_number, "card must be 8 to 19 digits, the last one a check digit (EAN-13 for 13 "
                          "digits, otherwise Luhn)."},
    {hold_store_is_given, "store must be the number of a store, 1 or more."},
    {hold_points_are_some, "points must be 1 or more."},
    {hold_timeout_is_within_days, "timeout_s must be at most 604800."},
    {hold_is_named, "hold must be the RRN that a Hold was answered with."},
    {hold_time_is_real, "at_us must lie in the years 1970 to 9999."},
    {hold_offset_is_real, "utc_offset_min must be minutes east of UTC, -720 to 840."},
};

enum verdict hold_step_check(const struct hold_step *step, const char **detail)
{
    for (size_t index = 0; index < BASE_COUNT(hold_value_rules); index++) {
        if (!hold_value_rules[index].holds(step)) {
            *detail = hold_value_rules[index].wanted;
            return VERDICT_INVALID;
        }
    }
    return VERDICT_APPROVED;
}

// The refusals, each true of a step it applies to.

static bool hold_lasts_too_long(const struct hold_step *step, const struct hold_facts *facts)
{
    return hold_is_begun_by(step) && facts->settings != NULL &&
           step->timeout_s > facts->settings->hold_timeout_max_s;
}

static bool hold_is_of_other_store(const struct hold_step *step, const struct hold_facts *facts)
{
    return hold_is_begun_by(step) && step->store != facts->terminal_store;
}

// A hold that is not known has no currency.
static bool hold_is_in_other_currency(const struct hold_step *step, const struct hold_facts *facts)
{
    if (hold_is_begun_by(step)) {
        return step->currency != facts->terminal_currency || facts->settings == NULL;
    }
    return facts->hold.position != 0 && facts->hold.currency != facts->terminal_currency;
}

static bool hold_card_is_absent(const struct hold_step *step, const struct hold_facts *facts)
{
    (void)step;
    return facts->card == CARD_ABSENT;
}

static bool hold_card_is_in_stock(const struct hold_step *step, const struct hold_facts *facts)
{
    (void)step;
    return facts->card == CARD_STOCK;
}

// A Void only gives back: a block must not keep points from their owner.
static bool hold_card_is_blocked(const struct hold_step *step, const struct hold_facts *facts)
{
    return step->kind != HOLD_STEP_VOID && facts->card == CARD_BLOCKED;
}

static bool hold_is_of_other_card(const struct hold_step *step, const struct hold_facts *facts)
{
    const struct hold_row *hold = &facts->hold;
    return !hold_is_begun_by(step) &&
           (hold->is_elsewhere || (hold->position != 0 && hold->member != facts->member));
}

static bool hold_is_unknown(const struct hold_step *step, const struct hold_facts *facts)
{
    return !hold_is_begun_by(step) && facts->hold.position == 0;
}

static const struct hold_refusal {
    bool (*applies)(const struct hold_step *step, const struct hold_facts *facts);
    enum verdict verdict;
} hold_refusals[] = {
    {hold_lasts_too_long, VERDICT_INVALID},
    {hold_is_of_other_store, VERDICT_WRONG_STORE},
    {hold_is_in_other_currency, VERDICT_WRONG_CURRENCY},
    {hold_card_is_absent, VERDICT_CARD_UNKNOWN},
    {hold_card_is_in_stock, VERDICT_CARD_NOT_ACTIVE},
    {hold_card_is_blocked, VERDICT_CARD_BLOCKED},
    {hold_is_of_other_card, VERDICT_WRONG_CARD},
    {hold_is_unknown, VERDICT_HOLD_UNKNOWN},
};

static enum verdict hold_begin(const struct hold_step *step, const struct hold_facts *facts,
                               struct account *account, struct lot_moves *moves,
                               struct hold_effect *effect)
{
    int64_t timeout_s = step->timeout_s != 0 ? step->timeout_s : facts->settings->hold_timeout_s;
    const struct hold hold = {
        .position = facts->next_position,
        .until_us = facts->at.now_us + timeout_s * hold_second_us,
        .points = step->points,
    };
    *effect = (struct hold_effect){
        .currency = step->currency,
        .hold = hold.position,
        .until_us = hold.until_us,
        .held = hold.points,
    };
    return hold_reserve(account, &hold, facts->at, moves);
}

// When the hold ends by itself; 0: it has ended.
static int64_t hold_until_us(const struct account *account, int64_t hold)
{
    for (uint16_t index = 0; index < account->held_count; index++) {
        if (account->held[index].hold == hold) {
            return account->held[index].until_us;
        }
    }
    return 0;
}

static enum verdict hold_end(const struct hold_step *step, const struct hold_facts *facts,
                             struct account *account, struct lot_moves *moves,
                             struct hold_effect *effect)
{
    const struct hold_row *hold = &facts->hold;
    *effect = (struct hold_effect){
        .currency = hold->currency,
        .hold = hold->position,
        .until_us = hold_until_us(account, hold->position),
        .held = hold_points(account, hold->position, facts->at.now_us),
    };
    if (step->kind == HOLD_STEP_VOID) {
        return hold_void(account, hold->position, facts->at, moves);
    }
    effect->redeemed = step->points;
    return hold_commit(account, hold->position, step->points, facts->at, moves);
}

enum verdict hold_step_decide(const struct hold_step *step, const struct hold_facts *facts,
                              struct account *account, struct lot_moves *moves,
                              struct hold_effect *effect)
{
    for (size_t index = 0; index < BASE_COUNT(hold_refusals); index++) {
        if (hold_refusals[index].applies(step, facts)) {
            return hold_refusals[index].verdict;
        }
    }
    *account = *facts->account;
    moves->count = 0;
    return hold_is_begun_by(step) ? hold_begin(step, facts, account, moves, effect)
                                  : hold_end(step, facts, account, moves, effect);
}
