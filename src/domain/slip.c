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

// "Points    11% x 1 250.00 = 137.50"
static void slip_put_award(struct slip_page *page, const struct slip_words *words,
                           const struct slip_purchase *purchase)
{
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
    slip_page_rule(page);
    bool is_posted = slip->kind == SLIP_PURCHASE && !purchase->training;
    slip_put_amount(page, words, is_posted ? words->balance : words->would_balance,
                    purchase->after.points.minor, currency);
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
        slip_put_purchase(&page, words, slip);
        break;
    case SLIP_BALANCE:
        slip_put_balances(&page, words, slip);
        break;
    }
    return slip_page_finish(&page);
}
