// SPDX-License-Identifier: Apache-2.0
// One-shot timers on the loop's monotonic clock. A timer lives in its owner and costs no malloc;
// putting it off again and again, as a deadline that is renewed by every frame, costs next to
// nothing, because it is moved in the heap only when its old time comes.
#ifndef LOOP_TIMER_H
#define LOOP_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct loop;

struct loop_timer {
    struct loop *loop;
    void (*callback)(void *context);
    void *context;
    int64_t due_ms;      // when it shall fire
    int64_t heap_due_ms; // what the heap is ordered by; never later than due_ms
    uint32_t heap_place; // counted from 1; 0 when it is not armed
};

// The loop is kept.
void loop_timer_init(struct loop_timer *timer, struct loop *loop, void (*callback)(void *context),
                     void *context);

// Calls back once, `delay_ms` from now, never before; an armed timer is armed anew.
void loop_timer_start(struct loop_timer *timer, int64_t delay_ms);

// Does nothing if it is not armed. Must be done before the timer's memory goes.
void loop_timer_stop(struct loop_timer *timer);

bool loop_timer_is_armed(const struct loop_timer *timer);

#endif
