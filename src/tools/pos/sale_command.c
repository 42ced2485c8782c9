// SPDX-License-Identifier: Apache-2.0
// bonus-pos quote CARD AMOUNT, purchase CARD AMOUNT and claim CARD RECEIPT: a receipt of one line.
#include <string.h>

#include "tools/pos/answer.h"
#include "tools/pos/command.h"
#include "tools/pos/paper.h"
#include "tools/pos/tills.h"

// A receipt and what it points to.
struct sale {
    struct bonus_card card;
    struct bonus_line line;
    struct bonus_purchase purchase;
    struct paper paper;
};

// What needs no server.
static enum pos_result sale_read(const struct pos *pos, const struct settings *settings,
                                 const char *const *words, struct sale *sale)
{
    int64_t amount = 0;
    enum pos_result result = paper_read_card(pos, words[0], &sale->card);
    if (result == POS_OK) {
        result = paper_read_amount(pos, words[1], &amount);
    }
    if (result == POS_OK) {
        result = paper_begin(pos, settings, &sale->paper);
    }
    sale->line = (struct bonus_line){.sku = "SALE", .quantity_milli = 1000, .amount = amount};
    sale->purchase = (struct bonus_purchase){
        .card = sale->card.digits,
        .entry = sale->card.entry,
        .cashier = settings->cashier,
        .shift = settings->shift,
        .training = settings->training,
        .total = amount,
        .lines = &sale->line,
        .line_count = 1,
    };
    return result;
}

// --redeem: as said; as before, if this receipt was sent before; or as many as a quote allows.
static enum pos_result sale_choose_points(const struct pos *pos, const struct settings *settings,
                                          struct bonus *till,
                                          const struct bonus_journal_entry *entry,
                                          struct bonus_purchase *purchase)
{
    struct bonus_outcome outcome;
    if (settings->redeem == NULL) {
        return POS_OK;
    }
    if (strcmp(settings->redeem, "max") != 0) {
        return paper_read_amount(pos, settings->redeem, &purchase->redeem);
    }
    if (entry->stan != 0) {
        purchase->redeem = entry->redeem;
        return POS_OK;
    }
    if (bonus_quote(till, purchase, &outcome) != BONUS_OK) {
        return answer_print(pos, &outcome);
    }
    purchase->redeem = outcome.purchase->redeemable_max;
    return POS_OK;
}

static void sale_complete(struct bonus *till, const struct settings *settings, struct sale *sale,
                          struct bonus_journal_entry *entry)
{
    paper_complete(till, settings, &sale->paper, entry);
    sale->purchase.receipt = sale->paper.receipt;
    sale->purchase.receipt_at_us = sale->paper.at_us;
    sale->purchase.utc_offset_min = sale->paper.utc_offset_min;
}

enum pos_result quote_command(const struct pos *pos, const struct settings *settings,
                              const char *const *words)
{
    struct sale sale;
    struct bonus_journal_entry entry;
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = sale_read(pos, settings, words, &sale);
    if (result == POS_OK) {
        result = tills_connect(pos, settings, &till);
    }
    if (result == POS_OK) {
        sale_complete(till, settings, &sale, &entry);
        (void)!bonus_quote(till, &sale.purchase, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}

enum pos_result purchase_command(const struct pos *pos, const struct settings *settings,
                                 const char *const *words)
{
    struct sale sale;
    struct bonus_journal_entry entry;
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = sale_read(pos, settings, words, &sale);
    if (result == POS_OK) {
        result = tills_reach(pos, settings, &till);
    }
    if (result == POS_OK) {
        sale_complete(till, settings, &sale, &entry);
        result = sale_choose_points(pos, settings, till, &entry, &sale.purchase);
    }
    if (result == POS_OK && settings->offline) {
        result = tills_advise(pos, till, &(struct bonus_advice){.purchase = &sale.purchase});
    } else if (result == POS_OK) {
        (void)!bonus_purchase(till, &sale.purchase, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}

enum pos_result claim_command(const struct pos *pos, const struct settings *settings,
                              const char *const *words)
{
    struct bonus_card card;
    struct paper original;
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = paper_read_card(pos, words[0], &card);
    if (result == POS_OK) {
        result = tills_connect(pos, settings, &till);
    }
    if (result == POS_OK) {
        result = paper_name_original(pos, settings, till, words[1], &original);
    }
    if (result == POS_OK) {
        const struct bonus_purchase claim = {
            .card = card.digits,
            .entry = card.entry,
            .receipt = original.receipt,
            .cashier = settings->cashier,
            .shift = settings->shift,
            .late_claim = true,
        };
        (void)!bonus_purchase(till, &claim, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}
