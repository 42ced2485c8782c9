// SPDX-License-Identifier: Apache-2.0
// Reads words of the command line.
#include "tools/pos/paper.h"

#include <inttypes.h>
#include <string.h>

#include "base/decimal.h"
#include "tools/pos/calendar.h"
#include "tools/pos/money.h"

enum pos_result paper_read_card(const struct pos *pos, const char *word, struct bonus_card *card)
{
    char error[BONUS_ERROR_BYTES_MAX];
    *card = (struct bonus_card){.entry = BONUS_CARD_ENTRY_NONE};
    if (strcmp(word, "-") != 0 && bonus_card_read(word, card, error) != BONUS_OK) {
        return pos_fail(pos, POS_DATA, "\"-\" is a sale without a card", "%s", error);
    }
    return POS_OK;
}

enum pos_result paper_read_amount(const struct pos *pos, const char *word, int64_t *amount)
{
    if (decimal_parse(word, strlen(word), MONEY_PLACES, amount) != BASE_OK || *amount < 0) {
        return pos_fail(
            pos, POS_DATA, NULL,
            "\"%s\" is not an amount: it should be digits and up to two places, such as 1250.00",
            word);
    }
    return POS_OK;
}

enum pos_result paper_read_rrn(const struct pos *pos, const char *word, uint64_t *rrn)
{
    if (bonus_rrn_read(word, rrn) != BONUS_OK) {
        return pos_fail(pos, POS_DATA, NULL, "\"%s\" is not an RRN such as 1-3-48211", word);
    }
    return POS_OK;
}

enum pos_result paper_read_date(const struct pos *pos, const char *option, const char *word,
                                uint32_t *date)
{
    *date = calendar_local_date(pos->clock.wall_us(pos->clock.context));
    if (word != NULL && !calendar_parse_date(word, date)) {
        return pos_fail(pos, POS_DATA, NULL, "--%s is \"%s\", it should be a day like 2010-12-01",
                        option, word);
    }
    return POS_OK;
}

enum pos_result paper_begin(const struct pos *pos, const struct settings *settings,
                            struct paper *paper)
{
    *paper = (struct paper){.at_us = pos->clock.wall_us(pos->clock.context)};
    paper->utc_offset_min = calendar_offset_min(paper->at_us);
    // A number nobody gives again: this instant.
    snprintf(paper->number, sizeof(paper->number), "P%" PRIi64, paper->at_us);
    paper->receipt.number = settings->receipt == NULL ? paper->number : settings->receipt;
    return paper_read_date(pos, "date", settings->date, &paper->receipt.date);
}

static const char *paper_choose_device(struct paper *paper, const char *device, uint32_t store)
{
    snprintf(paper->device, sizeof(paper->device), "FD%06" PRIu32, store);
    return device == NULL ? paper->device : device;
}

void paper_complete(struct bonus *till, const struct settings *settings, struct paper *paper,
                    struct bonus_journal_entry *entry)
{
    paper->receipt.fiscal_device = paper_choose_device(paper, settings->device, bonus_store(till));
    if (bonus_journal_find_receipt(till, &paper->receipt, entry) == BONUS_OK) {
        paper->at_us = entry->receipt_at_us;
    } else {
        entry->stan = 0;
    }
}

enum pos_result paper_name_original(const struct pos *pos, const struct settings *settings,
                                    const struct bonus *till, const char *number,
                                    struct paper *original)
{
    uint32_t store = settings->original_store == 0 ? bonus_store(till) : settings->original_store;
    *original = (struct paper){.receipt = {.store = store, .number = number}};
    original->receipt.fiscal_device =
        paper_choose_device(original, settings->original_device, store);
    return paper_read_date(pos, "of-date", settings->original_date, &original->receipt.date);
}
