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

#include <bonus/codes.h>
#include <bonus/facts.h>
#include <bonus/requests.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BONUS_MUST_USE __attribute__((warn_unused_result))

enum {
    BONUS_ERROR_BYTES_MAX = 512,       // any error text, closing zero included
    BONUS_RRN_TEXT_BYTES_MAX = 25,     // a printed RRN, closing zero included
    BONUS_WAITING_MAX = 64,            // requests submitted and not yet taken from bonus_poll()
    BONUS_ADVICES_MAX = 10000,         // kept by bonus_advise() and not yet sent
    BONUS_DEADLINE_MS_DEFAULT = 15000, // a cashier and a customer are waiting
    BONUS_CONNECT_MS_DEFAULT = 5000,   // TCP, TLS and Logon over a bad mobile line
    BONUS_ANSWER_MS_DEFAULT = 4000,    // silence after which a try counts as lost
    BONUS_KEPT_DAYS = 35,              // contents and answer of a request that was answered
};

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

// The till's store, also without a server: the journal keeps it. 0 before the first Logon of all.
uint32_t bonus_store(const struct bonus *till);

// ---- Cards ----------------------------------------------------------------------------------

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
// done with this sale until a repeat or a status tells, or a reversal ends it. UNREACHABLE: it was
// certainly not posted; if it has a STAN it may be repeated like an unknown one.
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

// Points for a sale that is paid later. A hold has one commit and one void in this journal: asked
// for again, with the same points, the one that is there is sent again; with other points it is
// RECEIPT_DIFFERS.
BONUS_MUST_USE enum bonus_result bonus_hold(struct bonus *till, const struct bonus_hold *hold,
                                            struct bonus_outcome *outcome);
BONUS_MUST_USE enum bonus_result bonus_commit(struct bonus *till, const struct bonus_commit *commit,
                                              struct bonus_outcome *outcome);
BONUS_MUST_USE enum bonus_result bonus_void(struct bonus *till, const struct bonus_void *release,
                                            struct bonus_outcome *outcome);

BONUS_MUST_USE enum bonus_result bonus_refund(struct bonus *till, const struct bonus_refund *refund,
                                              struct bonus_outcome *outcome);

// What became of a STAN of this journal, asked without changing anything. OK: the server knows it
// and outcome->status has its answer, which the journal keeps. REFUSED with code NOT_FOUND: the
// server does not know it by now, which is not final; a repeat makes it so.
BONUS_MUST_USE enum bonus_result bonus_status(struct bonus *till, uint64_t stan,
                                              struct bonus_outcome *outcome);

// Sends a request of the journal again, exactly as it was, whatever its state. NOT_FOUND: the
// journal has no such STAN, or it was answered more than BONUS_KEPT_DAYS ago. GIVEN_UP: it was
// reversed, or an advice took its place.
BONUS_MUST_USE enum bonus_result bonus_repeat(struct bonus *till, uint64_t stan,
                                              struct bonus_outcome *outcome);

// ---- When no answer comes --------------------------------------------------------------------
//
// While an outcome is UNKNOWN there are two ways to end that: repeating the request until it is
// answered, when the sale stands; reversing it, when it does not. Never both: as soon as the
// reversal is in the journal its original is not sent any more, and the reversal is, until it is
// answered.

// Takes a purchase, hold, commit or refund of this journal back, whether it was posted or not.
// Asked for again, the reversal that is there is sent again. OK, or REFUSED with ORIGINAL_REVERSED:
// its STAN counts for nothing, its receipt is free. REFUSED with NOT_REVERSIBLE: it stands, and
// something was done with it. INVALID: of its kind there is no reversal (a void ends by itself,
// what an advice tells has happened), or it was refused, so that there is nothing to take back.
BONUS_MUST_USE enum bonus_result bonus_reverse(struct bonus *till,
                                               const struct bonus_reversal *reversal,
                                               struct bonus_outcome *outcome);

// What bonus_resolve() does with a purchase, hold, commit or refund that has no answer. Everything
// else that has none is repeated.
enum bonus_resolve {
    BONUS_RESOLVE_REPEAT, // the sales stand
    // They are given up: for a till whose customers left without points when no answer came.
    BONUS_RESOLVE_REVERSE,
};

// Ends the uncertainty of one request: the first of the journal above *after that has no answer,
// queued advices left out. Call it when the till starts and when it is idle, *after being 0 at
// first, until it returns NOT_FOUND: then all were tried. *after becomes the STAN it dealt with.
// UNREACHABLE: try again later.
BONUS_MUST_USE enum bonus_result bonus_resolve(struct bonus *till, enum bonus_resolve how,
                                               uint64_t *after, struct bonus_outcome *outcome);

// ---- When the line is down --------------------------------------------------------------------

// Keeps what happened without the server, durably and without asking it, to be sent as an advice
// later. For a sale that was never sent, or ended UNREACHABLE: its request is then never sent, the
// advice takes its place. Also for one that was refused although it had happened.
//
// RECEIPT_DIFFERS: the receipt, or the hold's commit or void, was posted, may have been, or waits
// with other contents. FULL: BONUS_ADVICES_MAX wait. INVALID: among other things, a journal that
// never was at a server does not know its store and its currency; say them.
BONUS_MUST_USE enum bonus_result bonus_advise(struct bonus *till,
                                              const struct bonus_advice *advice);

// Sends the oldest advice that has no answer and waits for it, like a simple call: advices are
// answered in the order in which they were given. NOT_FOUND: none is left. OK: applied, with the
// facts of what happened, or parked. REFUSED: the server could not read it, and somebody must enter
// by hand what happened; the next call goes on with the next.
BONUS_MUST_USE enum bonus_result bonus_advice_send(struct bonus *till,
                                                   struct bonus_outcome *outcome);

// Advices that have no answer yet.
size_t bonus_advices_waiting(const struct bonus *till);

// ---- Operators --------------------------------------------------------------------------------

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
BONUS_MUST_USE enum bonus_result bonus_refund_submit(struct bonus *till,
                                                     const struct bonus_refund *refund, void *tag,
                                                     uint64_t *stan);
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
    BONUS_JOURNAL_UNSENT = 3,   // given up; certainly not posted
    BONUS_JOURNAL_REPLACED = 4, // never posted: an advice took its place
};

// One request of the journal. Pointers live until the next call on the handle.
struct bonus_journal_entry {
    uint64_t stan;
    enum bonus_kind kind;
    enum bonus_journal_state state;
    enum bonus_code code;         // of the answer; NONE while there is none
    uint64_t rrn;                 // of its posting; 0: none, or not known any more
    uint64_t reversed_by;         // STAN of its reversal; 0: none
    uint64_t original;            // RRN of a commit's or a void's hold; STAN that a reversal names
    int64_t created_at_us;        // the till's clock
    struct bonus_receipt receipt; // of a purchase or a refund; otherwise store 0 and NULLs
    int64_t receipt_at_us;        // of these: as it was sent
    int64_t total;                // of these
    int64_t redeem;               // of a purchase; 0 when its contents are not kept any more
};

// The request of a STAN; the request that a receipt is bound to (store 0 is the till's own); the
// first request above `after` that is neither answered nor given up. NOT_FOUND if there is none.
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

// Reads the printed form. INVALID: it is none.
BONUS_MUST_USE enum bonus_result bonus_rrn_read(const char *text, uint64_t *rrn);

#ifdef __cplusplus
}
#endif

#endif
