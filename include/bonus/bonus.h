// SPDX-License-Identifier: Apache-2.0
// libbonus: the till's side of bonusd. It keeps every posting durably in the till's own journal
// before sending it, sends it again under the same number until it is answered or its deadline is
// over, and never lets one receipt be posted twice.
//
// Money and points are int64_t minor units (1.00 rouble is 100, 1 point is 100), times are
// microseconds since 1970-01-01T00:00:00Z, currencies are ISO 4217 numeric codes. All text is UTF-8
// and closed with a zero byte. Arguments are borrowed for the call.
//
// A handle belongs to one thread at a time; several handles, each with its own journal, may be used
// by several threads at once. The library starts no threads and leaves signals alone.
#ifndef BONUS_BONUS_H
#define BONUS_BONUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BONUS_MUST_USE __attribute__((warn_unused_result))

enum {
    BONUS_ERROR_BYTES_MAX = 512,       // any error text, closing zero included
    BONUS_CARD_DIGITS_MAX = 19,        // ISO/IEC 7812-1
    BONUS_RRN_TEXT_BYTES_MAX = 25,     // a printed RRN, closing zero included
    BONUS_LINES_MAX = 1024,            // of one receipt
    BONUS_TENDERS_MAX = 8,             // of one receipt
    BONUS_NAME_BYTES_MAX = 31,         // sku, category, fiscal device, receipt number, cashier
    BONUS_WAITING_MAX = 64,            // requests submitted and not yet taken from bonus_poll()
    BONUS_DEADLINE_MS_DEFAULT = 15000, // a cashier and a customer are waiting
    BONUS_CONNECT_MS_DEFAULT = 5000,   // TCP, TLS and Logon over a bad mobile line
    BONUS_ANSWER_MS_DEFAULT = 4000,    // silence after which a try counts as lost
    BONUS_KEPT_DAYS = 35,              // contents and answer of a request that was answered
};

// What became of a call: X(name, text). Zero is OK.
#define BONUS_RESULT_LIST(X)                                                                       \
    X(OK, "done")                                                                                  \
    X(NOTHING_YET, "no request has an outcome yet")                                                \
    X(REFUSED, "refused by the server")                                                            \
    X(UNKNOWN, "outcome unknown: it may have been posted; repeat the same STAN or ask its status") \
    X(UNREACHABLE, "the server could not be asked in time; nothing was posted")                    \
    X(INVALID, "a value is wrong")                                                                 \
    X(RECEIPT_DIFFERS, "this receipt was already sent with other contents")                        \
    X(FULL, "too many requests are waiting")                                                       \
    X(NOT_FOUND, "the journal has no such entry")                                                  \
    X(TLS_REFUSED, "server and till do not accept each other's certificates")                      \
    X(LOGON_REFUSED, "the server refused the logon")                                               \
    X(PROTOCOL, "the server's answer makes no sense")                                              \
    X(FILES, "the certificate authority, certificate or key cannot be used")                       \
    X(JOURNAL_LOCKED, "another program uses this journal")                                         \
    X(JOURNAL_NEWER, "the journal was written by a newer version")                                 \
    X(JOURNAL_FOREIGN, "the journal belongs to another terminal")                                  \
    X(JOURNAL_FAILED, "the journal cannot be read or written")

enum bonus_result {
#define BONUS_RESULT_VALUE(name, text) BONUS_##name,
    BONUS_RESULT_LIST(BONUS_RESULT_VALUE)
#undef BONUS_RESULT_VALUE
};

// "UNREACHABLE", for logs; and its text above, for people.
const char *bonus_result_name(enum bonus_result result);
const char *bonus_result_text(enum bonus_result result);

