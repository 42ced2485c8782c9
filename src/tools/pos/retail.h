// SPDX-License-Identifier: Apache-2.0
// The receipts of the "Online Retail" data set (Daqing Chen, UCI Machine Learning Repository):
// lines of a CSV file become receipts. A receipt is all lines of an InvoiceNo; its first line says
// when. An InvoiceNo that begins with C is a refund: its quantities and amounts are negative, and
// it does not name the receipt that sold the goods.
#ifndef POS_RETAIL_H
#define POS_RETAIL_H

#include "tools/pos/pos.h"

enum {
    RETAIL_NAME_BYTES = BONUS_NAME_BYTES_MAX + 1,
    RETAIL_NUMBER_MAX = (BONUS_NAME_BYTES_MAX - 1) / 2, // two of them and a sign are a name
    RETAIL_RECEIPTS_MAX = 262144,                       // of one file
    RETAIL_LINES_MAX = 16777216,                        // of one file
};

struct retail_receipt {
    char number[RETAIL_NUMBER_MAX + 1]; // InvoiceNo
    size_t place;                       // in the file
    uint32_t date;                      // YYYYMMDD, as in the file
    int64_t local_us;                   // of its first line, as in the file, without a zone
    uint32_t currency;                  // that its Country stands for
    uint64_t customer;                  // CustomerID; 0: none, no card was shown
    int64_t total;                      // minor units
    const struct bonus_line *lines;
    size_t line_count;
};

struct retail_line; // as read

struct retail {
    struct retail_receipt *receipts; // sales to be posted, in the order of the file
    size_t count;
    struct retail_receipt *refunds; // with a customer, in the order of the file
    size_t refund_count;
    size_t refunds_without_card; // left out: nothing can be taken back from nobody
    size_t negative_skipped;     // left out: the total is below zero
    struct retail_line *read_lines;
    struct bonus_line *lines; // of all receipts
    size_t line_count;
};

// Reads a file (see source.h). What is wrong with it is reported as file:line: fact.
BASE_MUST_USE enum pos_result retail_read(const struct pos *pos, const char *path,
                                          struct retail *retail);
void retail_clear(struct retail *retail);

// The EAN-13 of a customer's card: 20, the number in ten digits, the check digit.
void retail_card_number(uint64_t customer, char digits[BONUS_CARD_DIGITS_MAX + 1]);

// floor(total x rate / 10000): what a receipt with a card earns.
int64_t retail_award(int64_t total, int64_t rate_bp);

#endif
