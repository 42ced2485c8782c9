// SPDX-License-Identifier: Apache-2.0
// Proves the text that Prometheus scrapes.
#include "base/metrics.h"

#include "base/buffer.h"
#include "support/cmocka.h"

static void assert_renders(const struct metrics *metrics, const char *expected)
{
    struct buffer text;
    buffer_init(&text, 4096);
    assert_int_equal(metrics_render(metrics, &text), BASE_OK);
    assert_int_equal(buffer_append(&text, "", 1), BASE_OK);
    assert_string_equal((const char *)buffer_bytes(&text), expected);
    buffer_clear(&text);
}

static void series_of_one_name_stand_together_under_one_help(void **state)
{
    (void)state;
    struct metrics *metrics = metrics_create();
    struct metric *ok = metrics_add_counter(
        metrics, &(struct metric_description){"requests_total", "Requests.", "result=\"ok\"", 0});
    struct metric *sessions = metrics_add_gauge(
        metrics, &(struct metric_description){.name = "sessions", .help = "Open sessions."});
    struct metric *busy = metrics_add_counter(
        metrics, &(struct metric_description){"requests_total", "Requests.", "result=\"busy\"", 0});
    metric_count(ok, 2);
    metric_count(ok, 1);
    metric_count(busy, 1);
    metric_set(sessions, -4);
    assert_int_equal(metric_value(ok), 3);
    assert_renders(metrics, "# HELP requests_total Requests.\n"
                            "# TYPE requests_total counter\n"
                            "requests_total{result=\"ok\"} 3\n"
                            "requests_total{result=\"busy\"} 1\n"
                            "# HELP sessions Open sessions.\n"
                            "# TYPE sessions gauge\n"
                            "sessions -4\n");
    metrics_destroy(metrics);
}

static void buckets_are_cumulative_and_shown_in_the_base_unit(void **state)
{
    (void)state;
    static const int64_t bounds[] = {1000, 10000};
    struct metrics *metrics = metrics_create();
    struct metric *turn = metrics_add_histogram(
        metrics, &(struct metric_description){"turn_seconds", "A turn.", "lane=\"1\"", 6}, bounds,
        BASE_COUNT(bounds));
    metric_observe(turn, 1000);
    metric_observe(turn, 1001);
    metric_observe(turn, 2500000);
    assert_renders(metrics, "# HELP turn_seconds A turn.\n"
                            "# TYPE turn_seconds histogram\n"
                            "turn_seconds_bucket{lane=\"1\",le=\"0.001000\"} 1\n"
                            "turn_seconds_bucket{lane=\"1\",le=\"0.010000\"} 2\n"
                            "turn_seconds_bucket{lane=\"1\",le=\"+Inf\"} 3\n"
                            "turn_seconds_sum{lane=\"1\"} 2.502001\n"
                            "turn_seconds_count{lane=\"1\"} 3\n");
    metrics_destroy(metrics);
}

static void a_text_that_does_not_fit_is_full(void **state)
{
    (void)state;
    struct metrics *metrics = metrics_create();
    metrics_add_gauge(metrics, &(struct metric_description){.name = "a", .help = "A."});
    struct buffer text;
    buffer_init(&text, 20);
    assert_int_equal(metrics_render(metrics, &text), BASE_FULL);
    buffer_clear(&text);
    metrics_destroy(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(series_of_one_name_stand_together_under_one_help),
        cmocka_unit_test(buckets_are_cumulative_and_shown_in_the_base_unit),
        cmocka_unit_test(a_text_that_does_not_fit_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
