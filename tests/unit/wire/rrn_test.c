// SPDX-License-Identifier: Apache-2.0
// Proves the number of a posting: packing, text, and what neither accepts.
#include "wire/rrn.h"

#include "support/cmocka.h"

static const struct wire_rrn example = {.incarnation = 1, .lane = 3, .position = 48211};
static const struct wire_rrn largest = {
    .incarnation = 127, .lane = 4095, .position = UINT64_C(17592186044415)};

static void assert_same(struct wire_rrn left, struct wire_rrn right)
{
    assert_int_equal(left.incarnation, right.incarnation);
    assert_int_equal(left.lane, right.lane);
    assert_true(left.position == right.position);
}

static void a_packed_number_unpacks_to_itself(void **state)
{
    (void)state;
    struct wire_rrn back;
    assert_true(wire_rrn_pack(example) == UINT64_C(0x010030000000bc53));
    assert_int_equal(wire_rrn_unpack(wire_rrn_pack(example), &back), WIRE_OK);
    assert_same(back, example);
    assert_true(wire_rrn_pack(largest) == INT64_MAX);
    assert_int_equal(wire_rrn_unpack(INT64_MAX, &back), WIRE_OK);
    assert_same(back, largest);
}

static void later_postings_of_a_lane_have_higher_numbers(void **state)
{
    (void)state;
    struct wire_rrn next = example;
    next.position++;
    struct wire_rrn restored = {.incarnation = 2, .lane = 3, .position = 1};
    assert_true(wire_rrn_pack(example) < wire_rrn_pack(next));
    assert_true(wire_rrn_pack(next) < wire_rrn_pack(restored));
}

static void numbers_that_no_posting_has_do_not_unpack(void **state)
{
    (void)state;
    struct wire_rrn back;
    assert_int_equal(wire_rrn_unpack(0, &back), WIRE_MALFORMED);
    assert_int_equal(wire_rrn_unpack(UINT64_C(0x01003) << 44, &back), WIRE_MALFORMED);
    assert_int_equal(wire_rrn_unpack(48211, &back), WIRE_MALFORMED);
    assert_int_equal(wire_rrn_unpack(UINT64_MAX, &back), WIRE_MALFORMED);
}

static void the_text_form_reads_back(void **state)
{
    (void)state;
    char text[WIRE_RRN_TEXT_BYTES_MAX];
    struct wire_rrn back;
    wire_rrn_format(example, text);
    assert_string_equal(text, "1-3-48211");
    assert_int_equal(wire_rrn_parse(text, &back), WIRE_OK);
    assert_same(back, example);
    wire_rrn_format(largest, text);
    assert_string_equal(text, "127-4095-17592186044415");
    assert_int_equal(wire_rrn_parse(text, &back), WIRE_OK);
    assert_same(back, largest);
}

static void anything_but_the_one_text_form_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "1",
        "1-3",
        "1-3-",
        "-3-5",
        "1--5",
        "1-3-48x",
        "1-3-5 ",
        " 1-3-5",
        "1-3-5-6",
        "0-3-5",
        "1-3-0",
        "128-3-5",
        "1-4096-5",
        "01-3-5",
        "1-03-5",
        "1-3-05",
        "+1-3-5",
        "1-3-17592186044416",
        "1-3-99999999999999999999999999",
    };
    struct wire_rrn back;
    for (size_t index = 0; index < BASE_COUNT(texts); index++) {
        assert_int_equal(wire_rrn_parse(texts[index], &back), WIRE_MALFORMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packed_number_unpacks_to_itself),
        cmocka_unit_test(later_postings_of_a_lane_have_higher_numbers),
        cmocka_unit_test(numbers_that_no_posting_has_do_not_unpack),
        cmocka_unit_test(the_text_form_reads_back),
        cmocka_unit_test(anything_but_the_one_text_form_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
