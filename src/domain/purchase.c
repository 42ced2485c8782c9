// SPDX-License-Identifier: Apache-2.0
// The rules of one receipt, as two tables in the order they are asked, and its effect.
#include "domain/purchase.h"

#include <stddef.h>
#include <string.h>

#include "base/card_number.h"
#include "domain/award.h"
#include "domain/date.h"

enum {
    PURCHASE_TEXT_BYTES_MAX = 31,
    PURCHASE_UTC_OFFSET_MIN = -12 * 60, // minutes; the range of time zones on Earth
    PURCHASE_UTC_OFFSET_MAX = 14 * 60,
};

bool purchase_has_card(const struct purchase *purchase)
{
    return purchase->card[0] != '\0';
}

// The value rules, each true of a message that keeps it.

static bool purchase_text_fits(const char *text)
{
    size_t size = strnlen(text, PURCHASE_TEXT_BYTES_MAX + 1);
    return size >= 1 && size <= PURCHASE_TEXT_BYTES_MAX;
}

static bool purchase_card_is_number(const struct purchase *purchase)
{
    return !purchase_has_card(purchase) || card_number_is_valid(purchase->card);
}

static bool purchase_store_is_given(const struct purchase *purchase)
{
    return purchase->receipt.store != 0;
}

static bool purchase_fiscal_device_fits(const struct purchase *purchase)
{
    return purchase_text_fits(purchase->receipt.fiscal_device);
}

static bool purchase_number_fits(const struct purchase *purchase)
{
    return purchase_text_fits(purchase->receipt.number);
}

static bool purchase_date_is_real(const struct purchase *purchase)
{
    return date_is_real(purchase->receipt.date);
}

static bool purchase_time_is_real(const struct purchase *purchase)
{
    return purchase->receipt_at_us >= 0 && purchase->receipt_at_us <= DATE_TIME_US_MAX;
}

static bool purchase_offset_is_real(const struct purchase *purchase)
{
    return purchase->utc_offset_min >= PURCHASE_UTC_OFFSET_MIN &&
           purchase->utc_offset_min <= PURCHASE_UTC_OFFSET_MAX;
}

static bool purchase_total_is_not_negative(const struct purchase *purchase)
{
    return purchase->total.minor >= 0;
}

static bool purchase_has_lines(const struct purchase *purchase)
{
    return purchase->lines.count > 0;
}

static bool purchase_lines_make_total(const struct purchase *purchase)
{
    return money_sum_equals(&purchase->lines, purchase->total);
}

static bool purchase_redeem_is_within_total(const struct purchase *purchase)
{
    return purchase->redeem.minor >= 0 && purchase->redeem.minor <= purchase->total.minor;
}

static bool purchase_tenders_make_rest(const struct purchase *purchase)
{
    struct money rest = {purchase->total.minor - purchase->redeem.minor};
    return purchase->tenders.count == 0 || money_sum_equals(&purchase->tenders, rest);
}

static const struct purchase_value_rule {
    bool (*holds)(const struct purchase *purchase);
    const char *wanted;
} purchase_value_rules[] = {
    {purchase_card_is_number, "card must be empty or 8 to 19 digits, the last one a check digit "
                              "(EAN-13 for 13 digits, otherwise Luhn)."},
    {purchase_store_is_given, "receipt.store must be the number of a store, 1 or more."},
    {purchase_fiscal_device_fits, "receipt.fiscal_device must have 1 to 31 bytes."},
    {purchase_number_fits, "receipt.number must have 1 to 31 bytes."},
    {purchase_date_is_real, "receipt.date must be a real date written YYYYMMDD."},
    {purchase_time_is_real, "receipt_at_us must lie in the years 1970 to 9999."},
    {purchase_offset_is_real, "utc_offset_min must be minutes east of UTC, -720 to 840."},
    {purchase_total_is_not_negative, "total must be 0 or more."},
    {purchase_has_lines, "lines must hold at least one line."},
    {purchase_lines_make_total, "total must be the sum of the lines' amounts."},
    {purchase_redeem_is_within_total, "redeem must be 0 to total."},
    {purchase_tenders_make_rest, "tenders must be none, or add up to total - redeem."},
};

enum verdict purchase_check(const struct purchase *purchase, const char **detail)
{
    for (size_t index = 0; index < BASE_COUNT(purchase_value_rules); index++) {
        if (!purchase_value_rules[index].holds(purchase)) {
            *detail = purchase_value_rules[index].wanted;
            return VERDICT_INVALID;
        }
    }
    return VERDICT_APPROVED;
}

