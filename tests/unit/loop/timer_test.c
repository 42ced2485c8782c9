// SPDX-License-Identifier: Apache-2.0
// Proves timers on a clock of the test's own: when they fire, when they do not, and in which order.
#include "loop/timer.h"

#include <stdlib.h>

#include "loop/loop.h"
#include "support/cmocka.h"
#include "support/fake_clock.h"

enum { TIMERS = 5000 };

struct probe {
    struct loop_timer timer;
    int fired;
};

struct bench {
    struct fake_clock clock;
    struct loop *loop;
};

static int make_bench(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    struct clock_source source = fake_clock_source(&bench->clock);
    bench->loop = loop_create(&source);
    *state = bench;
    return 0;
}

static int drop_bench(void **state)
{
    struct bench *bench = *state;
    loop_destroy(bench->loop);
    free(bench);
    return 0;
}

static void pass_ms(struct bench *bench, int64_t ms)
{
    fake_clock_advance_ms(&bench->clock, ms);
    loop_run_turn(bench->loop, LOOP_POLL);
}

static void probe_fired(void *context)
{
    struct probe *probe = context;
    probe->fired++;
}

static void a_timer_fires_once_and_never_early(void **state)
{
    struct bench *bench = *state;
    struct probe probe = {.fired = 0};
    bench->clock.monotonic_us = 999; // late in its millisecond
    loop_timer_init(&probe.timer, bench->loop, probe_fired, &probe);
    loop_timer_start(&probe.timer, 10);
    assert_true(loop_timer_is_armed(&probe.timer));
    pass_ms(bench, 9);
    assert_int_equal(probe.fired, 0);
    bench->clock.monotonic_us += 500;
    loop_run_turn(bench->loop, LOOP_POLL);
    assert_int_equal(probe.fired, 0);
    pass_ms(bench, 2);
    assert_int_equal(probe.fired, 1);
    assert_false(loop_timer_is_armed(&probe.timer));
    pass_ms(bench, 1000);
    assert_int_equal(probe.fired, 1);
}

static void a_stopped_timer_does_not_fire(void **state)
{
    struct bench *bench = *state;
    struct probe probe = {.fired = 0};
    loop_timer_init(&probe.timer, bench->loop, probe_fired, &probe);
    loop_timer_stop(&probe.timer);
    loop_timer_start(&probe.timer, 10);
    loop_timer_stop(&probe.timer);
    pass_ms(bench, 100);
    assert_int_equal(probe.fired, 0);
}

static void a_timer_put_off_fires_at_its_last_time_only(void **state)
{
    struct bench *bench = *state;
    struct probe probe = {.fired = 0};
    loop_timer_init(&probe.timer, bench->loop, probe_fired, &probe);
    for (int i = 0; i < 100; i++) {
        loop_timer_start(&probe.timer, 10);
        pass_ms(bench, 8);
    }
    assert_int_equal(probe.fired, 0);
    pass_ms(bench, 3);
    assert_int_equal(probe.fired, 1);
}

static void a_timer_brought_forward_fires_at_the_sooner_time(void **state)
{
    struct bench *bench = *state;
    struct probe probe = {.fired = 0};
    loop_timer_init(&probe.timer, bench->loop, probe_fired, &probe);
    loop_timer_start(&probe.timer, 1000);
    loop_timer_start(&probe.timer, 5);
    pass_ms(bench, 6);
    assert_int_equal(probe.fired, 1);
    pass_ms(bench, 2000);
    assert_int_equal(probe.fired, 1);
}

static void probe_restart(void *context)
{
    struct probe *probe = context;
    probe->fired++;
    loop_timer_start(&probe->timer, 0);
}

static void a_timer_that_restarts_itself_fires_once_a_turn(void **state)
{
    struct bench *bench = *state;
    struct probe probe = {.fired = 0};
    loop_timer_init(&probe.timer, bench->loop, probe_restart, &probe);
    loop_timer_start(&probe.timer, 0);
    for (int turn = 1; turn <= 3; turn++) {
        loop_run_turn(bench->loop, LOOP_WAIT);
        assert_int_equal(probe.fired, turn);
    }
    loop_timer_stop(&probe.timer);
}

struct ordered {
    struct loop_timer timer;
    int64_t due_ms;
    int64_t *last_due_ms;
    int *fired;
};

static void ordered_fired(void *context)
{
    struct ordered *ordered = context;
    assert_true(*ordered->last_due_ms <= ordered->due_ms);
    *ordered->last_due_ms = ordered->due_ms;
    ++*ordered->fired;
}

static void thousands_of_timers_fire_in_order_and_each_once(void **state)
{
    struct bench *bench = *state;
    struct ordered *all = calloc(TIMERS, sizeof(*all));
    int64_t last_due_ms = 0;
    int fired = 0;
    uint32_t random = 12345;
    for (int i = 0; i < TIMERS; i++) {
        random = random * 1664525 + 1013904223;
        all[i].due_ms = random % 10000 + 1;
        all[i].last_due_ms = &last_due_ms;
        all[i].fired = &fired;
        loop_timer_init(&all[i].timer, bench->loop, ordered_fired, &all[i]);
        loop_timer_start(&all[i].timer, all[i].due_ms);
    }
    int stopped = 0;
    for (int i = 0; i < TIMERS; i += 3) {
        loop_timer_stop(&all[i].timer);
        stopped++;
    }
    for (int i = 1; i < TIMERS; i += 3) {
        all[i].due_ms += 5000;
        loop_timer_start(&all[i].timer, all[i].due_ms);
    }
    for (int ms = 0; ms < 15100; ms += 100) {
        pass_ms(bench, 100);
    }
    assert_int_equal(fired, TIMERS - stopped);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_timer_fires_once_and_never_early, make_bench, drop_bench),
        cmocka_unit_test_setup_teardown(a_stopped_timer_does_not_fire, make_bench, drop_bench),
        cmocka_unit_test_setup_teardown(a_timer_put_off_fires_at_its_last_time_only, make_bench,
                                        drop_bench),
        cmocka_unit_test_setup_teardown(a_timer_brought_forward_fires_at_the_sooner_time,
                                        make_bench, drop_bench),
        cmocka_unit_test_setup_teardown(a_timer_that_restarts_itself_fires_once_a_turn, make_bench,
                                        drop_bench),
        cmocka_unit_test_setup_teardown(thousands_of_timers_fire_in_order_and_each_once, make_bench,
                                        drop_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
