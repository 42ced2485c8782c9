// SPDX-License-Identifier: Apache-2.0
// Proves the byte buffer: its maximum, its order, and that writing in place equals appending.
#include "base/buffer.h"

#include <string.h>

#include "support/cmocka.h"

static void a_buffer_is_full_at_its_maximum_and_not_before(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 1000);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(buffer_append(&buffer, "x", 1), BASE_OK);
    }
    assert_int_equal(buffer_append(&buffer, "x", 1), BASE_FULL);
    assert_int_equal(buffer_size(&buffer), 1000);
    buffer_consume(&buffer, 1);
    assert_int_equal(buffer_append(&buffer, "x", 1), BASE_OK);
    buffer_clear(&buffer);
}

static void an_append_that_does_not_fit_adds_nothing(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 8);
    assert_int_equal(buffer_append_text(&buffer, "12345"), BASE_OK);
    assert_int_equal(buffer_append_text(&buffer, "6789"), BASE_FULL);
    assert_int_equal(buffer_append_format(&buffer, "%d", 6789), BASE_FULL);
    assert_int_equal(buffer_append(&buffer, "", SIZE_MAX), BASE_FULL);
    assert_memory_equal(buffer_bytes(&buffer), "12345", 5);
    assert_int_equal(buffer_size(&buffer), 5);
    buffer_clear(&buffer);
}

static void a_format_may_fill_the_buffer_to_its_maximum(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 6);
    assert_int_equal(buffer_append_format(&buffer, "%s=%d", "ab", 123), BASE_OK);
    assert_memory_equal(buffer_bytes(&buffer), "ab=123", 6);
    buffer_clear(&buffer);
}

static void bytes_come_out_in_the_order_they_went_in(void **state)
{
    (void)state;
    struct buffer buffer;
    uint8_t next_in = 0;
    uint8_t next_out = 0;
    buffer_init(&buffer, 700);
    for (int round = 0; round < 500; round++) {
        for (int i = 0; i < round % 7; i++) {
            if (buffer_append(&buffer, &next_in, 1) == BASE_OK) {
                next_in++;
            }
        }
        for (int i = 0; i < round % 5 && buffer_size(&buffer) > 0; i++) {
            assert_int_equal(*buffer_bytes(&buffer), next_out++);
            buffer_consume(&buffer, 1);
        }
    }
    buffer_clear(&buffer);
}

static void room_written_in_place_is_added_only_when_committed(void **state)
{
    (void)state;
    struct buffer buffer;
    uint8_t *room = NULL;
    buffer_init(&buffer, 600);
    assert_int_equal(buffer_reserve(&buffer, 600, &room), BASE_OK);
    memset(room, 7, 600);
    assert_int_equal(buffer_size(&buffer), 0);
    buffer_commit(&buffer, 2);
    assert_int_equal(buffer_size(&buffer), 2);
    assert_int_equal(buffer_bytes(&buffer)[1], 7);
    assert_int_equal(buffer_reserve(&buffer, 599, &room), BASE_FULL);
    buffer_clear(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_is_full_at_its_maximum_and_not_before),
        cmocka_unit_test(an_append_that_does_not_fit_adds_nothing),
        cmocka_unit_test(a_format_may_fill_the_buffer_to_its_maximum),
        cmocka_unit_test(bytes_come_out_in_the_order_they_went_in),
        cmocka_unit_test(room_written_in_place_is_added_only_when_committed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
