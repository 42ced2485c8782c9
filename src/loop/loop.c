// SPDX-License-Identifier: Apache-2.0
// The turn of the loop on libevent. Timers and tasks are ours, so that they follow the clock that
// was handed in; libevent waits for descriptors and signals, and for the soonest timer.
#include "loop/loop.h"

#include <signal.h>
#include <stdlib.h>

#include <event2/event.h>

#include "base/memory.h"
#include "loop/event_base.h"
#include "loop/loop_internal.h"

static void loop_wake(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct loop *loop = context;
    loop->wake_ms = INT64_MAX;
}

struct loop *loop_create(const struct clock_source *clock)
{
    CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    struct loop *loop = memory_allocate(1, sizeof(*loop));
    loop->clock = clock == NULL ? clock_of_system : *clock;
    struct event_config *config = event_config_new();
    CHECK(config != NULL);
    CHECK(event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK) == 0);
    loop->base = event_base_new_with_config(config);
    event_config_free(config);
    CHECK(loop->base != NULL);
    loop->wake_event = event_new(loop->base, -1, 0, loop_wake, loop);
    CHECK(loop->wake_event != NULL);
    loop->wake_ms = INT64_MAX;
    return loop;
}

void loop_destroy(struct loop *loop)
{
    if (loop == NULL) {
        return;
    }
    CHECK(loop->timers.count == 0);
    for (size_t i = 0; i < loop->signal_count; i++) {
        event_free(loop->signals[i].event);
    }
    event_free(loop->wake_event);
    event_base_free(loop->base);
    free(loop->timers.places);
    free(loop);
}

struct event_base *loop_event_base(const struct loop *loop)
{
    return loop->base;
}

int64_t loop_now_us(const struct loop *loop)
{
    return loop->clock.monotonic_us(loop->clock.context);
}

int64_t loop_now_ms(const struct loop *loop)
{
    return loop_now_us(loop) / 1000;
}

int64_t loop_wall_us(const struct loop *loop)
{
    return loop->clock.wall_us(loop->clock.context);
}

void loop_run(struct loop *loop)
{
    loop->is_stopping = false;
    while (!loop->is_stopping) {
        loop_run_turn(loop, LOOP_WAIT);
    }
}

void loop_stop(struct loop *loop)
{
    loop->is_stopping = true;
}

// Makes sure the coming sleep ends when the soonest timer is due; false if it is due already.
static bool loop_may_sleep(struct loop *loop)
{
    if (loop->tasks.first != NULL) {
        return false;
    }
    int64_t next_ms = loop_timers_next_ms(loop);
    if (next_ms == INT64_MAX) {
        return true;
    }
    int64_t delay_ms = next_ms - loop_now_ms(loop);
    if (delay_ms <= 0) {
        return false;
    }
    if (next_ms < loop->wake_ms) {
        struct timeval delay = {.tv_sec = delay_ms / 1000, .tv_usec = delay_ms % 1000 * 1000};
        CHECK(event_add(loop->wake_event, &delay) == 0);
        loop->wake_ms = next_ms;
    }
    return true;
}

static void loop_run_tasks(struct loop *loop)
{
    loop->running = loop->tasks;
    loop->tasks = (struct loop_task_queue){0};
    while (loop->running.first != NULL) {
        struct loop_task *task = loop->running.first;
        loop->running.first = task->next;
        task->is_queued = false;
        task->run(task->context);
    }
}

void loop_run_turn(struct loop *loop, enum loop_wait wait)
{
    bool may_sleep = wait == LOOP_WAIT && loop_may_sleep(loop);
    int flags = EVLOOP_ONCE | (may_sleep ? EVLOOP_NO_EXIT_ON_EMPTY : EVLOOP_NONBLOCK);
    CHECK(event_base_loop(loop->base, flags) >= 0);
    loop_timers_run(loop);
    loop_run_tasks(loop);
}

void loop_after_turn(struct loop *loop, struct loop_task *task)
{
    if (task->is_queued) {
        return;
    }
    task->is_queued = true;
    task->next = NULL;
    if (loop->tasks.first == NULL) {
        loop->tasks.first = task;
    } else {
        loop->tasks.last->next = task;
    }
    loop->tasks.last = task;
}

static bool loop_remove_task(struct loop_task_queue *queue, struct loop_task *task)
{
    struct loop_task *previous = NULL;
    for (struct loop_task *other = queue->first; other != NULL; other = other->next) {
        if (other != task) {
            previous = other;
            continue;
        }
        if (previous == NULL) {
            queue->first = task->next;
        } else {
            previous->next = task->next;
        }
        queue->last = queue->last == task ? previous : queue->last;
        return true;
    }
    return false;
}

void loop_cancel_task(struct loop *loop, struct loop_task *task)
{
    if (task->is_queued) {
        CHECK(loop_remove_task(&loop->tasks, task) || loop_remove_task(&loop->running, task));
        task->is_queued = false;
    }
}

static void loop_signal_arrived(evutil_socket_t signal_number, short what, void *context)
{
    (void)what;
    const struct loop_signal *watched = context;
    watched->callback(watched->context, (int)signal_number);
}

void loop_watch_signal(struct loop *loop, int signal_number,
                       void (*callback)(void *context, int signal_number), void *context)
{
    CHECK(loop->signal_count < LIMIT_SIGNALS_MAX);
    struct loop_signal *watched = &loop->signals[loop->signal_count++];
    watched->callback = callback;
    watched->context = context;
    watched->event = evsignal_new(loop->base, signal_number, loop_signal_arrived, watched);
    CHECK(watched->event != NULL && event_add(watched->event, NULL) == 0);
}
