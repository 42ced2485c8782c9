// SPDX-License-Identifier: Apache-2.0
// Proves that a reversal says in one way where its original is.
#include "wire/reversal.h"

#include <string.h>

#include "support/cmocka.h"
#include "base/limits.h"

static struct wire_reversal round_trip(const struct wire_reversal *reversal)
{
    struct buffer body;
    struct wire_error error;
    struct wire_reversal back;
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(wire_reversal_append(reversal, &body), WIRE_OK);
    struct wire_view view = {.bytes = buffer_bytes(&body), .size = buffer_size(&body)};
    assert_int_equal(wire_reversal_decode(view, &back, &error), WIRE_OK);
    assert_int_equal(back.which_place, reversal->which_place);
    assert_true(back.epoch == reversal->epoch);
    assert_true(back.stan == reversal->stan);
    assert_int_equal(back.reason, reversal->reason);
    buffer_clear(&body);
    return back;
}

static void the_original_is_where_its_card_its_rrn_or_its_device_says(void **state)
{
    (void)state;
    struct wire_reversal reversal = {
        .epoch = UINT64_MAX,
        .stan = UINT64_MAX - 1,
        .reason = WIRE_REVERSAL_REASON_OTHER,
    };
    struct wire_reversal back = round_trip(&reversal);
    assert_int_equal(back.which_place, 0);

    reversal.which_place = WIRE_REVERSAL_CARD_TAG;
    memcpy(reversal.place.card, "4006381333931", sizeof("4006381333931"));
    back = round_trip(&reversal);
    assert_string_equal(back.place.card, "4006381333931");

    reversal.which_place = WIRE_REVERSAL_ORIGINAL_RRN_TAG;
    reversal.place.original_rrn = UINT64_MAX - 2;
    back = round_trip(&reversal);
    assert_true(back.place.original_rrn == UINT64_MAX - 2);

    reversal.which_place = WIRE_REVERSAL_DEVICE_TAG;
    reversal.place.device = (struct wire_fiscal_device){.store = 1, .number = "0000123456"};
    back = round_trip(&reversal);
    assert_int_equal(back.place.device.store, 1);
    assert_string_equal(back.place.device.number, "0000123456");
}

static void assert_refused(const char *bytes, size_t size, const char *text)
{
    struct wire_reversal reversal;
    struct wire_error error;
    struct wire_view view = {.bytes = (const uint8_t *)bytes, .size = size};
    assert_int_equal(wire_reversal_decode(view, &reversal, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, text);
}

static void a_card_among_others_keeps_the_rules_of_every_text(void **state)
{
    (void)state;
    assert_refused("\x1a\x14"
                   "12345678901234567890",
                   22, "reversal.card: longer than 19 bytes");
    assert_refused("\x1a\x01\n", 3, "reversal.card: not UTF-8 text without control characters");
    assert_refused("\x1a\x01", 2, "reversal.card: cut short");
}

static void two_places_exclude_each_other(void **state)
{
    (void)state;
    assert_refused("\x1a\x00\x2a\x00", 4,
                   "reversal.device: a second one of things that exclude each other");
    assert_refused("\x2a\x02\x12\x20", 4, "reversal.device.number: cut short");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_original_is_where_its_card_its_rrn_or_its_device_says),
        cmocka_unit_test(a_card_among_others_keeps_the_rules_of_every_text),
        cmocka_unit_test(two_places_exclude_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
