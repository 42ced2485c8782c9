// SPDX-License-Identifier: Apache-2.0
// What the files of this folder know of a loop.
#ifndef LOOP_LOOP_INTERNAL_H
#define LOOP_LOOP_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/limits.h"

struct event;
struct event_base;
struct loop_task;
struct loop_timer;

// Armed timers, the soonest at place 1; places[0] is not used.
struct loop_timer_heap {
    struct loop_timer **places;
    uint32_t count;
    uint32_t capacity;
};

struct loop_task_queue {
    struct loop_task *first;
    struct loop_task *last;
};

struct loop_signal {
    struct event *event;
    void (*callback)(void *context, int signal_number);
    void *context;
};

struct loop {
    struct clock_source clock;
    struct event_base *base;
    struct event *wake_event; // ends the sleep when the soonest timer is due
    int64_t wake_ms;          // for when it is set; INT64_MAX when it is not
    struct loop_timer_heap timers;
    struct loop_task_queue tasks;   // for the end of this turn
    struct loop_task_queue running; // the rest of those that are running now
    struct loop_signal signals[LIMIT_SIGNALS_MAX];
    size_t signal_count;
    bool is_stopping;
};

// When the next timer may be due, INT64_MAX if none is armed.
int64_t loop_timers_next_ms(const struct loop *loop);

// Calls back for every timer that was due when the call began.
void loop_timers_run(struct loop *loop);

#endif
