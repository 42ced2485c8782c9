// SPDX-License-Identifier: Apache-2.0
// A request in flight: what was asked, a copy of its body, and the posting or ask by which the
// store decides it. Taken when a frame has passed the session's checks, given back when it is
// answered; the connection may go in between.
#ifndef SERVICE_REQUEST_H
#define SERVICE_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/digest.h"
#include "domain/claim.h"
#include "domain/hold_step.h"
#include "domain/purchase.h"
#include "domain/reversal.h"
#include "domain/slip.h"
#include "domain/taking_back.h"
#include "domain/verdict.h"
#include "store/store.h"
#include "wire/balance.h"
#include "wire/card.h"
#include "wire/hold.h"
#include "wire/purchase.h"
#include "wire/refund.h"
#include "wire/request.h"
#include "wire/response.h"
#include "wire/reversal.h"
#include "wire/session.h"
#include "wire/status.h"
#include "wire/view.h"

struct handler;
struct service;
struct session;

// What every answer needs of its question.
struct request_head {
    uint32_t number; // 0: none could be read
    enum wire_kind kind;
    uint64_t stan;
    bool repeat; // the client has sent it before, as far as it knows
    int64_t sent_at_us;
    int64_t arrived_at_us;    // wall clock
    int64_t arrived_steadily; // microseconds of the monotonic clock
    uint32_t slip_width;      // 0: no slip
    enum slip_language slip_language;
    int32_t utc_offset_min; // of slips that have no receipt
    const char *card;       // once it is known, for the log; NULL: none
};

// A late claim on its way from the receipt to the card.
struct request_claim {
    uint16_t receipt_lane;
    int64_t receipt_position;
    int64_t receipt_at_us;
    int16_t utc_offset_min;
    bool lies_elsewhere; // not in the card's lane, and the card can take it
    bool is_taken;       // a repeat of what was claimed
    bool has_award;      // the receipt was reckoned
    struct claim_award award;
};

struct request {
    struct service *service;
    struct session *session; // NULL once its connection is gone
    struct request *next;    // of the session
    struct request *previous;
    struct request_head head;
    // Of the session, as it was when the request came.
    uint32_t terminal;
    uint64_t epoch;
    uint8_t certificate[DIGEST_BYTES];
    struct wire_view body; // our copy
    // What the rules read: the body or, of an Advice, what that holds.
    struct wire_view happened;
    enum wire_kind advice_kind;             // of what an Advice holds; unspecified: this is none
    const struct posting_rule *advice_rule; // by which that is decided
    // The body decoded; the handler knows which.
    union {
        struct wire_logon logon;
        struct wire_balance_inquiry balance;
        struct wire_purchase purchase;
        struct wire_transaction_status status;
        struct wire_card_activate activate;
        struct wire_card_block block;
        struct wire_hold hold;
        struct wire_commit commit;
        struct wire_void release;
        struct wire_refund refund;
        struct wire_reversal reversal;
    } message;
    struct purchase purchase;                 // what the rules see of message.purchase
    struct hold_step hold_step;               // and of message.hold, commit and release
    struct taking_back refund;                // and of message.refund
    struct reversal reversal;                 // and of message.reversal
    struct posting_original_name original;    // which the posting names
    struct receipt_identity original_receipt; // that a refund names
    int64_t refund_claim_position; // of the claim that took that receipt; 0: none is known
    struct request_claim claim;
    struct posting_velocity velocity; // if the posting is counted
    // Whichever the handler hands to the store.
    union {
        struct posting posting;
        struct ask ask;
    };
};

// Joins the session. NULL if there are too many requests or too many bytes in flight: BUSY.
BASE_MUST_USE struct request *request_take(struct session *session, const struct request_head *head,
                                           struct wire_view body);

// The request that this posting or ask is part of.
struct request *request_of_posting(struct posting *posting);
struct request *request_of_ask(struct ask *ask);

// Hands the posting or ask to the store, with the key, times and deadline of the request filled in;
// what the kind wants else was filled in before. If the store does not take it the request is
// refused and gone; request_ask() tells which.
void request_post(struct request *request, const struct posting_rule *rule);

// The same for a step of a request that is not remembered.
void request_post_without_key(struct request *request, const struct posting_rule *rule);

bool request_ask(struct request *request, void (*answered)(struct ask *, enum store_result));

// Whether the terminal and its certificate are still allowed to ask, under this registry: APPROVED
// and the terminal, or TERMINAL_UNKNOWN, TERMINAL_BLOCKED.
BASE_MUST_USE enum verdict request_find_terminal(const struct request *request,
                                                 const struct registry *registry,
                                                 const struct registry_terminal **terminal);

// The last step of every request: sends the answer, counts it, gives the request back.
void request_answer(struct request *request, struct wire_response *response);

// As request_answer(), with no facts. `detail` is a sentence for people; NULL: the verdict's own.
void request_refuse(struct request *request, enum verdict verdict, const char *detail);

// What a store_result that is not OK means to the one who asked.
enum verdict request_verdict_of(enum store_result result);

#endif
