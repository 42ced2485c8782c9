// SPDX-License-Identifier: Apache-2.0
// What stands on a slip, from top to bottom.
#include "domain/slip.h"

#include <stdio.h>

#include "domain/currency.h"
#include "domain/slip_form_internal.h"
#include "domain/slip_page_internal.h"
#include "domain/slip_words_internal.h"

enum {
    SLIP_NAME_LINES_MAX = 3,
    SLIP_TITLE_LINES_MAX = 2,
    SLIP_LABEL_BYTES = 64,
    SLIP_EXPONENT_DEFAULT = 2, // of a currency that has left the table
    SLIP_BASIS = 10000,        // basis points in the whole
};

bool slip_width_is_known(unsigned width)
{
    return width == 32 || width == 40 || width == 48;
}

static unsigned slip_exponent_of(uint32_t currency)
{
    const struct currency *known = currency_find_numeric(currency);
    return known == NULL ? SLIP_EXPONENT_DEFAULT : known->exponent;
}

// "Total RUB"; a currency that has left the table shows its number.
static void slip_label_currency(const char *label, uint32_t currency, char text[SLIP_LABEL_BYTES])
{
    const struct currency *known = currency_find_numeric(currency);
    if (known == NULL) {
        snprintf(text, SLIP_LABEL_BYTES, "%s %03u", label, currency);
    } else {
        snprintf(text, SLIP_LABEL_BYTES, "%s %s", label, known->alpha);
    }
}

static void slip_put_amount(struct slip_page *page, const struct slip_words *words,
                            const char *label, int64_t minor, uint32_t currency)
{
    char amount[SLIP_FORM_BYTES];
    slip_form_amount(words, minor, slip_exponent_of(currency), amount);
    slip_page_row(page, label, amount);
}

static void slip_put_titles(struct slip_page *page, const struct slip_words *words,
                            const struct slip *slip)
{
    if (slip->kind == SLIP_BALANCE) {
        slip_page_centre(page, words->title_balance, SLIP_TITLE_LINES_MAX);
        return;
    }
    if (slip->kind == SLIP_QUOTE) {
        slip_page_centre(page, words->title_quote, SLIP_TITLE_LINES_MAX);
    }
    if (slip->kind == SLIP_CLAIM) {
        slip_page_centre(page, words->title_claim, SLIP_TITLE_LINES_MAX);
    }
    if (slip->purchase.training) {
        slip_page_centre(page, words->title_training, SLIP_TITLE_LINES_MAX);
    }
}

static void slip_put_head(struct slip_page *page, const struct slip_words *words,
                          const struct slip *slip)
{
    slip_page_centre(page, slip->store_name, SLIP_NAME_LINES_MAX);
    slip_put_titles(page, words, slip);
    slip_page_rule(page);
    slip_page_row(page, words->till, slip->till_name);
    char value[SLIP_FORM_BYTES];
    slip_form_time(words, slip->at_us, slip->utc_offset_min, value);
    slip_page_row(page, words->time, value);
    if (slip->card[0] != '\0') {
        slip_form_card(slip->card, value);
        slip_page_row(page, words->card, value);
    }
}

// Whether one rate made all of the points.
static bool slip_has_one_rate(const struct slip_purchase *purchase)
{
    __int128 product = (__int128)purchase->base.minor * purchase->rate_bp;
    return purchase->rule_count == 0 || product / SLIP_BASIS == purchase->earned.minor;
}

// "Points    11% x 1 250.00 = 137.50"; where lines earned at different rates, "Points    137.50"
static void slip_put_award(struct slip_page *page, const struct slip_words *words,
                           const struct slip_purchase *purchase)
{
    if (!slip_has_one_rate(purchase)) {
        slip_put_amount(page, words, words->points, purchase->earned.minor,
                        purchase->after.currency);
        return;
    }
    char rate[SLIP_FORM_BYTES];
    char base[2 + SLIP_FORM_BYTES] = "x ";
    char earned[2 + SLIP_FORM_BYTES] = "= ";
    unsigned exponent = slip_exponent_of(purchase->after.currency);
    slip_form_rate(words, purchase->rate_bp, rate);
    slip_form_amount(words, purchase->base.minor, exponent, base + 2);
    slip_form_amount(words, purchase->earned.minor, exponent, earned + 2);
    const char *const parts[] = {rate, base, earned};
    slip_page_row_parts(page, words->points, parts, BASE_COUNT(parts));
}

