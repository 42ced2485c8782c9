// SPDX-License-Identifier: Apache-2.0
// A binary heap of timers. A timer put off keeps its place; when that place comes up it is moved to
// where it belongs instead of firing. Only one that is brought forward moves at once.
#include "loop/timer.h"

#include "base/check.h"
#include "base/memory.h"
#include "loop/loop.h"
#include "loop/loop_internal.h"

enum { LOOP_TIMERS_LEAST = 64 }; // the first allocation of the heap

static void loop_heap_put(struct loop_timer_heap *heap, struct loop_timer *timer, uint32_t place)
{
    heap->places[place] = timer;
    timer->heap_place = place;
}

// Moves the timer from `place` towards the root until its parent is not later.
static void loop_heap_rise(struct loop_timer_heap *heap, struct loop_timer *timer, uint32_t place)
{
    while (place > 1 && heap->places[place / 2]->heap_due_ms > timer->heap_due_ms) {
        loop_heap_put(heap, heap->places[place / 2], place);
        place /= 2;
    }
    loop_heap_put(heap, timer, place);
}

// Moves the timer from `place` away from the root until no child is sooner.
static void loop_heap_sink(struct loop_timer_heap *heap, struct loop_timer *timer, uint32_t place)
{
    for (;;) {
        uint32_t child = 2 * place;
        if (child > heap->count) {
            break;
        }
        if (child < heap->count &&
            heap->places[child + 1]->heap_due_ms < heap->places[child]->heap_due_ms) {
            child++;
        }
        if (heap->places[child]->heap_due_ms >= timer->heap_due_ms) {
            break;
        }
        loop_heap_put(heap, heap->places[child], place);
        place = child;
    }
    loop_heap_put(heap, timer, place);
}

static void loop_heap_add(struct loop_timer_heap *heap, struct loop_timer *timer)
{
    CHECK(heap->count < LIMIT_TIMERS_MAX);
    if (heap->count + 1 >= heap->capacity) {
        heap->capacity = heap->capacity == 0 ? LOOP_TIMERS_LEAST : heap->capacity * 2;
        heap->places = memory_resize(heap->places, heap->capacity * sizeof(struct loop_timer *));
    }
    loop_heap_rise(heap, timer, ++heap->count);
}

static void loop_heap_remove(struct loop_timer_heap *heap, struct loop_timer *timer)
{
    uint32_t place = timer->heap_place;
    struct loop_timer *last = heap->places[heap->count--];
    timer->heap_place = 0;
    if (last == timer) {
        return;
    }
    if (last->heap_due_ms < timer->heap_due_ms) {
        loop_heap_rise(heap, last, place);
    } else {
        loop_heap_sink(heap, last, place);
    }
}

void loop_timer_init(struct loop_timer *timer, struct loop *loop, void (*callback)(void *context),
                     void *context)
{
    *timer = (struct loop_timer){.loop = loop, .callback = callback, .context = context};
}

void loop_timer_start(struct loop_timer *timer, int64_t delay_ms)
{
    CHECK(delay_ms >= 0);
    struct loop_timer_heap *heap = &timer->loop->timers;
    // One more, because the present millisecond has already begun.
    timer->due_ms = loop_now_ms(timer->loop) + delay_ms + (delay_ms > 0 ? 1 : 0);
    if (timer->heap_place == 0) {
        timer->heap_due_ms = timer->due_ms;
        loop_heap_add(heap, timer);
    } else if (timer->due_ms < timer->heap_due_ms) {
        timer->heap_due_ms = timer->due_ms;
        loop_heap_rise(heap, timer, timer->heap_place);
    }
}

void loop_timer_stop(struct loop_timer *timer)
{
    if (timer->heap_place != 0) {
        loop_heap_remove(&timer->loop->timers, timer);
    }
}

bool loop_timer_is_armed(const struct loop_timer *timer)
{
    return timer->heap_place != 0;
}

int64_t loop_timers_next_ms(const struct loop *loop)
{
    return loop->timers.count == 0 ? INT64_MAX : loop->timers.places[1]->heap_due_ms;
}

void loop_timers_run(struct loop *loop)
{
    struct loop_timer_heap *heap = &loop->timers;
    // At most as many as there are now, so that a timer of no delay that starts itself again does
    // not keep the turn from ending.
    uint32_t runs_left = heap->count;
    if (runs_left == 0) {
        return;
    }
    int64_t now_ms = loop_now_ms(loop);
    while (runs_left-- > 0 && heap->count > 0 && heap->places[1]->heap_due_ms <= now_ms) {
        struct loop_timer *timer = heap->places[1];
        if (timer->due_ms > now_ms) {
            timer->heap_due_ms = timer->due_ms;
            loop_heap_sink(heap, timer, 1);
            continue;
        }
        loop_heap_remove(heap, timer);
        timer->callback(timer->context);
    }
}