// What the server said of a request: X(name, number). docs/protocol.md explains each.
#define BONUS_CODE_LIST(X)                                                                         \
    X(APPROVED, 1)                                                                                 \
    X(MALFORMED, 10)                                                                               \
    X(VERSION_UNSUPPORTED, 11)                                                                     \
    X(NOT_LOGGED_ON, 12)                                                                           \
    X(NOT_ALLOWED, 13)                                                                             \
    X(TERMINAL_UNKNOWN, 14)                                                                        \
    X(TERMINAL_BLOCKED, 15)                                                                        \
    X(DISPLACED, 16)                                                                               \
    X(INVALID, 17)                                                                                 \
    X(BUSY, 20)                                                                                    \
    X(UNAVAILABLE, 21)                                                                             \
    X(IN_DOUBT, 22)                                                                                \
    X(MISMATCH, 30)                                                                                \
    X(WRONG_STORE, 40)                                                                             \
    X(WRONG_CURRENCY, 41)                                                                          \
    X(NOT_YET_SUPPORTED, 42)                                                                       \
    X(ALREADY_POSTED, 43)                                                                          \
    X(CARD_UNKNOWN, 44)                                                                            \
    X(CARD_NOT_ACTIVE, 45)                                                                         \
    X(CARD_BLOCKED, 46)                                                                            \
    X(CARD_ACTIVE, 47)                                                                             \
    X(CARD_NOT_BLOCKED, 48)                                                                        \
    X(OUT_OF_RANGE, 49)                                                                            \
    X(REFUSED_BY_LEDGER, 50)                                                                       \
    X(NOT_FOUND, 60)

enum bonus_code {
    BONUS_CODE_NONE = 0, // the server has not said anything
#define BONUS_CODE_VALUE(name, number) BONUS_CODE_##name = (number),
    BONUS_CODE_LIST(BONUS_CODE_VALUE)
#undef BONUS_CODE_VALUE
};

// "CARD_BLOCKED"; "NONE"; "unknown" for a number of a newer protocol.
const char *bonus_code_name(enum bonus_code code);

// The kinds of request: X(name, number). The keyed ones change the ledger and have a STAN.
#define BONUS_KIND_LIST(X)                                                                         \
    X(LOGON, 1)                                                                                    \
    X(ECHO, 2)                                                                                     \
    X(BALANCE_INQUIRY, 3)                                                                          \
    X(QUOTE, 4)                                                                                    \
    X(PURCHASE, 5) /* keyed */                                                                     \
    X(TRANSACTION_STATUS, 6)                                                                       \
    X(CARD_ACTIVATE, 7) /* keyed, operators only */                                                \
    X(CARD_BLOCK, 8)    /* keyed, operators only */

enum bonus_kind {
    BONUS_KIND_NONE = 0,
#define BONUS_KIND_VALUE(name, number) BONUS_KIND_##name = (number),
    BONUS_KIND_LIST(BONUS_KIND_VALUE)
#undef BONUS_KIND_VALUE
};

const char *bonus_kind_name(enum bonus_kind kind);

// ---- Opening and closing --------------------------------------------------------------------

enum bonus_log_level { BONUS_LOG_DEBUG, BONUS_LOG_INFO, BONUS_LOG_WARN, BONUS_LOG_ERROR };

struct bonus_options {
    const char *host;             // name or IP address; below is what a name costs
    const char *port;             // number or name of the service
    const char *server_name;      // name its certificate must bear; NULL: `host`
    const char *ca_file;          // PEM: who may sign the server's certificate
    const char *certificate_file; // PEM: the till's own, with its chain
    const char *key_file;         // PEM: its private key; this user's or root's, closed to others
    const char *journal_file;     // made if it is not there; readable by its owner only
    const char *software;         // name and version of the till's software; NULL: libbonus
    const char *slip_language;    // "ru", "en", "uk" or "kk"; NULL: "en"
    unsigned slip_width;          // columns: 32, 40 or 48; 0: no slips
    int deadline_ms;              // of a request, all its tries together; 0: the default
    int connect_ms;               // of one try to connect and log on; 0: the default
    int answer_ms;                // silence after which a try counts as lost; 0: the default
    // Takes one event at a time, a logfmt line without its newline, borrowed for the call. It never
    // holds a whole card number. NULL: no log. It must not call the library.
    void (*log)(void *context, enum bonus_log_level level, const char *line);
    void *log_context;
};

// A name may have several addresses, one for each server: they are tried in turn, beginning with
// the one that served last. They are looked up before the first try and when all have failed in a
// row, and the old ones are kept while the resolver does not answer. Such a look-up waits as long
// as the system's resolver does, whatever the deadline, often 5 to 30 seconds. With an address, or
// a name from the hosts file, no call waits for a resolver.

struct bonus; // a till: its journal, its connection and its requests

