// SPDX-License-Identifier: Apache-2.0
// Proves the turn of the loop: tasks at its end, stopping, signals, and the clock that is handed
// in.
#include "loop/loop.h"

#include <signal.h>
#include <stdlib.h>

#include "loop/timer.h"
#include "support/cmocka.h"
#include "support/fake_clock.h"

static int make_loop(void **state)
{
    *state = loop_create(NULL);
    return 0;
}

static int drop_loop(void **state)
{
    loop_destroy(*state);
    return 0;
}

struct step {
    struct loop_task task;
    struct loop *loop;
    int *order;
    int ran_as;
    int runs;
};

static void step_run(void *context)
{
    struct step *step = context;
    step->ran_as = ++*step->order;
    step->runs++;
}

static struct step step_make(struct loop *loop, int *order)
{
    return (struct step){.task = {.run = step_run}, .loop = loop, .order = order};
}

static void tasks_run_once_in_order_at_the_end_of_the_turn(void **state)
{
    int order = 0;
    struct step first = step_make(*state, &order);
    struct step second = step_make(*state, &order);
    first.task.context = &first;
    second.task.context = &second;
    loop_after_turn(*state, &first.task);
    loop_after_turn(*state, &second.task);
    loop_after_turn(*state, &first.task);
    loop_run_turn(*state, LOOP_WAIT);
    assert_int_equal(first.ran_as, 1);
    assert_int_equal(second.ran_as, 2);
    loop_run_turn(*state, LOOP_POLL);
    assert_int_equal(order, 2);
}

static void step_run_again(void *context)
{
    struct step *step = context;
    step->runs++;
    loop_after_turn(step->loop, &step->task);
}

static void a_task_queued_by_a_task_waits_for_the_next_turn(void **state)
{
    int order = 0;
    struct step step = step_make(*state, &order);
    step.task = (struct loop_task){.run = step_run_again, .context = &step};
    loop_after_turn(*state, &step.task);
    for (int turn = 1; turn <= 3; turn++) {
        loop_run_turn(*state, LOOP_WAIT);
        assert_int_equal(step.runs, turn);
    }
    loop_cancel_task(*state, &step.task);
}

static void a_cancelled_task_does_not_run(void **state)
{
    int order = 0;
    struct step steps[3];
    for (int i = 0; i < 3; i++) {
        steps[i] = step_make(*state, &order);
        steps[i].task.context = &steps[i];
        loop_after_turn(*state, &steps[i].task);
    }
    loop_cancel_task(*state, &steps[2].task);
    loop_cancel_task(*state, &steps[0].task);
    loop_cancel_task(*state, &steps[0].task);
    loop_after_turn(*state, &steps[0].task);
    loop_run_turn(*state, LOOP_WAIT);
    assert_int_equal(steps[1].ran_as, 1);
    assert_int_equal(steps[0].ran_as, 2);
    assert_int_equal(steps[2].runs, 0);
}

static void step_cancel_next(void *context)
{
    struct step *step = context;
    loop_cancel_task(step->loop, &step[1].task);
}

static void a_task_may_cancel_the_one_that_would_run_next(void **state)
{
    int order = 0;
    struct step steps[2] = {step_make(*state, &order), step_make(*state, &order)};
    steps[0].task = (struct loop_task){.run = step_cancel_next, .context = &steps[0]};
    steps[1].task.context = &steps[1];
    loop_after_turn(*state, &steps[0].task);
    loop_after_turn(*state, &steps[1].task);
    loop_run_turn(*state, LOOP_WAIT);
    assert_int_equal(steps[1].runs, 0);
}

static void stop_loop(void *context)
{
    loop_stop(context);
}

static void run_returns_after_stop(void **state)
{
    struct loop_timer timer;
    loop_timer_init(&timer, *state, stop_loop, *state);
    loop_timer_start(&timer, 1);
    loop_run(*state);
    assert_false(loop_timer_is_armed(&timer));
}

static void signal_arrived(void *context, int signal_number)
{
    int *seen = context;
    *seen = signal_number;
}

static void a_watched_signal_is_an_event_of_the_loop(void **state)
{
    int seen = 0;
    loop_watch_signal(*state, SIGHUP, signal_arrived, &seen);
    raise(SIGHUP);
    loop_run_turn(*state, LOOP_POLL);
    assert_int_equal(seen, SIGHUP);
}

static void time_comes_from_the_clock_that_was_handed_in(void **state)
{
    (void)state;
    struct fake_clock clock = {.wall_us = 77, .monotonic_us = 5999};
    struct clock_source source = fake_clock_source(&clock);
    struct loop *loop = loop_create(&source);
    assert_int_equal(loop_now_ms(loop), 5);
    assert_int_equal(loop_wall_us(loop), 77);
    loop_destroy(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_run_once_in_order_at_the_end_of_the_turn),
        cmocka_unit_test(a_task_queued_by_a_task_waits_for_the_next_turn),
        cmocka_unit_test(a_cancelled_task_does_not_run),
        cmocka_unit_test(a_task_may_cancel_the_one_that_would_run_next),
        cmocka_unit_test(run_returns_after_stop),
        cmocka_unit_test(a_watched_signal_is_an_event_of_the_loop),
        cmocka_unit_test(time_comes_from_the_clock_that_was_handed_in),
    };
    return cmocka_run_group_tests(tests, make_loop, drop_loop);
}
