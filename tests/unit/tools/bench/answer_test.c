// SPDX-License-Identifier: Apache-2.0
// Proves that the quick look at an answer sees what decoding it would.
#include "tools/bench/answer.h"

#include <string.h>

#include "base/buffer.h"
#include "support/cmocka.h"

static void assert_read_as(const uint8_t *payload, size_t size, uint32_t number,
                           enum wire_result_code result)
{
    struct answer answer;
    struct wire_error error;
    assert_int_equal(answer_read(payload, size, &answer, &error), WIRE_OK);
    assert_int_equal(answer.number, number);
    assert_int_equal(answer.result, result);
    assert_ptr_equal(answer.payload, payload);
    assert_int_equal(answer.size, size);
}

static void number_and_result_are_those_of_the_codec(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {1, 127, 128, 65536, UINT32_MAX};
    for (size_t index = 0; index < BASE_COUNT(numbers); index++) {
        struct wire_response response = {
            .number = numbers[index],
            .result = WIRE_RESULT_CARD_BLOCKED,
            .detail = "The card is blocked.",
        };
        struct buffer payload;
        buffer_init(&payload, 4096);
        assert_int_equal(wire_response_append(&response, &payload), WIRE_OK);
        assert_read_as(buffer_bytes(&payload), buffer_size(&payload), numbers[index],
                       WIRE_RESULT_CARD_BLOCKED);
        buffer_clear(&payload);
    }
}

static void fields_in_another_order_are_read_too(void **state)
{
    (void)state;
    const uint8_t result_first[] = {0x10, 0x01, 0x08, 0x05};
    assert_read_as(result_first, sizeof(result_first), 5, WIRE_RESULT_APPROVED);
}

static void what_is_no_answer_is_refused(void **state)
{
    (void)state;
    const uint8_t cut[] = {0x08, 0x85};
    struct answer answer;
    struct wire_error error;
    assert_int_equal(answer_read(cut, sizeof(cut), &answer, &error), WIRE_MALFORMED);
    assert_true(strlen(error.text) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number_and_result_are_those_of_the_codec),
        cmocka_unit_test(fields_in_another_order_are_read_too),
        cmocka_unit_test(what_is_no_answer_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
