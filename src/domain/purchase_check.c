// SPDX-License-Identifier: Apache-2.0
// What a till says of a receipt, and the value rules that it keeps.
#include "domain/purchase.h"

#include <stddef.h>
#include <string.h>

#include "base/card_number.h"
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

void purchase_add_tender(struct purchase *purchase, uint32_t kind, struct money amount)
{
    struct money *sum = &purchase->tenders_of_kind[kind < PURCHASE_TENDER_KINDS ? kind : 0];
    money_sum_add(&purchase->tenders, amount);
    if (money_add(*sum, amount, sum) != BASE_OK) {
        purchase->tenders.out_of_range = true;
    }
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

static bool purchase_claim_has_card(const struct purchase *purchase)
{
    return !purchase->late_claim || purchase_has_card(purchase);
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

static bool purchase_redeem_has_card(const struct purchase *purchase)
{
    return purchase_has_card(purchase) || purchase->redeem.minor == 0;
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
    bool is_of_claim; // asked of a late claim, too
} purchase_value_rules[] = {
    {purchase_card_is_number,
     "card must be empty or 8 to 19 digits, the last one a check digit "
     "(EAN-13 for 13 digits, otherwise Luhn).",
     true},
    {purchase_claim_has_card, "card must be given with late_claim.", true},
    {purchase_store_is_given, "receipt.store must be the number of a store, 1 or more.", true},
    {purchase_fiscal_device_fits, "receipt.fiscal_device must have 1 to 31 bytes.", true},
    {purchase_number_fits, "receipt.number must have 1 to 31 bytes.", true},
    {purchase_date_is_real, "receipt.date must be a real date written YYYYMMDD.", true},
    {purchase_time_is_real, "receipt_at_us must lie in the years 1970 to 9999.", false},
    {purchase_offset_is_real, "utc_offset_min must be minutes east of UTC, -720 to 840.", false},
    {purchase_total_is_not_negative, "total must be 0 or more.", false},
    {purchase_has_lines, "lines must hold at least one line.", false},
    {purchase_lines_make_total, "total must be the sum of the lines' amounts.", false},
    {purchase_redeem_is_within_total, "redeem must be 0 to total.", false},
    {purchase_redeem_has_card, "redeem must be 0 without a card.", false},
    {purchase_tenders_make_rest, "tenders must be none, or add up to total - redeem.", false},
};

enum verdict purchase_check(const struct purchase *purchase, const char **detail)
{
    for (size_t index = 0; index < BASE_COUNT(purchase_value_rules); index++) {
        const struct purchase_value_rule *rule = &purchase_value_rules[index];
        bool is_asked = rule->is_of_claim || !purchase->late_claim;
        if (is_asked && !rule->holds(purchase)) {
            *detail = rule->wanted;
            return VERDICT_INVALID;
        }
    }
    return VERDICT_APPROVED;
}
