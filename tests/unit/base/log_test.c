// SPDX-License-Identifier: Apache-2.0
// Proves the log line: its shape, that values cannot break out of their place, and its bound.
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/metrics.h"
#include "support/cmocka.h"

#define PREFIX "ts=2025-11-21T09:30:00.000250Z level=info event=e"

struct capture {
    struct log log;
    char text[LIMIT_LOG_LINE_BYTES_MAX + 1];
    size_t size;
    int lines;
};

static int64_t fake_wall_us(void *context)
{
    (void)context;
    return INT64_C(1763717400000250);
}

static void capture_line(void *context, const char *line, size_t size)
{
    struct capture *capture = context;
    assert_true(size <= LIMIT_LOG_LINE_BYTES_MAX);
    memcpy(capture->text, line, size);
    capture->text[size] = '\0';
    capture->size = size;
    capture->lines++;
}

static struct log *capture_init(struct capture *capture)
{
    *capture = (struct capture){.lines = 0};
    log_init(&capture->log, STDERR_FILENO, LOG_INFO);
    capture->log.clock.wall_us = fake_wall_us;
    capture->log.sink = capture_line;
    capture->log.sink_context = capture;
    return &capture->log;
}

static void an_event_is_one_logfmt_line(void **state)
{
    (void)state;
    struct capture capture;
    struct log *log = capture_init(&capture);
    log_event(log, LOG_INFO, "e");
    assert_string_equal(capture.text, PREFIX "\n");
    log_event(log, LOG_INFO, "e", LOG_TEXT("peer", "10.0.0.7:41022"), LOG_INT("session", -7));
    assert_string_equal(capture.text, PREFIX " peer=10.0.0.7:41022 session=-7\n");
    log_event(log, LOG_INFO, "e", LOG_HEX("print", "\x00\xff", 2), LOG_BYTES("raw", "abc", 2));
    assert_string_equal(capture.text, PREFIX " print=00ff raw=ab\n");
}

static void values_cannot_start_a_field_or_a_line(void **state)
{
    (void)state;
    struct capture capture;
    struct log *log = capture_init(&capture);
    log_event(log, LOG_INFO, "e", LOG_TEXT("a", "x\nlevel=error"), LOG_TEXT("b", "say \"hi\"\\"));
    assert_string_equal(capture.text, PREFIX " a=\"x\\nlevel=error\" b=\"say \\\"hi\\\"\\\\\"\n");
    log_event(log, LOG_INFO, "e", LOG_TEXT("a", NULL), LOG_TEXT("b", ""), LOG_TEXT("c", "\x1b[2J"));
    assert_string_equal(capture.text, PREFIX " a=\"\" b=\"\" c=\"\\x1b[2J\"\n");
}

static void valid_utf8_passes_and_the_rest_is_escaped(void **state)
{
    (void)state;
    struct capture capture;
    struct log *log = capture_init(&capture);
    log_event(log, LOG_INFO, "e", LOG_TEXT("a", "Київ"), LOG_TEXT("b", "\xff\xc0\x80"));
    assert_string_equal(capture.text, PREFIX " a=\"Київ\" b=\"\\xff\\xc0\\x80\"\n");
    log_event(log, LOG_INFO, "e", LOG_TEXT("a", "\xed\xa0\x80"), LOG_TEXT("b", "\xc2\x9b"),
              LOG_TEXT("c", "\xd0"));
    assert_string_equal(capture.text,
                        PREFIX " a=\"\\xed\\xa0\\x80\" b=\"\\xc2\\x9b\" c=\"\\xd0\"\n");
}

static void a_card_shows_four_digits_and_a_short_number_none(void **state)
{
    (void)state;
    struct capture capture;
    struct log *log = capture_init(&capture);
    log_event(log, LOG_INFO, "e", LOG_CARD("card", "2200000012345"), LOG_CARD("other", "1234567"));
    assert_string_equal(capture.text, PREFIX " card=*2345 other=*\n");
}

static void events_below_the_level_are_dropped_unevaluated(void **state)
{
    (void)state;
    struct capture capture;
    struct log *log = capture_init(&capture);
    int evaluated = 0;
    log_event(log, LOG_DEBUG, "e", LOG_INT("n", ++evaluated));
    assert_int_equal(capture.lines, 0);
    assert_int_equal(evaluated, 0);
    log_event(log, LOG_ERROR, "e", LOG_INT("n", ++evaluated));
    assert_int_equal(capture.lines, 1);
    log_event((struct log *)NULL, LOG_ERROR, "e");
}

static void a_line_too_long_is_cut_between_fields_and_says_so(void **state)
{
    (void)state;
    struct capture capture;
    struct log *log = capture_init(&capture);
    char text[LIMIT_LOG_LINE_BYTES_MAX];
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    log_event(log, LOG_INFO, "e", LOG_INT("a", 1), LOG_TEXT("b", text), LOG_INT("c", 2));
    assert_string_equal(capture.text, PREFIX " a=1 cut=1\n");
}

