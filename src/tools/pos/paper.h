// SPDX-License-Identifier: Apache-2.0
// What the commands of a cashier read alike: cards, amounts, RRNs, and the paper that a sale or a
// refund prints.
#ifndef POS_PAPER_H
#define POS_PAPER_H

#include "tools/pos/settings.h"

enum { PAPER_NAME_BYTES = BONUS_NAME_BYTES_MAX + 1 };

// A receipt with what its pointers point to; it must stay where it is.
struct paper {
    struct bonus_receipt receipt;
    int64_t at_us;
    int32_t utc_offset_min;
    char device[PAPER_NAME_BYTES];
    char number[PAPER_NAME_BYTES];
};

// "-" is no card: then *card has no digits.
BASE_MUST_USE enum pos_result paper_read_card(const struct pos *pos, const char *word,
                                              struct bonus_card *card);
BASE_MUST_USE enum pos_result paper_read_amount(const struct pos *pos, const char *word,
                                                int64_t *amount);
BASE_MUST_USE enum pos_result paper_read_rrn(const struct pos *pos, const char *word,
                                             uint64_t *rrn);

// "2010-12-01", or today if it is NULL.
BASE_MUST_USE enum pos_result paper_read_date(const struct pos *pos, const char *option,
                                              const char *word, uint32_t *date);

// This instant and its number, unless the settings name another.
BASE_MUST_USE enum pos_result paper_begin(const struct pos *pos, const struct settings *settings,
                                          struct paper *paper);

// What the till's store decides. A receipt that was sent before keeps the time it had then, so that
// giving the same command again is a repeat; then *entry is what the journal has, otherwise its
// STAN is 0.
void paper_complete(struct bonus *till, const struct settings *settings, struct paper *paper,
                    struct bonus_journal_entry *entry);

// The receipt that the settings and this number name as an original.
BASE_MUST_USE enum pos_result paper_name_original(const struct pos *pos,
                                                  const struct settings *settings,
                                                  const struct bonus *till, const char *number,
                                                  struct paper *original);

#endif