// Opens the journal, reads the certificates, connects to nobody. On success *till is to be closed
// with bonus_close(); otherwise it is NULL and `error` says in full sentences what is wrong.
//
// The journal is for this program alone as long as it is open: a second one gets JOURNAL_LOCKED. It
// keeps every request and its answer, about 1 KB and 20 bytes for each line, until BONUS_KEPT_DAYS
// after the answer; of older ones it keeps STAN, receipt, code and a fingerprint, about 200 bytes,
// so that no receipt is ever sent under two STANs. It is bound to the first terminal that logs on
// with it. The results are INVALID, FILES and those that begin with JOURNAL.
BONUS_MUST_USE enum bonus_result bonus_open(const struct bonus_options *options,
                                            struct bonus **till, char error[BONUS_ERROR_BYTES_MAX]);

// Leaves the server and closes the journal. Requests that wait stay in the journal. NULL is fine.
void bonus_close(struct bonus *till);

// One or two sentences on why the last call on this handle did not return OK; lives until the next.
const char *bonus_error(const struct bonus *till);

// Connects and logs on, if that is not done already, trying again until the deadline. Every call
// that needs the server does so by itself; this one is for those who want to know now.
BONUS_MUST_USE enum bonus_result bonus_connect(struct bonus *till);

// What the server said at Logon.
struct bonus_session {
    uint32_t terminal;
    const char *terminal_name;
    uint32_t store; // 0, and an empty name: the certificate is an operator's
    const char *store_name;
    uint32_t currency;      // of the store
    int64_t server_at_us;   // the server's clock then
    uint32_t in_flight_max; // requests the server takes at a time
    uint32_t incarnation;   // of the ledger
};

// Of the newest Logon of this handle, NULL before the first; lives until the next call.
const struct bonus_session *bonus_session(const struct bonus *till);

// ---- Cards ----------------------------------------------------------------------------------

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

// Reads a card as it came from the scanner (EAN-13 or the digits of a Code 128), from the stripe
// reader (ISO/IEC 7813 track 1, track 2 or both) or from the keyboard, and verifies its check
// digit. INVALID: `error` says what is wrong and what would be right, without the number.
BONUS_MUST_USE enum bonus_result bonus_card_read(const char *text, struct bonus_card *card,
                                                 char error[BONUS_ERROR_BYTES_MAX]);

// All but the last four digits hidden: the only form for logs and screens.
void bonus_card_mask(const char *digits, char masked[BONUS_CARD_DIGITS_MAX + 1]);

// The check digit that belongs behind these digits: EAN-13 when it will be the 13th, else Luhn.
char bonus_card_check_digit(const char *digits);

// ---- Requests -------------------------------------------------------------------------------

// What makes a paper receipt that receipt and no other.
struct bonus_receipt {
    uint32_t store;            // 0: the till's own
    const char *fiscal_device; // its registration, 1 to 31 bytes
    const char *number;        // as printed, 1 to 31 bytes
    uint32_t date;             // as printed, YYYYMMDD
};

struct bonus_line {
    const char *sku;        // article number; NULL: none
    const char *category;   // NULL: none
    int64_t quantity_milli; // thousandths of a piece, kilogram or metre
    int64_t amount;         // money of the whole line after discounts
};

enum bonus_tender_kind {
    BONUS_TENDER_CASH = 1,
    BONUS_TENDER_CARD = 2,
    BONUS_TENDER_VOUCHER = 3,
    BONUS_TENDER_OTHER = 4,
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
    const char *cashier;    // NULL: none
    uint32_t shift;
    uint32_t currency;                  // 0: the store's
    int64_t total;                      // sum of the lines, 0 or more
    int64_t redeem;                     // points to pay with, 0: none
    const struct bonus_tender *tenders; // none, or such that add up to total - redeem
    size_t tender_count;
    bool training;   // decided like a quote, never posted; leaves its receipt free
    bool late_claim; // the card was shown after the sale
    const struct bonus_line *lines;
    size_t line_count; // 1 to BONUS_LINES_MAX
};

struct bonus_card_block {
    const char *card;   // digits
    bool lift;          // lift the block instead of setting it
    const char *reason; // for the journal, at most 127 bytes; NULL: none
};

