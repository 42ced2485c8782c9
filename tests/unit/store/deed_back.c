// SPDX-License-Identifier: Apache-2.0
// Rules over an original.
#include "deed_back.h"

#include "base/check.h"

static const struct account_moment moment = {.now_us = INT64_C(1763717400000000), .today = 20413};

static int64_t money_left(const struct posting_original *original)
{
    return original->left_position > 0 ? original->lines[0] : original->money;
}

static enum verdict original_refusal(const struct posting_original *original, int64_t money)
{
    if (original->verdict != VERDICT_APPROVED) {
        return original->verdict == VERDICT_NOT_FOUND ? VERDICT_ORIGINAL_UNKNOWN
                                                      : VERDICT_NOT_REFUNDABLE;
    }
    if (original->reversal_position > 0) {
        return VERDICT_ORIGINAL_REVERSED;
    }
    return money > money_left(original) ? VERDICT_REFUND_EXCEEDS_ORIGINAL : VERDICT_APPROVED;
}

// The points of `money` leave the account, or become its debt.
static void take_points(const struct posting_facts *facts, int64_t money,
                        struct posting_effect *effect)
{
    const struct points wanted = {money / 10};
    const struct points debt_max = {INT64_MAX};
    effect->member = facts->member;
    effect->account_changed = true;
    effect->account = *facts->account;
    effect->account.lifetime.minor -= money;
    struct points taken =
        account_claw_back(&effect->account, wanted, debt_max, moment.today, &effect->moves);
    effect->earned = -taken.minor;
    effect->details.spendable_after = account_spendable(&effect->account, moment).minor;
    effect->details.debt_after = effect->account.debt.minor;
}

static void take_back(const struct posting_facts *facts, int64_t money,
                      struct posting_effect *effect)
{
    const struct posting_original *original = facts->original;
    effect->currency = original->currency;
    effect->money = -money;
    effect->base = -money;
    effect->details.original_position = original->position;
    if (original->member > 0) {
        CHECK(facts->member == original->member);
        take_points(facts, money, effect);
    }
    effect->left.changed = true;
    effect->left.line_count = 1;
    effect->left.lines[0] = money_left(original) - money;
}

enum verdict deed_decide_refund(const struct deed *deed, const struct posting_facts *facts,
                                struct posting_effect *effect)
{
    enum verdict refusal = original_refusal(facts->original, deed->money);
    if (refusal == VERDICT_APPROVED) {
        effect->kind = JOURNAL_REFUND;
        take_back(facts, deed->money, effect);
    }
    return refusal;
}

enum verdict deed_decide_reversal(const struct deed *deed, const struct posting_facts *facts,
                                  struct posting_effect *effect)
{
    (void)deed;
    effect->kind = JOURNAL_REVERSAL;
    if (facts->original->verdict == VERDICT_NOT_FOUND) {
        effect->tombstone = true;
        return VERDICT_APPROVED;
    }
    enum verdict refusal = original_refusal(facts->original, 0);
    if (refusal == VERDICT_APPROVED) {
        take_back(facts, money_left(facts->original), effect);
        effect->left.reversed = true;
    }
    return refusal;
}

enum verdict deed_decide_expiry(const struct deed *deed, const struct posting_facts *facts,
                                struct posting_effect *effect)
{
    if (facts->account->balance.minor < deed->money) {
        return VERDICT_INSUFFICIENT_POINTS;
    }
    effect->kind = JOURNAL_EXPIRED;
    effect->currency = deed->posting.currency;
    take_points(facts, deed->money * 10, effect);
    effect->account.lifetime = facts->account->lifetime;
    return VERDICT_APPROVED;
}

enum verdict deed_decide_parked(const struct deed *deed, const struct posting_facts *facts,
                                struct posting_effect *effect)
{
    (void)deed;
    (void)facts;
    effect->kind = JOURNAL_EXCEPTION;
    effect->details.reason = VERDICT_ALREADY_POSTED;
    return VERDICT_APPROVED;
}

static void init_refund(struct deed *deed, uint64_t stan, int64_t money)
{
    deed_init(deed, DEED_REFUND, stan, "");
    deed->money = money;
    deed->posting.original = &deed->name;
}

void deed_init_refund(struct deed *deed, uint64_t stan, int64_t position, int64_t money)
{
    init_refund(deed, stan, money);
    deed->name.position = position;
}

void deed_init_refund_of_receipt(struct deed *deed, uint64_t stan, uint32_t number, int64_t money)
{
    init_refund(deed, stan, money);
    deed_set_receipt(deed, number);
    deed->posting.receipt = NULL; // the original's, not its own
    deed->name.receipt = &deed->receipt;
}

void deed_init_refund_of_key(struct deed *deed, uint64_t stan, uint64_t original, int64_t money)
{
    init_refund(deed, stan, money);
    deed->name.epoch = deed->posting.key.epoch;
    deed->name.stan = original;
}

void deed_init_reversal(struct deed *deed, uint64_t stan, uint64_t original)
{
    deed_init(deed, DEED_REVERSAL, stan, "");
    deed->name.epoch = deed->posting.key.epoch;
    deed->name.stan = original;
    deed->posting.original = &deed->name;
}

void deed_init_expiry(struct deed *deed, int64_t member, int64_t points)
{
    deed_init(deed, DEED_EXPIRY, 0, "");
    deed->posting.key = (struct posting_key){0};
    deed->posting.currency = DEED_CURRENCY;
    deed->posting.member = member;
    deed->money = points;
}

void deed_init_parked(struct deed *deed, uint64_t stan, uint32_t number)
{
    deed_init(deed, DEED_PARKED, stan, "");
    deed_set_receipt(deed, number);
}
