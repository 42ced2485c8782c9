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
    struct bonus_card_facts card;
    struct bonus_balance_facts balance;
    struct bonus_balance balances[16];
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
    struct wire_purchase entry; // of the journal entry found last
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

// ---- body.c: requests to bytes. INVALID: the fault says which value is wrong.

BASE_MUST_USE enum bonus_result body_append_purchase(struct bonus *till,
                                                     const struct bonus_purchase *purchase,
                                                     struct wire_purchase *message,
                                                     struct buffer *body);
BASE_MUST_USE enum bonus_result
body_append_balance(struct bonus *till, const struct bonus_card *card, struct buffer *body);
BASE_MUST_USE enum bonus_result body_append_activate(struct bonus *till, const char *digits,
                                                     struct buffer *body);
BASE_MUST_USE enum bonus_result
body_append_block(struct bonus *till, const struct bonus_card_block *block, struct buffer *body);

// ---- outcome.c: a done call to its public form; frees the call.

enum bonus_result outcome_take(struct bonus *till, struct call *call,
                               struct bonus_outcome *outcome);

// An outcome for a request that could not even be submitted.
enum bonus_result outcome_fail(struct bonus *till, enum bonus_kind kind, enum bonus_result result,
                               struct bonus_outcome *outcome);

#endif
