// SPDX-License-Identifier: Apache-2.0
// A fixed table of calls. A number is (serial << 8 | slot), serial from 1, and never 0.
#include "libbonus/call.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
    CALL_SLOT_BITS = 8,
    CALL_SERIAL_MASK = 0xffffff,
};
static_assert(LIMIT_TILL_REQUESTS_MAX <= 1 << CALL_SLOT_BITS, "a slot fits its part of the number");

void call_table_init(struct call_table *table, struct log *log)
{
    memset(table, 0, sizeof(*table));
    table->log = log;
}

void call_table_clear(struct call_table *table)
{
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX; slot++) {
        if (table->calls[slot].state != CALL_FREE) {
            call_give(table, &table->calls[slot]);
        }
    }
}

static const char *call_state_name(enum call_state state)
{
    static const char *const names[] = {
        [CALL_FREE] = "free", [CALL_GATHERED] = "gathered", [CALL_DUE] = "due",
        [CALL_SENT] = "sent", [CALL_DONE] = "done",
    };
    return names[state];
}

static bool call_may_enter(enum call_state from, enum call_state to)
{
    switch (to) {
    case CALL_FREE:
        return from != CALL_FREE;
    case CALL_GATHERED:
        return from == CALL_FREE;
    case CALL_DUE:
        return from == CALL_FREE || from == CALL_GATHERED || from == CALL_SENT;
    case CALL_SENT:
        return from == CALL_DUE || from == CALL_SENT;
    case CALL_DONE:
        return from == CALL_GATHERED || from == CALL_DUE || from == CALL_SENT;
    }
    return false;
}

void call_enter(struct call_table *table, struct call *call, enum call_state state)
{
    CHECK(call_may_enter(call->state, state));
    log_event(table->log, LOG_DEBUG, "call_entered", LOG_TEXT("kind", bonus_kind_name(call->kind)),
              LOG_INT("stan", call->stan), LOG_TEXT("from", call_state_name(call->state)),
              LOG_TEXT("to", call_state_name(state)));
    table->gathered_count -= call->state == CALL_GATHERED;
    table->done_count -= call->state == CALL_DONE;
    table->used_count += call->state == CALL_FREE;
    table->used_count -= state == CALL_FREE;
    call->state = state;
    table->gathered_count += state == CALL_GATHERED;
    table->done_count += state == CALL_DONE;
}

struct call *call_take(struct call_table *table, enum bonus_kind kind, struct wire_view body)
{
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX; slot++) {
        struct call *call = &table->calls[slot];
        if (call->state != CALL_FREE) {
            continue;
        }
        *call = (struct call){
            .kind = kind,
            .body = memory_allocate(1, body.size + 1),
            .body_size = body.size,
        };
        if (body.size > 0) {
            memcpy(call->body, body.bytes, body.size);
        }
        return call;
    }
    return NULL;
}

void call_give(struct call_table *table, struct call *call)
{
    call_enter(table, call, CALL_FREE);
    free(call->body);
    free(call->payload);
    call->body = NULL;
    call->payload = NULL;
}

void call_finish(struct call_table *table, struct call *call, enum bonus_result result,
                 struct wire_view payload)
{
    call_enter(table, call, CALL_DONE);
    call->result = result;
    call->done_order = ++table->done_order;
    if (payload.size > 0) {
        call->payload = memory_allocate(1, payload.size);
        call->payload_size = payload.size;
        memcpy(call->payload, payload.bytes, payload.size);
    }
}

uint32_t call_number_next(struct call_table *table, struct call *call)
{
    table->serial = (table->serial + 1) & CALL_SERIAL_MASK;
    if (table->serial == 0) {
        table->serial = 1;
    }
    if (call->tries == 0) {
        call->serial_first = table->serial;
    }
    call->serial_last = table->serial;
    return table->serial << CALL_SLOT_BITS | (uint32_t)(call - table->calls);
}

struct call *call_find(struct call_table *table, uint32_t number, bool *is_newest)
{
    uint32_t slot = number & ((1U << CALL_SLOT_BITS) - 1);
    uint32_t serial = number >> CALL_SLOT_BITS;
    if (slot >= LIMIT_TILL_REQUESTS_MAX) {
        return NULL;
    }
    struct call *call = &table->calls[slot];
    bool is_waiting = call->state == CALL_SENT || call->state == CALL_DUE;
    uint32_t age = (serial - call->serial_first) & CALL_SERIAL_MASK;
    uint32_t span = (call->serial_last - call->serial_first) & CALL_SERIAL_MASK;
    if (!is_waiting || call->tries == 0 || age > span) {
        return NULL;
    }
    *is_newest = serial == call->serial_last;
    return call;
}

bool call_waits_for(const struct call_table *table, uint64_t stan)
{
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX; slot++) {
        if (table->calls[slot].state != CALL_FREE && table->calls[slot].stan == stan) {
            return true;
        }
    }
    return false;
}

struct call *call_first_done(struct call_table *table)
{
    struct call *first = NULL;
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX && table->done_count > 0; slot++) {
        struct call *call = &table->calls[slot];
        if (call->state == CALL_DONE && (first == NULL || call->done_order < first->done_order)) {
            first = call;
        }
    }
    return first;
}
