// SPDX-License-Identifier: Apache-2.0
// What a till asks: cards, receipts and the structs of the requests. See bonus.h for units and
// ownership. A text that is NULL is empty, a currency that is 0 is the store's.
#ifndef BONUS_REQUESTS_H
#define BONUS_REQUESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BONUS_CARD_DIGITS_MAX = 19, // ISO/IEC 7812-1
    BONUS_LINES_MAX = 1024,     // of one receipt, or of one refund
    BONUS_TENDERS_MAX = 8,      // of one receipt, or of one refund
    BONUS_NAME_BYTES_MAX = 31,  // sku, category, fiscal device, receipt number, cashier, supervisor
};

enum bonus_card_entry {
    BONUS_CARD_ENTRY_NONE = 0,
    BONUS_CARD_ENTRY_BARCODE = 1, // EAN-13 or Code 128
    BONUS_CARD_ENTRY_STRIPE = 2,  // ISO/IEC 7813 track 1 or 2
    BONUS_CARD_ENTRY_KEYED = 3,   // typed by the cashier
};

struct bonus_card {
    char digits[BONUS_CARD_DIGITS_MAX + 1];
    enum bonus_card_entry entry;
};

// What makes a paper receipt that receipt and no other.
struct bonus_receipt {
    uint32_t store;            // 0: the till's own
    const char *fiscal_device; // its registration, 1 to 31 bytes
    const char *number;        // as printed, 1 to 31 bytes
    uint32_t date;             // as printed, YYYYMMDD
};

struct bonus_line {
    const char *sku;        // article number
    const char *category;   // of the article
    int64_t quantity_milli; // thousandths of a piece, kilogram or metre
    int64_t amount;         // money of the whole line after discounts
};

enum bonus_tender_kind {
    BONUS_TENDER_CASH = 1,
    BONUS_TENDER_CARD = 2,
    BONUS_TENDER_VOUCHER = 3,
    BONUS_TENDER_OTHER = 4,
    BONUS_TENDER_HELD_POINTS = 5, // taken by a commit of its own; never earns
};

struct bonus_tender {
    enum bonus_tender_kind kind;
    int64_t amount;
};

struct bonus_purchase {
    const char *card; // digits; NULL or empty: no card was shown, the receipt earns nothing
    enum bonus_card_entry entry;
    struct bonus_receipt receipt;
    int64_t receipt_at_us;
    int32_t utc_offset_min; // of the till's clock, east is positive
    const char *cashier;
    uint32_t shift;
    uint32_t currency;
    int64_t total;                      // sum of the lines, 0 or more
    int64_t redeem;                     // points to pay with, 0 to total; a quote tells the most
    const struct bonus_tender *tenders; // none, or such that add up to total - redeem
    size_t tender_count;
    bool training; // decided like a quote, never posted; leaves its receipt free
    // The card was shown after the sale, whose receipt was posted without one: the card claims it.
    // Card, receipt, cashier and shift say it all, the rest is not sent.
    bool late_claim;
    const struct bonus_line *lines;
    size_t line_count; // 1 to BONUS_LINES_MAX
};

// Sets points aside. A hold has no paper: each call is another hold. One whose answer is lost is
// repeated by its STAN, or reversed.
struct bonus_hold {
    const char *card; // digits
    enum bonus_card_entry entry;
    uint32_t currency;
    int64_t points;     // 1 or more
    uint32_t timeout_s; // until they go back by themselves; 0: as long as the programme says
    int64_t at_us;      // the till's clock
    int32_t utc_offset_min;
    const char *cashier;
    uint32_t shift;
};

// Pays with held points, once; what is not paid with goes back.
struct bonus_commit {
    const char *card; // of the hold
    enum bonus_card_entry entry;
    uint64_t hold;  // its RRN
    int64_t points; // 1 to what is held
    int64_t at_us;
    int32_t utc_offset_min;
    const char *cashier;
    uint32_t shift;
};

// Gives all held points back.
struct bonus_void {
    const char *card; // of the hold
    enum bonus_card_entry entry;
    uint64_t hold; // its RRN
    int64_t at_us;
    int32_t utc_offset_min;
    const char *cashier;
    uint32_t shift;
};

struct bonus_refund_line {
    uint32_t line;          // of the original receipt, from 1
    int64_t quantity_milli; // what comes back of it, of the same sign as there
    int64_t amount;         // its money, of the same sign as there
};

// Goods come back. Pay out after the answer, and what the answer says.
struct bonus_refund {
    const char *card; // of the original; NULL or empty: it had none, or is named by its RRN
    enum bonus_card_entry entry;
    struct bonus_receipt receipt; // the refund's own paper
    int64_t receipt_at_us;
    int32_t utc_offset_min;
    const char *cashier;
    uint32_t shift;
    uint32_t currency;
    int64_t total; // money of what comes back, points that paid for it included
    // The receipt that sold the goods, by its RRN or by what is printed on it. Neither: a blind
    // refund, which takes a card, a right of the till and a supervisor's code.
    uint64_t original_rrn;
    const struct bonus_receipt *original;
    const struct bonus_tender *tenders; // how it is paid out; none, or no more than total
    size_t tender_count;
    const char *supervisor;                // code of the supervisor who allows it
    const struct bonus_refund_line *lines; // none: an amount only; otherwise they add up to total
    size_t line_count;
};

enum bonus_reversal_reason {
    BONUS_REVERSAL_NO_ANSWER = 1,      // the till gave up waiting
    BONUS_REVERSAL_CANCELLED = 2,      // the customer or the cashier gave the sale up meanwhile
    BONUS_REVERSAL_DEVICE_FAILURE = 3, // the fiscal device or the printer failed after posting
    BONUS_REVERSAL_OTHER = 4,
};

// Takes back a purchase, hold, commit or refund of this journal.
struct bonus_reversal {
    uint64_t stan; // of the original
    enum bonus_reversal_reason reason;
    int64_t at_us;
    int32_t utc_offset_min;
    const char *cashier;
    uint32_t shift;
};

enum bonus_advice_reason {
    BONUS_ADVICE_NO_CONNECTION = 1, // the server was out of reach
    BONUS_ADVICE_REFUSED = 2,       // it had happened already when the server refused it
    BONUS_ADVICE_JOURNAL_LOST = 3,  // the till lost its journal; taken from the fiscal device
    BONUS_ADVICE_OTHER = 4,
};

// What happened without the server, as it would have been sent: one of these, the others NULL.
struct bonus_advice {
    enum bonus_advice_reason reason;
    const struct bonus_purchase *purchase;
    const struct bonus_refund *refund;
    const struct bonus_commit *commit;
    const struct bonus_void *release;
};

struct bonus_card_block {
    const char *card;   // digits
    bool lift;          // lift the block instead of setting it
    const char *reason; // for the journal, at most 127 bytes
};

#endif
