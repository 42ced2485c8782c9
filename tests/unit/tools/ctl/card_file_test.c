// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/card_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/cmocka.h"
#include "tools/ctl/capture.h"

static void lines_are_trimmed_counted_and_empty_ones_skipped(void **state)
{
    (void)state;
    static const char text[] = "2900000000008\n\n  2900000000015\t\r\n\n2900000000022";
    char path[] = "/tmp/bonus-card-file.XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    struct capture capture;
    struct card_file file;
    capture_init(&capture);
    assert_int_equal(card_file_open(&capture.ctl, path, &file), CTL_OK);
    assert_int_equal(file.size, strlen(text));
    assert_string_equal(card_file_next(&file), "2900000000008");
    assert_int_equal(file.line, 1);
    assert_string_equal(card_file_next(&file), "2900000000015");
    assert_int_equal(file.line, 3);
    assert_string_equal(card_file_next(&file), "2900000000022");
    assert_int_equal(file.line, 5);
    assert_null(card_file_next(&file));
    assert_int_equal(file.bytes, strlen(text));
    assert_int_equal(card_file_check(&capture.ctl, &file), CTL_OK);
    card_file_close(&file);
    capture_clear(&capture);
    unlink(path);
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    struct capture capture;
    struct card_file file;
    capture_init(&capture);
    assert_int_equal(card_file_open(&capture.ctl, "/nonexistent/cards", &file), CTL_NO_INPUT);
    assert_string_equal(capture_error(&capture),
                        "bonusctl: /nonexistent/cards: No such file or directory\n");
    card_file_close(&file);
    capture_clear(&capture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_trimmed_counted_and_empty_ones_skipped),
        cmocka_unit_test(a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
