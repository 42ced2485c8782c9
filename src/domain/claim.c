// SPDX-License-Identifier: Apache-2.0
// The refusals of a late claim, as a table in the order they are asked, and its effect.
#include "domain/claim.h"

#include "domain/receipt_left.h"

// The refusals, each true of a claim it applies to.

static bool claim_is_in_other_currency(const struct claim_facts *facts)
{
    const struct claim_original *original = &facts->original;
    return facts->settings == NULL ||
           (original->is_known && original->currency != facts->terminal_currency);
}

static bool claim_card_is_absent(const struct claim_facts *facts)
{
    return facts->card == CARD_ABSENT;
}

static bool claim_card_is_in_stock(const struct claim_facts *facts)
{
    return facts->card == CARD_STOCK;
}

static bool claim_card_is_blocked(const struct claim_facts *facts)
{
    return facts->card == CARD_BLOCKED;
}

static bool claim_original_is_unknown(const struct claim_facts *facts)
{
    return !facts->original.is_known || !facts->original.is_sale;
}

static bool claim_original_is_reversed(const struct claim_facts *facts)
{
    return facts->original.is_reversed;
}

static bool claim_original_is_taken(const struct claim_facts *facts)
{
    return facts->original.is_taken;
}

static bool claim_is_too_late(const struct claim_facts *facts)
{
    return facts->today - (int64_t)facts->original.day > facts->settings->late_claim_days;
}

static const struct claim_refusal {
    bool (*applies)(const struct claim_facts *facts);
    enum verdict verdict;
} claim_refusals[] = {
    {claim_is_in_other_currency, VERDICT_WRONG_CURRENCY},
    {claim_card_is_absent, VERDICT_CARD_UNKNOWN},
    {claim_card_is_in_stock, VERDICT_CARD_NOT_ACTIVE},
    {claim_card_is_blocked, VERDICT_CARD_BLOCKED},
    {claim_original_is_unknown, VERDICT_ORIGINAL_UNKNOWN},
    {claim_original_is_reversed, VERDICT_ORIGINAL_REVERSED},
    {claim_original_is_taken, VERDICT_ALREADY_CLAIMED},
    {claim_is_too_late, VERDICT_CLAIM_EXPIRED},
};

enum verdict claim_refuse(const struct claim_facts *facts)
{
    for (size_t index = 0; index < BASE_COUNT(claim_refusals); index++) {
        if (claim_refusals[index].applies(facts)) {
            return claim_refusals[index].verdict;
        }
    }
    return VERDICT_APPROVED;
}

static void claim_set_award(const struct claim_receipt *receipt, const struct reckon_left *left,
                            const struct receipt_award *reckoned, struct claim_award *award)
{
    struct reckon_receipt lines = receipt_reckon_lines(receipt->reckon);
    struct reckon_figures figures = reckon_sum(&lines, left);
    struct programme_days days = programme_earned_days(receipt->settings, receipt->day);
    *award = (struct claim_award){
        .total = figures.total,
        .base = figures.base,
        .rate_bp = reckoned->rate_bp,
        .earned = reckoned->outcome.earned,
        .active_from = days.active_from,
        .expires_on = days.expires_on,
        .rule_count = reckoned->outcome.rule_count,
    };
    for (uint32_t index = 0; index < award->rule_count; index++) {
        award->rules[index] = reckoned->outcome.rules[index].promotion->promotion;
    }
}

enum verdict claim_reckon(const struct claim_receipt *receipt, struct claim_award *award)
{
    struct reckon_left_line lines[RECKON_LINES_MAX];
    struct reckon_left left = {.lines = lines};
    struct refund_unpaid unpaid;
    struct reckon_receipt sold = receipt_reckon_lines(receipt->reckon);
    const struct receipt_payment payment = {.earning = receipt->earning};
    if (receipt_reckon_pay(receipt->reckon, receipt->settings, &payment) != BASE_OK ||
        !receipt_left_restore(&sold, receipt->left, receipt->left_count, &left, &unpaid)) {
        return VERDICT_OUT_OF_RANGE;
    }
    const struct receipt_terms terms = {
        .rate_bp = (uint32_t)receipt->settings->rate_bp,
        .offers = receipt->offers,
    };
    struct receipt_award reckoned;
    enum verdict verdict = receipt_reckon_award(receipt->reckon, &left, &terms, &reckoned);
    if (verdict == VERDICT_APPROVED) {
        claim_set_award(receipt, &left, &reckoned, award);
    }
    return verdict;
}

enum verdict claim_apply(struct account *account, const struct claim_award *award,
                         struct account_moment at, struct lot_moves *moves)
{
    const struct lot lot = {
        .expires_on = award->expires_on,
        .active_from = award->active_from > at.today ? award->active_from : 0,
        .points = award->earned,
    };
    if (account_advance(account, at, moves) != BASE_OK ||
        account_credit(account, lot, at.today, moves) != BASE_OK ||
        money_add(account->lifetime, award->total, &account->lifetime) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    return VERDICT_APPROVED;
}