// "Tea week    30%", "Birthday    +50.00"
static void slip_put_rules(struct slip_page *page, const struct slip_words *words,
                           const struct slip_purchase *purchase)
{
    CHECK(purchase->rule_count <= SLIP_RULES_MAX);
    for (uint32_t index = 0; index < purchase->rule_count; index++) {
        const struct slip_rule *rule = &purchase->rules[index];
        char value[1 + SLIP_FORM_BYTES] = "+";
        if (rule->rate_bp != 0) {
            slip_form_rate(words, rule->rate_bp, value);
        } else {
            slip_form_amount(words, rule->points.minor, slip_exponent_of(purchase->after.currency),
                             value + 1);
        }
        slip_page_row(page, rule->text, value);
    }
}

// What the points consist of, as far as it is not plain.
static void slip_put_parts(struct slip_page *page, const struct slip_words *words,
                           const struct slip_balance *balance)
{
    uint32_t currency = balance->currency;
    if (balance->spendable.minor != balance->points.minor) {
        slip_put_amount(page, words, words->spendable, balance->spendable.minor, currency);
    }
    const struct {
        const char *label;
        int64_t minor;
    } parts[] = {
        {words->pending, balance->pending.minor},
        {words->held, balance->held.minor},
        {words->debt, balance->debt.minor},
    };
    for (size_t index = 0; index < BASE_COUNT(parts); index++) {
        if (parts[index].minor != 0) {
            slip_put_amount(page, words, parts[index].label, parts[index].minor, currency);
        }
    }
    if (balance->expiring.minor != 0) {
        char label[SLIP_LABEL_BYTES];
        char day[SLIP_FORM_BYTES];
        slip_form_day(words, balance->expiring_last_day, day);
        snprintf(label, sizeof(label), "%s %s", words->expiring, day);
        slip_put_amount(page, words, label, balance->expiring.minor, currency);
    }
}

static void slip_put_purchase(struct slip_page *page, const struct slip_words *words,
                              const struct slip *slip)
{
    const struct slip_purchase *purchase = &slip->purchase;
    uint32_t currency = purchase->after.currency;
    if (purchase->receipt_number[0] != '\0') {
        slip_page_row(page, words->receipt, purchase->receipt_number);
    }
    slip_page_rule(page);
    char label[SLIP_LABEL_BYTES];
    slip_label_currency(words->total, currency, label);
    slip_put_amount(page, words, label, purchase->total.minor, currency);
    if (slip->card[0] == '\0') {
        slip_page_centre(page, words->no_card, 1);
        return;
    }
    if (purchase->redeemed.minor != 0) {
        slip_put_amount(page, words, words->redeemed, purchase->redeemed.minor, currency);
    }
    slip_put_award(page, words, purchase);
    slip_put_rules(page, words, purchase);
    if (purchase->redeemable_max.minor != 0) {
        slip_put_amount(page, words, words->redeemable, purchase->redeemable_max.minor, currency);
    }
    slip_page_rule(page);
    bool is_posted = slip->kind != SLIP_QUOTE && !purchase->training;
    slip_put_amount(page, words, is_posted ? words->balance : words->would_balance,
                    purchase->after.points.minor, currency);
    slip_put_parts(page, words, &purchase->after);
    slip_put_amount(page, words, words->lifetime, purchase->after.lifetime.minor, currency);
}

static void slip_put_balances(struct slip_page *page, const struct slip_words *words,
                              const struct slip *slip)
{
    CHECK(slip->balance_count <= SLIP_BALANCES_MAX);
    slip_page_rule(page);
    if (slip->balance_count == 0) {
        slip_put_amount(page, words, words->balance, 0, 0);
    }
    for (uint32_t index = 0; index < slip->balance_count; index++) {
        const struct slip_balance *balance = &slip->balances[index];
        char label[SLIP_LABEL_BYTES];
        slip_label_currency(words->balance, balance->currency, label);
        slip_put_amount(page, words, label, balance->points.minor, balance->currency);
        if (slip->balance_count <= SLIP_BALANCES_WHOLE_MAX) {
            slip_put_parts(page, words, balance);
        }
        slip_put_amount(page, words, words->lifetime, balance->lifetime.minor, balance->currency);
    }
}

enum base_result slip_render(const struct slip *slip, unsigned width, enum slip_language language,
                             char *out, size_t size)
{
    CHECK(slip_width_is_known(width));
    const struct slip_words *words = slip_words_of(language);
    struct slip_page page = slip_page_begin(out, size, width);
    slip_put_head(&page, words, slip);
    switch (slip->kind) {
    case SLIP_PURCHASE:
    case SLIP_QUOTE:
    case SLIP_CLAIM:
        slip_put_purchase(&page, words, slip);
        break;
    case SLIP_BALANCE:
        slip_put_balances(&page, words, slip);
        break;
    }
    return slip_page_finish(&page);
}
