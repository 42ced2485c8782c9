// SPDX-License-Identifier: Apache-2.0
// Proves the log line: its shape, that values cannot break out of their place, and its bound.
#include "base/log.h"

#include <string.h>
#include <unistd.h>

#include "base/limits.h"
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
