// SPDX-License-Identifier: Apache-2.0
// Proves the length prefix: whole frames, parts of frames, and frames that are refused early.
#include "wire/frame.h"

#include "support/cmocka.h"

static struct wire_view view(const char *bytes, size_t size)
{
    return (struct wire_view){.bytes = (const uint8_t *)bytes, .size = size};
}

static void a_whole_frame_gives_its_payload_and_leaves_the_next(void **state)
{
    (void)state;
    struct wire_view payload;
    assert_int_equal(wire_frame_split(view("\0\0\0\3abcdef", 10), 100, &payload), WIRE_OK);
    assert_int_equal(payload.size, 3);
    assert_memory_equal(payload.bytes, "abc", 3);
}

static void an_empty_payload_is_a_frame(void **state)
{
    (void)state;
    struct wire_view payload;
    assert_int_equal(wire_frame_split(view("\0\0\0\0", 4), 100, &payload), WIRE_OK);
    assert_int_equal(payload.size, 0);
}

static void every_part_of_a_frame_is_incomplete(void **state)
{
    (void)state;
    struct wire_view payload;
    for (size_t size = 0; size < 7; size++) {
        assert_int_equal(wire_frame_split(view("\0\0\0\3abc", size), 100, &payload),
                         WIRE_INCOMPLETE);
    }
}

static void a_frame_beyond_the_maximum_is_refused_by_its_prefix_alone(void **state)
{
    (void)state;
    struct wire_view payload;
    assert_int_equal(wire_frame_split(view("\0\0\0\144", 4), 100, &payload), WIRE_INCOMPLETE);
    assert_int_equal(wire_frame_split(view("\0\0\0\145", 4), 100, &payload), WIRE_TOO_LARGE);
    assert_int_equal(wire_frame_split(view("\xff\xff\xff\xff", 4), 65536, &payload),
                     WIRE_TOO_LARGE);
}

static void a_written_prefix_reads_back(void **state)
{
    (void)state;
    uint8_t prefix[LIMIT_FRAME_PREFIX_BYTES];
    wire_frame_write_prefix(prefix, 0x01020304);
    assert_memory_equal(prefix, "\1\2\3\4", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_frame_gives_its_payload_and_leaves_the_next),
        cmocka_unit_test(an_empty_payload_is_a_frame),
        cmocka_unit_test(every_part_of_a_frame_is_incomplete),
        cmocka_unit_test(a_frame_beyond_the_maximum_is_refused_by_its_prefix_alone),
        cmocka_unit_test(a_written_prefix_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
