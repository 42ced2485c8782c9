// SPDX-License-Identifier: Apache-2.0
// The requests of a till that have no outcome yet, or one that nobody took. A request sent again
// gets a new number, and the answer to any of its tries is its answer: numbers carry the call's
// slot, and those given while it held the slot are its own.
#ifndef LIBBONUS_CALL_H
#define LIBBONUS_CALL_H

#include <bonus/bonus.h>

#include "base/limits.h"
#include "base/log.h"
#include "libbonus/fault.h"
#include "wire/view.h"

enum call_state {
    CALL_FREE,
    CALL_GATHERED, // keyed, in the journal's group, not yet on the disk
    CALL_DUE,      // to be sent at due_at_us
    CALL_SENT,     // waits for an answer since sent_at_us
    CALL_DONE,     // has an outcome
};

struct call {
    enum call_state state;
    enum bonus_kind kind;
    uint64_t stan; // 0: not keyed
    uint8_t *body; // owned
    size_t body_size;
    void *tag;
    uint64_t asked_stan;  // of a status
    bool was_sent_before; // by this handle or, as far as the journal knows, an earlier one
    bool is_unsure;       // a try may have been posted without our knowing
    unsigned tries;
    unsigned failures; // tries in a row that the server put off
    uint32_t serial_first;
    uint32_t serial_last;
    int64_t deadline_us;
    int64_t due_at_us;
    int64_t sent_at_us;
    // With an outcome.
    uint64_t done_order;
    enum bonus_result result;
    enum bonus_code code;
    struct fault fault;
    uint8_t *payload; // of the deciding response, owned; NULL: none
    size_t payload_size;
};

struct call_table {
    struct call calls[LIMIT_TILL_REQUESTS_MAX];
    size_t used_count; // not free
    size_t gathered_count;
    size_t done_count;
    uint64_t done_order;
    uint32_t serial; // of the number given last
    struct log *log;
};

void call_table_init(struct call_table *table, struct log *log);
void call_table_clear(struct call_table *table);

// A slot for a new request, or NULL: all are taken. The body is copied.
struct call *call_take(struct call_table *table, enum bonus_kind kind, struct wire_view body);
void call_give(struct call_table *table, struct call *call);

// The only way to another state.
void call_enter(struct call_table *table, struct call *call, enum call_state state);

// Ends the call with an outcome; the payload is copied.
void call_finish(struct call_table *table, struct call *call, enum bonus_result result,
                 struct wire_view payload);

// A number for the next try.
uint32_t call_number_next(struct call_table *table, struct call *call);

// Whose try had this number: NULL if nobody's who still waits. *is_newest: no later try was sent.
struct call *call_find(struct call_table *table, uint32_t number, bool *is_newest);

// Whether a request of this STAN is here, its outcome not taken.
bool call_waits_for(const struct call_table *table, uint64_t stan);

// The call that was done first, NULL if none is.
struct call *call_first_done(struct call_table *table);

#endif
