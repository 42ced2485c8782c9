// SPDX-License-Identifier: Apache-2.0
// The event loop of one thread. One turn of it is: wait for descriptors and signals and call back
// for each, then for each timer that is due, then run the tasks that were queued with
// loop_after_turn(). Everything that calls back from the loop does so in this thread.
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct clock_source;
struct loop;

// A callback that is queued for the end of a turn. It lives in its owner, who sets the first two
// fields; the rest belongs to the loop.
struct loop_task {
    void (*run)(void *context);
    void *context;
    struct loop_task *next;
    bool is_queued;
};

enum loop_wait {
    LOOP_WAIT, // sleep until there is something to do
    LOOP_POLL, // do what there is to do and return
};

// The clock is copied: NULL is the machine's, tests bring their own. Ignores SIGPIPE for the
// process, because a write to a socket that the peer has closed is an ordinary result here.
struct loop *loop_create(const struct clock_source *clock);

// Everything that was started on the loop must have been stopped. NULL is fine.
void loop_destroy(struct loop *loop);

// Runs turns until loop_stop(), which may be called from any callback.
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

// Runs one turn.
void loop_run_turn(struct loop *loop, enum loop_wait wait);

// The monotonic clock; microseconds since 1970 on the wall clock.
int64_t loop_now_us(const struct loop *loop);
int64_t loop_now_ms(const struct loop *loop);
int64_t loop_wall_us(const struct loop *loop);

// Runs the task once at the end of this turn, in the order of queueing: for sending what has
// gathered and freeing what was retired. A task queued twice runs once. One that is queued while
// tasks run waits for the end of the next turn, before which the loop does not sleep.
void loop_after_turn(struct loop *loop, struct loop_task *task);

// Takes a queued task out of the queue, before its owner is freed. Does nothing if it is not
// queued.
void loop_cancel_task(struct loop *loop, struct loop_task *task);

// Calls back, as an ordinary event of the loop, when the process gets the signal; at most
// LIMIT_SIGNALS_MAX, for the life of the loop.
void loop_watch_signal(struct loop *loop, int signal_number,
                       void (*callback)(void *context, int signal_number), void *context);

#endif
