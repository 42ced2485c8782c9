// SPDX-License-Identifier: Apache-2.0
// Reading one row of a binary result. The columns that several functions return in the same order
// are read here once: those of an answer, and those of what is known of a card and its account.
#ifndef STORE_ROW_INTERNAL_H
#define STORE_ROW_INTERNAL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "store/store.h"

// A row of a result; borrowed like the result itself.
struct row {
    const PGresult *result;
    int number;
};

bool row_is_null(const struct row *row, int column);

// int2, int4, int8, tid or boolean, by its size; null is 0.
int64_t row_integer(const struct row *row, int column);

// Microseconds since 1970; null is 0.
int64_t row_time_us(const struct row *row, int column);

// Copies at most `size - 1` bytes and ends them with NUL; null is "".
void row_text(const struct row *row, int column, char *text, size_t size);

// As value_numbers(); null is none.
size_t row_numbers(const struct row *row, int column, int64_t *numbers, size_t max);

// Copies a digest; null is all zero.
void row_digest(const struct row *row, int column, uint8_t digest[DIGEST_BYTES]);

// The columns key_position .. posted_rules, from `column` on.
enum { ROW_ANSWER_COLUMNS = 29 };
void row_answer(const struct row *row, int column, struct posting_answer *answer);
void row_answer_fingerprint(const struct row *row, int column, uint8_t fingerprint[DIGEST_BYTES]);
bool row_has_answer(const struct row *row, int column);

// The columns member .. held, from `column` on.
struct row_account {
    int64_t member;
    bool is_damaged; // its lots are not what we write; the rest is then right
    int64_t place;   // where the row is stored; 0: there is none
    struct account account;
};
enum { ROW_ACCOUNT_COLUMNS = 8 };
void row_account(const struct row *row, int column, struct row_account *account);

// The columns original_position .. left_lines, from `column` on. NOT_FOUND where there is none;
// then and for what was refused nothing but verdict and position is said. BASE_OUT_OF_RANGE: its
// moves or lines are not what we write.
enum { ROW_ORIGINAL_COLUMNS = 30 };
BASE_MUST_USE enum base_result row_original(const struct row *row, int column,
                                            struct posting_original *original);

// The columns card_state .. held, from `column` on.
struct row_facts {
    enum card_state card;
    struct row_account account;
};
enum { ROW_FACTS_COLUMNS = 1 + ROW_ACCOUNT_COLUMNS };

void row_facts(const struct row *row, int column, struct row_facts *facts);

#endif
