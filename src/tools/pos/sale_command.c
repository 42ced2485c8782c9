// SPDX-License-Identifier: Apache-2.0
// bonus-pos quote CARD AMOUNT and bonus-pos purchase CARD AMOUNT: a receipt of one line.
#include <inttypes.h>
#include <string.h>

#include "base/decimal.h"
#include "tools/pos/answer.h"
#include "tools/pos/calendar.h"
#include "tools/pos/command.h"
#include "tools/pos/money.h"
#include "tools/pos/tills.h"

enum { SALE_NAME_BYTES = BONUS_NAME_BYTES_MAX + 1 };

// A receipt and what it points to.
struct sale {
    struct bonus_card card;
    struct bonus_line line;
    struct bonus_purchase purchase;
    char device[SALE_NAME_BYTES];
    char number[SALE_NAME_BYTES];
};

static enum pos_result sale_read_card(const struct pos *pos, const char *word, struct sale *sale)
{
    char error[BONUS_ERROR_BYTES_MAX];
    if (strcmp(word, "-") == 0) {
        return POS_OK;
    }
    if (bonus_card_read(word, &sale->card, error) != BONUS_OK) {
        return pos_fail(pos, POS_DATA, "\"-\" is a sale without a card", "%s", error);
    }
    sale->purchase.card = sale->card.digits;
    sale->purchase.entry = sale->card.entry;
    return POS_OK;
}

static enum pos_result sale_read_amount(const struct pos *pos, const char *word, struct sale *sale)
{
    int64_t amount = 0;
    if (decimal_parse(word, strlen(word), MONEY_PLACES, &amount) != BASE_OK || amount < 0) {
        return pos_fail(
            pos, POS_DATA, NULL,
            "\"%s\" is not an amount: it should be digits and up to two places, such as "
            "1250.00",
            word);
    }
    sale->line = (struct bonus_line){.sku = "SALE", .quantity_milli = 1000, .amount = amount};
    sale->purchase.total = amount;
    return POS_OK;
}

static enum pos_result sale_read_date(const struct pos *pos, const struct settings *settings,
                                      struct sale *sale)
{
    int64_t now_us = pos->clock.wall_us(pos->clock.context);
    sale->purchase.receipt_at_us = now_us;
    sale->purchase.utc_offset_min = calendar_offset_min(now_us);
    sale->purchase.receipt.date = calendar_local_date(now_us);
    if (settings->date != NULL &&
        !calendar_parse_date(settings->date, &sale->purchase.receipt.date)) {
        return pos_fail(pos, POS_DATA, NULL, "--date is \"%s\", it should be a day like 2010-12-01",
                        settings->date);
    }
    return POS_OK;
}

// What needs no server.
static enum pos_result sale_read(const struct pos *pos, const struct settings *settings,
                                 const char *const *words, struct sale *sale)
{
    *sale = (struct sale){
        .purchase = {.cashier = settings->cashier,
                     .shift = settings->shift,
                     .training = settings->training,
                     .lines = &sale->line,
                     .line_count = 1},
    };
    enum pos_result result = sale_read_card(pos, words[0], sale);
    if (result == POS_OK) {
        result = sale_read_amount(pos, words[1], sale);
    }
    if (result == POS_OK) {
        result = sale_read_date(pos, settings, sale);
    }
    // A number nobody gives again: this instant.
    snprintf(sale->number, sizeof(sale->number), "P%" PRIi64, sale->purchase.receipt_at_us);
    sale->purchase.receipt.number = settings->receipt == NULL ? sale->number : settings->receipt;
    return result;
}

// What the till's store decides; and a receipt that was sent before keeps the time it had then, so
// that giving the same command again is a repeat.
static void sale_complete(struct bonus *till, const struct settings *settings, struct sale *sale)
{
    struct bonus_journal_entry entry;
    snprintf(sale->device, sizeof(sale->device), "FD%06" PRIu32, bonus_session(till)->store);
    sale->purchase.receipt.fiscal_device =
        settings->device == NULL ? sale->device : settings->device;
    if (bonus_journal_find_receipt(till, &sale->purchase.receipt, &entry) == BONUS_OK) {
        sale->purchase.receipt_at_us = entry.receipt_at_us;
    }
}

static enum pos_result sale_run(const struct pos *pos, const struct settings *settings,
                                const char *const *words, enum bonus_kind kind)
{
    struct sale sale;
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = sale_read(pos, settings, words, &sale);
    if (result == POS_OK) {
        result = tills_connect(pos, settings, &till);
    }
    if (result == POS_OK) {
        sale_complete(till, settings, &sale);
        (void)!(kind == BONUS_KIND_QUOTE ? bonus_quote(till, &sale.purchase, &outcome)
                                         : bonus_purchase(till, &sale.purchase, &outcome));
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}

enum pos_result quote_command(const struct pos *pos, const struct settings *settings,
                              const char *const *words)
{
    return sale_run(pos, settings, words, BONUS_KIND_QUOTE);
}

enum pos_result purchase_command(const struct pos *pos, const struct settings *settings,
                                 const char *const *words)
{
    return sale_run(pos, settings, words, BONUS_KIND_PURCHASE);
}
