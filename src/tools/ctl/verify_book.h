// SPDX-License-Identifier: Apache-2.0
// The tallies of all accounts of one lane. Memory is bounded: when they take more than they may,
// half of the accounts are dropped and left for another pass over the journal, so that a ledger of
// any size is proved on a small host, only more slowly.
#ifndef CTL_VERIFY_BOOK_H
#define CTL_VERIFY_BOOK_H

#include "tools/ctl/verify_tally.h"

struct verify_book;

// `listener` is borrowed until the book is destroyed; it hears of each difference once, however
// many passes it takes.
struct verify_book *verify_book_create(size_t bytes_max, const struct verify_listener *listener);

// NULL is fine.
void verify_book_destroy(struct verify_book *book);

// Begins a pass; false when none is left. A pass is: every row of the lane that belongs to an
// account, by position; then every account of the lane, in any order; then verify_book_end_pass().
bool verify_book_begin_pass(struct verify_book *book);
void verify_book_post(struct verify_book *book, const struct verify_posting *posting);
void verify_book_compare(struct verify_book *book, const struct verify_account *account);
void verify_book_end_pass(struct verify_book *book);

// Accounts proved in the passes that have ended.
int64_t verify_book_count(const struct verify_book *book);

#endif
