// SPDX-License-Identifier: Apache-2.0
// bonus-pos refund ORIGINAL [AMOUNT]
#include <string.h>

#include "base/checked.h"
#include "base/decimal.h"
#include "tools/pos/answer.h"
#include "tools/pos/command.h"
#include "tools/pos/money.h"
#include "tools/pos/paper.h"
#include "tools/pos/tills.h"

// A refund and what it points to.
struct refund {
    struct bonus_card card;
    struct bonus_refund_line lines[SETTINGS_LIST_MAX];
    struct paper paper;
    struct paper original;
    struct bonus_refund refund;
    bool has_total;
};

// "2:12.50"
static enum pos_result refund_read_line(const struct pos *pos, const char *text,
                                        struct bonus_refund_line *line)
{
    const char *colon = strchr(text, ':');
    int64_t number = 0;
    if (colon == NULL || decimal_parse(text, (size_t)(colon - text), 0, &number) != BASE_OK ||
        number < 1 || number > BONUS_LINES_MAX ||
        decimal_parse(colon + 1, strlen(colon + 1), MONEY_PLACES, &line->amount) != BASE_OK) {
        return pos_fail(pos, POS_DATA, NULL,
                        "--line is \"%s\", it should be a line and an amount, such as 2:12.50",
                        text);
    }
    line->line = (uint32_t)number;
    return POS_OK;
}

// The lines, and the total they add up to.
static enum pos_result refund_read_lines(const struct pos *pos, const struct settings *settings,
                                         struct refund *refund)
{
    enum pos_result result = POS_OK;
    for (size_t index = 0; index < settings->lines.count && result == POS_OK; index++) {
        struct bonus_refund_line *line = &refund->lines[index];
        result = refund_read_line(pos, settings->lines.texts[index], line);
        if (checked_add(refund->refund.total, line->amount, &refund->refund.total) != BASE_OK) {
            return pos_fail(pos, POS_DATA, NULL, "the lines add up to more than any sum can be");
        }
    }
    refund->refund.lines = refund->lines;
    refund->refund.line_count = settings->lines.count;
    refund->has_total = settings->lines.count > 0;
    return result;
}

// What needs no server.
static enum pos_result refund_read(const struct pos *pos, const struct settings *settings,
                                   const char *amount, struct refund *refund)
{
    *refund = (struct refund){.refund = {.cashier = settings->cashier,
                                         .shift = settings->shift,
                                         .supervisor = settings->supervisor}};
    enum pos_result result =
        paper_read_card(pos, settings->card == NULL ? "-" : settings->card, &refund->card);
    if (result == POS_OK) {
        result = refund_read_lines(pos, settings, refund);
    }
    if (result == POS_OK && amount != NULL) {
        result = paper_read_amount(pos, amount, &refund->refund.total);
        refund->has_total = true;
    }
    if (result == POS_OK) {
        result = paper_begin(pos, settings, &refund->paper);
    }
    refund->refund.card = refund->card.digits;
    refund->refund.entry = refund->card.entry;
    return result;
}

// By RRN, by receipt, or not at all. Of a receipt that this till sold the journal knows the RRN.
static enum pos_result refund_name_original(const struct pos *pos, const struct settings *settings,
                                            struct bonus *till, const char *word,
                                            struct refund *refund)
{
    struct bonus_journal_entry entry;
    if (strcmp(word, "-") == 0 || bonus_rrn_read(word, &refund->refund.original_rrn) == BONUS_OK) {
        return POS_OK;
    }
    enum pos_result result = paper_name_original(pos, settings, till, word, &refund->original);
    if (result != POS_OK) {
        return result;
    }
    refund->refund.original = &refund->original.receipt;
    if (bonus_journal_find_receipt(till, &refund->original.receipt, &entry) != BONUS_OK ||
        entry.kind != BONUS_KIND_PURCHASE || entry.rrn == 0) {
        return POS_OK;
    }
    refund->refund.original = NULL;
    refund->refund.original_rrn = entry.rrn;
    if (!refund->has_total) {
        refund->refund.total = entry.total;
        refund->has_total = true;
    }
    return POS_OK;
}

static enum pos_result refund_complete(const struct pos *pos, const struct settings *settings,
                                       struct bonus *till, const char *word, struct refund *refund)
{
    struct bonus_journal_entry entry;
    enum pos_result result = refund_name_original(pos, settings, till, word, refund);
    if (result == POS_OK && !refund->has_total) {
        result = pos_fail(pos, POS_USAGE, NULL,
                          "this till did not sell %s: say the amount, or lines with --line", word);
    }
    paper_complete(till, settings, &refund->paper, &entry);
    refund->refund.receipt = refund->paper.receipt;
    refund->refund.receipt_at_us = refund->paper.at_us;
    refund->refund.utc_offset_min = refund->paper.utc_offset_min;
    return result;
}

enum pos_result refund_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words)
{
    struct refund refund;
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = refund_read(pos, settings, words[1], &refund);
    if (result == POS_OK) {
        result = tills_reach(pos, settings, &till);
    }
    if (result == POS_OK) {
        result = refund_complete(pos, settings, till, words[0], &refund);
    }
    if (result == POS_OK && settings->offline) {
        result = tills_advise(pos, till, &(struct bonus_advice){.refund = &refund.refund});
    } else if (result == POS_OK) {
        (void)!bonus_refund(till, &refund.refund, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}