static void a_line_may_fill_its_bound_exactly(void **state)
{
    (void)state;
    struct capture capture;
    struct log *log = capture_init(&capture);
    char text[LIMIT_LOG_LINE_BYTES_MAX];
    int cut = 0;
    int whole = 0;
    for (size_t size = sizeof(text) - 200; size < sizeof(text); size++) {
        memset(text, 'x', size);
        text[size] = '\0';
        log_event(log, LOG_INFO, "e", LOG_TEXT("a", text));
        if (strstr(capture.text, " cut=1\n") != NULL) {
            cut++;
        } else {
            whole++;
        }
        assert_int_equal(capture.text[capture.size - 1], '\n');
    }
    assert_true(cut > 0 && whole > 0);
}

static void the_default_sink_writes_the_line_to_its_descriptor(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct log log;
    log_init(&log, ends[1], LOG_INFO);
    log_event(&log, LOG_WARN, "disk_full");
    char text[200] = {0};
    assert_true(read(ends[0], text, sizeof(text) - 1) > 0);
    assert_non_null(strstr(text, "level=warn event=disk_full\n"));
    close(ends[0]);
    close(ends[1]);
}

// A pipe that nobody reads, and a log that writes to it.
struct full_pipe {
    int out;
    int in;
    struct log log;
    struct metrics *metrics;
};

static void full_pipe_open(struct full_pipe *pipe_full)
{
    static const char filling[4096] = {0};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pipe_full->out = ends[0];
    pipe_full->in = ends[1];
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    while (write(ends[1], filling, sizeof(filling)) > 0) {
    }
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(fcntl(ends[1], F_SETFL, 0), 0); // as standard error is: writing waits
    pipe_full->metrics = metrics_create();
    log_init(&pipe_full->log, ends[1], LOG_INFO);
    pipe_full->log.dropped_counter = metrics_add_counter(
        pipe_full->metrics, &(struct metric_description){.name = "dropped", .help = "Dropped."});
}

static void full_pipe_drain(struct full_pipe *pipe_full)
{
    static char bytes[4096];
    assert_int_equal(fcntl(pipe_full->out, F_SETFL, O_NONBLOCK), 0);
    while (read(pipe_full->out, bytes, sizeof(bytes)) > 0) {
    }
    assert_int_equal(errno, EAGAIN);
}

static void assert_next_line(struct full_pipe *pipe_full, const char *end)
{
    char text[200] = {0};
    log_event(&pipe_full->log, LOG_INFO, "e", LOG_INT("n", 4));
    assert_true(read(pipe_full->out, text, sizeof(text) - 1) > 0);
    assert_non_null(strstr(text, end));
}

static void full_pipe_close(struct full_pipe *pipe_full)
{
    metrics_destroy(pipe_full->metrics);
    close(pipe_full->in);
    if (pipe_full->out >= 0) {
        close(pipe_full->out);
    }
}

static void a_log_nobody_reads_stops_nobody_and_says_what_was_lost(void **state)
{
    (void)state;
    struct full_pipe pipe_full;
    full_pipe_open(&pipe_full);
    for (int i = 1; i <= 3; i++) {
        log_event(&pipe_full.log, LOG_INFO, "e", LOG_INT("n", i));
    }
    full_pipe_drain(&pipe_full);
    assert_next_line(&pipe_full, " event=e dropped=3 n=4\n");
    assert_next_line(&pipe_full, " event=e n=4\n");
    assert_int_equal(metric_value(pipe_full.log.dropped_counter), 3);
    full_pipe_close(&pipe_full);
}

static void what_was_lost_is_said_even_in_a_line_that_is_cut(void **state)
{
    (void)state;
    struct capture capture;
    struct log *log = capture_init(&capture);
    char text[LIMIT_LOG_LINE_BYTES_MAX];
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    log->dropped = 7;
    log_event(log, LOG_INFO, "e", LOG_TEXT("a", text));
    assert_string_equal(capture.text, PREFIX " dropped=7 cut=1\n");
}

static void a_log_whose_reader_is_gone_stops_nobody(void **state)
{
    (void)state;
    struct full_pipe pipe_full;
    full_pipe_open(&pipe_full);
    void (*before)(int) = signal(SIGPIPE, SIG_IGN); // as the loop does
    close(pipe_full.out);
    pipe_full.out = -1;
    log_event(&pipe_full.log, LOG_INFO, "e");
    assert_int_equal(metric_value(pipe_full.log.dropped_counter), 1);
    signal(SIGPIPE, before);
    full_pipe_close(&pipe_full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_one_logfmt_line),
        cmocka_unit_test(values_cannot_start_a_field_or_a_line),
        cmocka_unit_test(valid_utf8_passes_and_the_rest_is_escaped),
        cmocka_unit_test(a_card_shows_four_digits_and_a_short_number_none),
        cmocka_unit_test(events_below_the_level_are_dropped_unevaluated),
        cmocka_unit_test(a_line_too_long_is_cut_between_fields_and_says_so),
        cmocka_unit_test(a_line_may_fill_its_bound_exactly),
        cmocka_unit_test(the_default_sink_writes_the_line_to_its_descriptor),
        cmocka_unit_test(a_log_nobody_reads_stops_nobody_and_says_what_was_lost),
        cmocka_unit_test(what_was_lost_is_said_even_in_a_line_that_is_cut),
        cmocka_unit_test(a_log_whose_reader_is_gone_stops_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
