// SPDX-License-Identifier: Apache-2.0
// A reversal's message, and its two directions.
#include "domain/reversal.h"

#include <stddef.h>
#include <string.h>

#include "base/card_number.h"
#include "domain/date.h"
#include "domain/programme.h"

enum {
    REVERSAL_TEXT_BYTES_MAX = 31,
    REVERSAL_UTC_OFFSET_MIN = -12 * 60, // minutes; the range of time zones on Earth
    REVERSAL_UTC_OFFSET_MAX = 14 * 60,
};

// The value rules, each true of a message that keeps it.

static bool reversal_names_stan(const struct reversal *reversal)
{
    return reversal->stan >= 1 && reversal->stan <= INT64_MAX;
}

static bool reversal_names_another(const struct reversal *reversal)
{
    return !reversal->is_itself;
}

static bool reversal_has_place(const struct reversal *reversal)
{
    return reversal->card != NULL || reversal->has_rrn || reversal->fiscal_device != NULL;
}

static bool reversal_card_is_number(const struct reversal *reversal)
{
    return reversal->card == NULL || card_number_is_valid(reversal->card);
}

static bool reversal_device_is_named(const struct reversal *reversal)
{
    if (reversal->fiscal_device == NULL) {
        return true;
    }
    size_t size = strnlen(reversal->fiscal_device, REVERSAL_TEXT_BYTES_MAX + 1);
    return reversal->device_store != 0 && size >= 1 && size <= REVERSAL_TEXT_BYTES_MAX;
}

static bool reversal_time_is_real(const struct reversal *reversal)
{
    return reversal->at_us >= 0 && reversal->at_us <= DATE_TIME_US_MAX;
}

static bool reversal_offset_is_real(const struct reversal *reversal)
{
    return reversal->utc_offset_min >= REVERSAL_UTC_OFFSET_MIN &&
           reversal->utc_offset_min <= REVERSAL_UTC_OFFSET_MAX;
}

static const struct reversal_value_rule {
    bool (*holds)(const struct reversal *reversal);
    const char *wanted;
} reversal_value_rules[] = {
    {reversal_names_stan, "stan must be that of the original, 1 or more."},
    {reversal_names_another, "stan must be that of the original, not the reversal's own."},
    {reversal_has_place, "A place must be given: the original's card, RRN or fiscal device."},
    {reversal_card_is_number, "card must be 8 to 19 digits, the last one a check digit (EAN-13 for "
                              "13 digits, otherwise Luhn)."},
    {reversal_device_is_named, "device must name a store of 1 or more and a number of 1 to 31 "
                               "bytes."},
    {reversal_time_is_real, "at_us must lie in the years 1970 to 9999."},
    {reversal_offset_is_real, "utc_offset_min must be minutes east of UTC, -720 to 840."},
};

enum verdict reversal_check(const struct reversal *reversal, const char **detail)
{
    for (size_t index = 0; index < BASE_COUNT(reversal_value_rules); index++) {
        if (!reversal_value_rules[index].holds(reversal)) {
            *detail = reversal_value_rules[index].wanted;
            return VERDICT_INVALID;
        }
    }
    return VERDICT_APPROVED;
}

static int64_t reversal_least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static struct refund_rules reversal_rules(const struct refund_rules *rules)
{
    struct refund_rules without_cash = *rules;
    if (rules->policy == PROGRAMME_REFUND_CASH) {
        without_cash.policy = PROGRAMME_REFUND_DEBT;
    }
    return without_cash;
}

enum verdict reversal_undo_sale(struct account *account, const struct reversal_original *original,
                                const struct refund_rules *rules, struct account_moment at,
                                struct reversal_effect *effect, struct lot_moves *moves)
{
    // A commit pays for what another row sells.
    struct money paid_for = {original->money.minor > original->redeemed.minor
                                 ? original->money.minor
                                 : original->redeemed.minor};
    const struct refund refund = {
        .slice =
            {
                .total = paid_for,
                .base = original->base,
                .redeemed = original->redeemed,
                .earned = original->earned,
            },
        .earned = original->lot,
        .spent = original->moves,
        .redeemed = original->redeemed,
        .rules = reversal_rules(rules),
    };
    struct account decided = *account;
    struct refund_effect told;
    struct lot_moves done = {.count = 0};
    enum verdict verdict = refund_apply(&decided, &refund, at, &told, &done);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    decided.lifetime.minor = account->lifetime.minor;
    if (money_subtract(decided.lifetime, original->money, &decided.lifetime) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    *account = decided;
    *effect = (struct reversal_effect){
        .earned = {-told.taken.minor},
        .redeemed = {-told.given.minor},
        .written_off = told.unpaid.written_off,
    };
    lot_moves_append(moves, &done);
    return VERDICT_APPROVED;
}

// What a refund takes it takes last: the moves at the end of its row that left a lot.
static enum base_result reversal_return(struct account *account,
                                        const struct reversal_original *original, int64_t taken,
                                        const struct refund_rules *rules, int32_t today,
                                        struct lot_moves *moves)
{
    uint16_t left = original->moves->count;
    enum base_result result = BASE_OK;
    while (result == BASE_OK && taken > 0) {
        // What became a debt left no lot. It repays what is still owed; the rest never expires.
        struct lot lot = {.expires_on = LOT_NEVER, .points = {taken}};
        if (left > 0 && original->moves->list[left - 1].points.minor < 0) {
            lot = original->moves->list[--left];
            lot.points.minor = reversal_least(-lot.points.minor, taken);
        } else {
            left = 0;
        }
        if (lot.expires_on <= today) {
            lot.expires_on = lot_month_end(today + rules->grace_days);
        }
        taken -= lot.points.minor;
        result = account_credit(account, lot, today, moves);
    }
    return result;
}

static enum base_result reversal_decide(struct account *account,
                                        const struct reversal_original *original,
                                        const struct refund_rules *rules, struct account_moment at,
                                        struct reversal_effect *effect, struct lot_moves *moves)
{
    int64_t given = -original->redeemed.minor;
    int64_t more = original->earned.minor > 0 ? original->earned.minor : 0;
    enum base_result result = account_advance(account, at, moves);
    if (result == BASE_OK) {
        result =
            reversal_return(account, original, -original->earned.minor, rules, at.today, moves);
    }
    if (result != BASE_OK) {
        return result;
    }
    struct points debt_max =
        rules->policy == PROGRAMME_REFUND_DEBT ? rules->debt_max : (struct points){0};
    struct points taken =
        account_claw_back(account, (struct points){given + more}, debt_max, at.today, moves);
    int64_t missing = given + more - taken.minor;
    int64_t missing_given = reversal_least(missing, given);
    effect->redeemed.minor = given - missing_given;
    effect->earned.minor = -original->earned.minor + (missing - missing_given);
    effect->written_off.minor = missing;
    return money_subtract(account->lifetime, original->money, &account->lifetime);
}

enum verdict reversal_undo_refund(struct account *account, const struct reversal_original *original,
                                  const struct refund_rules *rules, struct account_moment at,
                                  struct reversal_effect *effect, struct lot_moves *moves)
{
    CHECK(original->redeemed.minor <= 0);
    struct account decided = *account;
    struct reversal_effect told = {.earned = {0}};
    struct lot_moves done = {.count = 0};
    const struct refund_rules without_cash = reversal_rules(rules);
    if (reversal_decide(&decided, original, &without_cash, at, &told, &done) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    *account = decided;
    *effect = told;
    lot_moves_append(moves, &done);
    return VERDICT_APPROVED;
}
