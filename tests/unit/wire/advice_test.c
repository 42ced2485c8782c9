// SPDX-License-Identifier: Apache-2.0
// Proves that an advice keeps what happened as the bytes it came in.
#include "wire/advice.h"

#include "support/cmocka.h"
#include "base/limits.h"
#include "wire/hold.h"
#include "wire/purchase.h"

static struct wire_view view_of(const struct buffer *buffer)
{
    return (struct wire_view){.bytes = buffer_bytes(buffer), .size = buffer_size(buffer)};
}

static void what_happened_stays_where_it_is_and_as_it_was(void **state)
{
    (void)state;
    static const struct wire_purchase purchase = {.card = "4006381333931", .total = 45000};
    struct buffer inner;
    struct buffer body;
    buffer_init(&inner, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(wire_purchase_append(&purchase, &inner), WIRE_OK);
    const struct wire_advice advice = {
        .reason = WIRE_ADVICE_REASON_NO_CONNECTION,
        .which_happened = WIRE_ADVICE_PURCHASE_TAG,
        .happened.purchase = view_of(&inner),
    };
    assert_int_equal(wire_advice_append(&advice, &body), WIRE_OK);

    struct wire_advice back;
    struct wire_error error;
    assert_int_equal(wire_advice_decode(view_of(&body), &back, &error), WIRE_OK);
    assert_int_equal(back.reason, WIRE_ADVICE_REASON_NO_CONNECTION);
    assert_int_equal(back.which_happened, WIRE_ADVICE_PURCHASE_TAG);
    struct wire_view kept = back.happened.purchase;
    assert_ptr_equal(kept.bytes + kept.size, buffer_bytes(&body) + buffer_size(&body));
    assert_int_equal(kept.size, buffer_size(&inner));
    assert_memory_equal(kept.bytes, buffer_bytes(&inner), kept.size);
    struct wire_purchase happened;
    assert_int_equal(wire_purchase_decode(kept, &happened, &error), WIRE_OK);
    assert_string_equal(happened.card, purchase.card);
    assert_int_equal(happened.total, 45000);
    buffer_clear(&inner);
    buffer_clear(&body);
}

static void nothing_happened_differs_from_something_empty(void **state)
{
    (void)state;
    struct buffer body;
    struct wire_advice back;
    struct wire_error error;
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    const struct wire_advice nothing = {.reason = WIRE_ADVICE_REASON_OTHER};
    assert_int_equal(wire_advice_append(&nothing, &body), WIRE_OK);
    assert_int_equal(wire_advice_decode(view_of(&body), &back, &error), WIRE_OK);
    assert_int_equal(back.which_happened, 0);
    buffer_clear(&body);
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    const struct wire_advice empty = {.which_happened = WIRE_ADVICE_VOID_HOLD_TAG};
    assert_int_equal(wire_advice_append(&empty, &body), WIRE_OK);
    assert_int_equal(wire_advice_decode(view_of(&body), &back, &error), WIRE_OK);
    assert_int_equal(back.which_happened, WIRE_ADVICE_VOID_HOLD_TAG);
    assert_int_equal(back.happened.void_hold.size, 0);
    struct wire_void release;
    assert_int_equal(wire_void_decode(back.happened.void_hold, &release, &error), WIRE_OK);
    assert_true(release.hold == 0);
    buffer_clear(&body);
}

static void only_one_thing_happened(void **state)
{
    (void)state;
    struct wire_advice advice;
    struct wire_error error;
    struct wire_view two = {.bytes = (const uint8_t *)"\x12\x00\x22\x00", .size = 4};
    assert_int_equal(wire_advice_decode(two, &advice, &error), WIRE_MALFORMED);
    assert_string_equal(error.text,
                        "advice.commit: a second one of things that exclude each other");
    struct wire_view twice = {.bytes = (const uint8_t *)"\x12\x00\x12\x00", .size = 4};
    assert_int_equal(wire_advice_decode(twice, &advice, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "advice.purchase: given twice");
    struct wire_view cut = {.bytes = (const uint8_t *)"\x12\x02\x00", .size = 3};
    assert_int_equal(wire_advice_decode(cut, &advice, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "advice.purchase: cut short");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_happened_stays_where_it_is_and_as_it_was),
        cmocka_unit_test(nothing_happened_differs_from_something_empty),
        cmocka_unit_test(only_one_thing_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