// The facts of a posted or quoted purchase.
struct bonus_purchase_facts {
    uint64_t rrn; // 0: a quote, or training. With ALREADY_POSTED the only fact there is
    uint32_t currency;
    int64_t base;     // money the points were reckoned on
    uint32_t rate_bp; // basis points: 1100 is 11 %
    int64_t earned;
    int64_t redeemed;
    int64_t balance_after;
    int64_t lifetime_after; // money of all purchases of this account, this one included
    uint32_t programme_version;
    int64_t posted_at_us;
    bool training;
};

enum bonus_card_state {
    BONUS_CARD_STATE_NONE = 0,
    BONUS_CARD_STATE_STOCK = 1,
    BONUS_CARD_STATE_ACTIVE = 2,
    BONUS_CARD_STATE_BLOCKED = 3,
};

struct bonus_card_facts {
    uint64_t rrn;
    int64_t member;
    enum bonus_card_state state;
    int64_t posted_at_us;
};

struct bonus_balance {
    uint32_t currency;
    int64_t points;
    int64_t lifetime;
};

struct bonus_balance_facts {
    enum bonus_card_state state;
    size_t count;
    const struct bonus_balance *balances; // one for each currency, by its code
    int64_t read_at_us;
};

// What the server knows of an earlier request of this till.
struct bonus_status_facts {
    enum bonus_kind kind; // NONE: it does not know it, by now
    enum bonus_code
        code; // what was answered then; `purchase` or `card` of the outcome has the facts
};

// What became of one request. Pointers live until the next call on the handle.
struct bonus_outcome {
    enum bonus_result result; // OK, REFUSED, UNKNOWN, UNREACHABLE, or why it could not be sent
    enum bonus_kind kind;
    enum bonus_code code; // what the server said last
    uint64_t stan;        // of keyed kinds; for a status the STAN that was asked about
    void *tag;            // as given to ..._submit()
    bool repeated;        // the server gave the first answer again: it had decided this before
    unsigned tries;       // how often it was sent by this handle
    const char *error;    // for people: why it is not OK; empty if it is
    const char *slip;     // as it leaves the printer, lines ended by \n; empty: none
    const struct bonus_purchase_facts *purchase; // NULL where there are no such facts
    const struct bonus_card_facts *card;
    const struct bonus_balance_facts *balance;
    const struct bonus_status_facts *status;
    int64_t server_at_us; // of an echo
};

// The simple calls: each sends one request, waits for its outcome until the deadline of the options
// is over, fills *outcome and returns outcome->result.
//
// Before a keyed request is sent for the first time it stands in the journal, on the disk. A
// receipt has one STAN: the same receipt with the same contents is the same request, sent again as
// a repeat, whatever became of it, even after a crash; with other contents it is RECEIPT_DIFFERS
// and nothing is sent. Only when the server finally refused it is the receipt free to be sent anew,
// changed or unchanged, under a new STAN: the refused one stays refused for ever, however late a
// copy of it comes. A late claim is another request than the sale of its receipt.
//
// UNKNOWN: it was sent and no answer came in time. It stays in the journal and nothing else may be
// done with this sale until a repeat or a status tells. UNREACHABLE: it was certainly not posted;
// if it has a STAN it may be repeated like an unknown one.
//
// A STAN is given only after a Logon of this handle has compared the journal with what the server
// has seen: a journal restored from an old copy goes on far above the STANs it forgot.
BONUS_MUST_USE enum bonus_result bonus_echo(struct bonus *till, struct bonus_outcome *outcome);
BONUS_MUST_USE enum bonus_result bonus_balance(struct bonus *till, const struct bonus_card *card,
                                               struct bonus_outcome *outcome);
BONUS_MUST_USE enum bonus_result bonus_quote(struct bonus *till,
                                             const struct bonus_purchase *purchase,
                                             struct bonus_outcome *outcome);
BONUS_MUST_USE enum bonus_result bonus_purchase(struct bonus *till,
                                                const struct bonus_purchase *purchase,
                                                struct bonus_outcome *outcome);

// What became of a STAN of this journal, asked without changing anything. OK: the server knows it
// and outcome->status has its answer, which the journal keeps. REFUSED with code NOT_FOUND: the
// server does not know it by now, which is not final; a repeat makes it so.
BONUS_MUST_USE enum bonus_result bonus_status(struct bonus *till, uint64_t stan,
                                              struct bonus_outcome *outcome);