// The refusals, each true of a receipt it applies to.

static bool purchase_is_of_other_store(const struct purchase *purchase,
                                       const struct purchase_facts *facts)
{
    return purchase->receipt.store != facts->terminal_store;
}

static bool purchase_is_in_other_currency(const struct purchase *purchase,
                                          const struct purchase_facts *facts)
{
    uint32_t rate_bp;
    return purchase->currency != facts->terminal_currency ||
           !programme_rate(facts->programme, purchase->currency, &rate_bp);
}

static bool purchase_wants_what_is_not_there(const struct purchase *purchase,
                                             const struct purchase_facts *facts)
{
    (void)facts;
    return purchase->redeem.minor != 0 || purchase->late_claim;
}

static bool purchase_is_posted(const struct purchase *purchase, const struct purchase_facts *facts)
{
    (void)purchase;
    return facts->receipt_posted;
}

static bool purchase_card_is_absent(const struct purchase *purchase,
                                    const struct purchase_facts *facts)
{
    return purchase_has_card(purchase) && facts->card == CARD_ABSENT;
}

static bool purchase_card_is_in_stock(const struct purchase *purchase,
                                      const struct purchase_facts *facts)
{
    return purchase_has_card(purchase) && facts->card == CARD_STOCK;
}

static bool purchase_card_is_blocked(const struct purchase *purchase,
                                     const struct purchase_facts *facts)
{
    return purchase_has_card(purchase) && facts->card == CARD_BLOCKED;
}

static const struct purchase_refusal {
    bool (*applies)(const struct purchase *purchase, const struct purchase_facts *facts);
    enum verdict verdict;
} purchase_refusals[] = {
    {purchase_is_of_other_store, VERDICT_WRONG_STORE},
    {purchase_is_in_other_currency, VERDICT_WRONG_CURRENCY},
    {purchase_wants_what_is_not_there, VERDICT_NOT_YET_SUPPORTED},
    {purchase_is_posted, VERDICT_ALREADY_POSTED},
    {purchase_card_is_absent, VERDICT_CARD_UNKNOWN},
    {purchase_card_is_in_stock, VERDICT_CARD_NOT_ACTIVE},
    {purchase_card_is_blocked, VERDICT_CARD_BLOCKED},
};

static enum verdict purchase_refuse(const struct purchase *purchase,
                                    const struct purchase_facts *facts)
{
    for (size_t index = 0; index < BASE_COUNT(purchase_refusals); index++) {
        if (purchase_refusals[index].applies(purchase, facts)) {
            return purchase_refusals[index].verdict;
        }
    }
    return VERDICT_APPROVED;
}

static enum verdict purchase_award(const struct purchase *purchase,
                                   const struct purchase_facts *facts,
                                   struct purchase_effect *effect)
{
    CHECK(programme_rate(facts->programme, purchase->currency, &effect->rate_bp));
    effect->base = purchase->total;
    struct award award;
    award_begin(&award, effect->rate_bp);
    award_add_line(&award, effect->base);
    return award_finish(&award, &effect->earned);
}

// What is earned never expires, is active at once, and comes from the chain itself.
static enum verdict purchase_credit(const struct purchase *purchase, struct points earned,
                                    struct account *account)
{
    struct lot lot = {.expires_on = LOT_NEVER, .points = earned};
    if (points_add(account->balance, earned, &account->balance) != BASE_OK ||
        money_add(account->lifetime, purchase->total, &account->lifetime) != BASE_OK ||
        lot_add(account->lots, &account->lot_count, lot) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    return VERDICT_APPROVED;
}

enum verdict purchase_decide(const struct purchase *purchase, const struct purchase_facts *facts,
                             struct purchase_effect *effect)
{
    enum verdict verdict = purchase_refuse(purchase, facts);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    struct purchase_effect decided = {.programme_version = facts->programme->version};
    if (purchase_has_card(purchase)) {
        if (facts->account != NULL) {
            decided.account = *facts->account;
        }
        verdict = purchase_award(purchase, facts, &decided);
        if (verdict == VERDICT_APPROVED) {
            verdict = purchase_credit(purchase, decided.earned, &decided.account);
        }
        if (verdict != VERDICT_APPROVED) {
            return verdict;
        }
    }
    // Nothing may fail from here on.
    *effect = decided;
    return VERDICT_APPROVED;
}
