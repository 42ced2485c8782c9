// SPDX-License-Identifier: Apache-2.0
// Proves finding frames in bytes.
#include "net/frame.h"

#include "base/limits.h"
#include "support/cmocka.h"

static void a_frame_is_a_big_endian_length_and_its_payload(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0, 0, 1, 2, 'x'};
    struct net_frame frame;
    assert_int_equal(net_frame_find(bytes, sizeof(bytes), 1000, &frame), NET_FRAME_INCOMPLETE);
    assert_int_equal(frame.size, 0x102);
    assert_int_equal(frame.bytes_needed, 4 + 0x102);
    const uint8_t whole[] = {0, 0, 0, 1, 'x', 'y'};
    assert_int_equal(net_frame_find(whole, sizeof(whole), 1000, &frame), NET_FRAME_COMPLETE);
    assert_int_equal(frame.size, 1);
    assert_ptr_equal(frame.payload, whole + 4);
    assert_int_equal(frame.bytes_needed, 5);
}

static void a_part_of_a_prefix_needs_a_prefix(void **state)
{
    (void)state;
    const uint8_t bytes[3] = {0xff, 0xff, 0xff};
    struct net_frame frame;
    for (size_t size = 0; size <= sizeof(bytes); size++) {
        assert_int_equal(net_frame_find(bytes, size, 10, &frame), NET_FRAME_INCOMPLETE);
        assert_int_equal(frame.bytes_needed, 4);
    }
}

static void the_largest_frame_is_accepted_and_one_byte_more_is_not(void **state)
{
    (void)state;
    const uint8_t largest[] = {0, 0, 0, 10};
    const uint8_t larger[] = {0, 0, 0, 11};
    const uint8_t huge[] = {0xff, 0xff, 0xff, 0xff};
    struct net_frame frame;
    assert_int_equal(net_frame_find(largest, 4, 10, &frame), NET_FRAME_INCOMPLETE);
    assert_int_equal(net_frame_find(larger, 4, 10, &frame), NET_FRAME_TOO_LARGE);
    assert_int_equal(net_frame_find(huge, 4, LIMIT_FRAME_BYTES_MAX, &frame), NET_FRAME_TOO_LARGE);
}

static void an_empty_payload_is_a_frame(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0, 0, 0, 0};
    struct net_frame frame;
    assert_int_equal(net_frame_find(bytes, sizeof(bytes), 10, &frame), NET_FRAME_COMPLETE);
    assert_int_equal(frame.size, 0);
}

static void a_written_prefix_is_found_again(void **state)
{
    (void)state;
    const size_t sizes[] = {0, 1, 255, 256, 65535, LIMIT_FRAME_BYTES_MAX};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        uint8_t prefix[LIMIT_FRAME_PREFIX_BYTES];
        struct net_frame frame;
        net_frame_write_prefix(prefix, sizes[i]);
        (void)net_frame_find(prefix, sizeof(prefix), LIMIT_FRAME_BYTES_MAX, &frame);
        assert_int_equal(frame.size, sizes[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_is_a_big_endian_length_and_its_payload),
        cmocka_unit_test(a_part_of_a_prefix_needs_a_prefix),
        cmocka_unit_test(the_largest_frame_is_accepted_and_one_byte_more_is_not),
        cmocka_unit_test(an_empty_payload_is_a_frame),
        cmocka_unit_test(a_written_prefix_is_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