// Sends a request of the journal again, exactly as it was, whatever its state. NOT_FOUND: the
// journal has no such STAN, or it was answered more than BONUS_KEPT_DAYS ago.
BONUS_MUST_USE enum bonus_result bonus_repeat(struct bonus *till, uint64_t stan,
                                              struct bonus_outcome *outcome);

// With an operator's certificate: gives a card from stock to a new anonymous member; blocks a card.
BONUS_MUST_USE enum bonus_result bonus_card_activate(struct bonus *till, const char *digits,
                                                     struct bonus_outcome *outcome);
BONUS_MUST_USE enum bonus_result bonus_card_block(struct bonus *till,
                                                  const struct bonus_card_block *block,
                                                  struct bonus_outcome *outcome);

// ---- Many requests at once ------------------------------------------------------------------
//
// Requests are submitted, at most BONUS_WAITING_MAX, and their outcomes taken one by one, in the
// order they come. Nothing is sent before bonus_poll(), which first makes all requests submitted
// since then durable in one transaction. A submit that does not return OK has no outcome. While no
// Logon was made yet, submitting connects first, like bonus_connect().

// *stan, where not NULL, is the request's STAN, already known though not yet on the disk.
BONUS_MUST_USE enum bonus_result bonus_purchase_submit(struct bonus *till,
                                                       const struct bonus_purchase *purchase,
                                                       void *tag, uint64_t *stan);
BONUS_MUST_USE enum bonus_result bonus_repeat_submit(struct bonus *till, uint64_t stan, void *tag);
BONUS_MUST_USE enum bonus_result bonus_card_activate_submit(struct bonus *till, const char *digits,
                                                            void *tag, uint64_t *stan);

// Does what is to be done and waits at most timeout_ms for an outcome (0: not at all, -1: as long
// as requests wait). NOTHING_YET: there is none yet, or nothing waits; *outcome is then untouched.
// Otherwise it returns outcome->result.
BONUS_MUST_USE enum bonus_result bonus_poll(struct bonus *till, int timeout_ms,
                                            struct bonus_outcome *outcome);

// Requests submitted whose outcome was not taken yet.
size_t bonus_waiting(const struct bonus *till);

// ---- The journal ----------------------------------------------------------------------------

enum bonus_journal_state {
    BONUS_JOURNAL_PENDING = 0,  // written, perhaps sent
    BONUS_JOURNAL_ANSWERED = 1, // the server decided it
    BONUS_JOURNAL_UNKNOWN = 2,  // sent until its deadline without an answer
};

// One request of the journal. Pointers live until the next call on the handle.
struct bonus_journal_entry {
    uint64_t stan;
    enum bonus_kind kind;
    enum bonus_journal_state state;
    enum bonus_code code;         // of the answer; NONE while there is none
    int64_t created_at_us;        // the till's clock
    struct bonus_receipt receipt; // of a purchase; otherwise store 0 and NULLs
    int64_t receipt_at_us;        // of a purchase: as it was sent
    int64_t total;                // of a purchase
};

// The request of a STAN; the request that a receipt is bound to (store 0 is the till's own, which
// takes a Logon); the first request above `after` that is not answered. NOT_FOUND if there is none.
BONUS_MUST_USE enum bonus_result bonus_journal_find(struct bonus *till, uint64_t stan,
                                                    struct bonus_journal_entry *entry);
BONUS_MUST_USE enum bonus_result bonus_journal_find_receipt(struct bonus *till,
                                                            const struct bonus_receipt *receipt,
                                                            struct bonus_journal_entry *entry);
BONUS_MUST_USE enum bonus_result bonus_journal_next_open(struct bonus *till, uint64_t after,
                                                         struct bonus_journal_entry *entry);

// The journal's epoch: with the terminal and the STAN it names a request for ever.
uint64_t bonus_journal_epoch(const struct bonus *till);

// "1-3-48211": the printed form of an RRN, empty for 0.
void bonus_rrn_format(uint64_t rrn, char text[BONUS_RRN_TEXT_BYTES_MAX]);

#ifdef __cplusplus
}
#endif

#endif
