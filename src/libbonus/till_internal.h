// SPDX-License-Identifier: Apache-2.0
// The handle, and what the files that implement the public calls share.
#ifndef LIBBONUS_TILL_INTERNAL_H
#define LIBBONUS_TILL_INTERNAL_H

#include <bonus/bonus.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"
#include "libbonus/call.h"
#include "libbonus/journal.h"
#include "libbonus/session.h"
#include "wire/purchase.h"
#include "wire/refund.h"

// Copies of the strings of the options, whose owner may forget them.
struct till_texts {
    char *host;
    char *port;
    char *server_name;
    char *software;
};

// What the pointers of the outcome taken last point to.
struct till_outcome {
    char error[BONUS_ERROR_BYTES_MAX];
    char *slip; // owned
    struct bonus_purchase_facts purchase;
    struct bonus_rule rules[8];
    char rule_texts[8][64];
    struct bonus_card_facts card;
    struct bonus_balance_facts balance;
    struct bonus_balance balances[16];
    struct bonus_hold_facts hold;
    struct bonus_refund_facts refund;
    struct bonus_reversal_facts reversal;
    struct bonus_parked_facts parked;
    struct bonus_balance after; // of whichever has one
    struct bonus_status_facts status;
};

struct bonus {
    struct till_texts texts;
    struct wire_slip_format slip;
    int64_t deadline_us;
    int64_t answer_us;
    struct clock_source clock;
    struct log log;
    void (*log_line)(void *context, enum bonus_log_level level, const char *line);
    void *log_context;
    uint64_t random;

    SSL_CTX *context;
    struct journal *journal;
    struct session *session;
    struct call_table calls;
    bool is_checked;    // a Logon has compared the journal with the server
    bool wants_session; // bonus_connect() waits

    struct fault fault; // bonus_error()
    struct bonus_session facts;
    struct till_outcome outcome;
};

int64_t till_now_us(const struct bonus *till); // monotonic
int64_t till_wall_us(const struct bonus *till);

// ---- exchange.c: everything between a submitted request and its outcome.

// Works and waits until `awaited` (or, if NULL, any call) is done, at the latest at `until_us`.
void exchange_run(struct bonus *till, int64_t until_us, const struct call *awaited);

// Once nothing waits, what became of the requests is made durable too.
void exchange_settle(struct bonus *till);

// Works and waits until a Logon was accepted.
BASE_MUST_USE enum bonus_result exchange_connect(struct bonus *till);

// Makes what is gathered durable now: what is then added is a group of its own.
void exchange_flush(struct bonus *till);

// ---- submit.c: what all requests have in common. Each of them: submit_begin(), a body, a call
// from submit_keyed() or submit_unkeyed(), and in the simple calls submit_await().

struct submission {
    enum bonus_kind kind;
    const struct journal_receipt *receipt; // to be bound to the STAN; NULL: none
    uint64_t original;                     // RRN of a hold, STAN to be reversed; 0: none
    int64_t receipt_at_us;                 // of a purchase or a refund
    int64_t total;                         // of these
    void *tag;
    uint64_t asked_stan; // of a status
};

// Logs on, if this handle never did, and gives an empty body, to be cleared in any case.
BASE_MUST_USE enum bonus_result submit_begin(struct bonus *till, struct buffer *body);

// A request that changes nothing.
BASE_MUST_USE enum bonus_result submit_unkeyed(struct bonus *till,
                                               const struct submission *submission,
                                               const struct buffer *body, struct call **call);

// A request that changes the ledger: gathered for the next commit of the journal.
BASE_MUST_USE enum bonus_result submit_keyed(struct bonus *till,
                                             const struct submission *submission,
                                             const struct buffer *body, struct call **call);

// A request of the journal again, as it was.
BASE_MUST_USE enum bonus_result submit_row(struct bonus *till, const struct journal_row *row,
                                           void *tag, struct call **call);

// What the simple calls do once they have submitted.
BASE_MUST_USE enum bonus_result submit_await(struct bonus *till, enum bonus_kind kind,
                                             enum bonus_result result, struct call *call,
                                             struct bonus_outcome *outcome);

// Tells the STAN, if it is wanted and there is one.
BASE_MUST_USE enum bonus_result submit_tell_stan(enum bonus_result result, const struct call *call,
                                                 uint64_t *stan);

// ---- purchase.c, refund.c and hold.c: bodies that advice.c sends too. INVALID: the fault says
// which value is wrong.

BASE_MUST_USE enum bonus_result purchase_append_body(struct bonus *till,
                                                     const struct bonus_purchase *purchase,
                                                     struct wire_purchase *message,
                                                     struct buffer *body);
BASE_MUST_USE enum bonus_result refund_append_body(struct bonus *till,
                                                   const struct bonus_refund *refund,
                                                   struct wire_refund *message,
                                                   struct buffer *body);
BASE_MUST_USE enum bonus_result
commit_append_body(struct bonus *till, const struct bonus_commit *commit, struct buffer *body);
BASE_MUST_USE enum bonus_result
void_append_body(struct bonus *till, const struct bonus_void *release, struct buffer *body);

// ---- outcome.c: a done call to its public form; frees the call.

enum bonus_result outcome_take(struct bonus *till, struct call *call,
                               struct bonus_outcome *outcome);

// The posting that a response tells of, whether it answers its request or a status. Of its kind and
// result only a status knows.
struct wire_status_answer outcome_posting(const struct wire_response *answer);

// An outcome for a request that could not even be submitted.
enum bonus_result outcome_fail(struct bonus *till, enum bonus_kind kind, enum bonus_result result,
                               struct bonus_outcome *outcome);

#endif
