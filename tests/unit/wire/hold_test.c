// SPDX-License-Identifier: Apache-2.0
// Proves the way of Hold, Commit and Void through the codec and back.
#include "wire/hold.h"

#include "support/cmocka.h"
#include "base/limits.h"
#include "wire/response.h"

static struct wire_view view_of(const struct buffer *buffer)
{
    return (struct wire_view){.bytes = buffer_bytes(buffer), .size = buffer_size(buffer)};
}

static void a_hold_comes_back_as_it_went(void **state)
{
    (void)state;
    static const struct wire_hold example = {
        .card = "4006381333931",
        .entry = WIRE_CARD_ENTRY_BARCODE,
        .currency = 643,
        .points = 50000,
        .timeout_s = 900,
        .store = 1,
        .at_us = 1291192700000000,
        .utc_offset_min = -180,
        .cashier = "Анна",
        .shift = 7,
    };
    struct buffer body;
    struct wire_error error;
    struct wire_hold back;
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(wire_hold_append(&example, &body), WIRE_OK);
    assert_int_equal(wire_hold_decode(view_of(&body), &back, &error), WIRE_OK);
    assert_string_equal(back.card, example.card);
    assert_string_equal(back.cashier, example.cashier);
    assert_int_equal(back.points, 50000);
    assert_int_equal(back.timeout_s, 900);
    assert_int_equal(back.store, 1);
    assert_int_equal(back.at_us, example.at_us);
    assert_int_equal(back.utc_offset_min, -180);
    buffer_clear(&body);
}

static void commit_and_void_name_their_hold_with_all_its_bits(void **state)
{
    (void)state;
    static const struct wire_commit commit = {.hold = UINT64_MAX - 1, .points = 42000};
    static const struct wire_void release = {.hold = UINT64_MAX - 2};
    struct buffer body;
    struct wire_error error;
    struct wire_commit commit_back;
    struct wire_void release_back;
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(wire_commit_append(&commit, &body), WIRE_OK);
    assert_int_equal(wire_commit_decode(view_of(&body), &commit_back, &error), WIRE_OK);
    assert_true(commit_back.hold == commit.hold);
    assert_int_equal(commit_back.points, 42000);
    buffer_clear(&body);
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(wire_void_append(&release, &body), WIRE_OK);
    assert_int_equal(wire_void_decode(view_of(&body), &release_back, &error), WIRE_OK);
    assert_true(release_back.hold == release.hold);
    buffer_clear(&body);
}

static void a_wrong_field_is_named_with_its_message(void **state)
{
    (void)state;
    struct wire_error error;
    struct wire_hold hold;
    struct wire_commit commit;
    struct wire_void release;
    struct wire_view cut = {.bytes = (const uint8_t *)"\x20\x80", .size = 2};
    assert_int_equal(wire_hold_decode(cut, &hold, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "hold.points: cut short");
    assert_int_equal(wire_commit_decode(cut, &commit, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "commit.points: cut short");
    assert_int_equal(wire_void_decode(cut, &release, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "void.at_us: cut short");
}

static void an_answer_tells_the_account_or_leaves_it_out(void **state)
{
    (void)state;
    struct wire_response response = {
        .number = 1,
        .result = WIRE_RESULT_APPROVED,
        .which_answer = WIRE_RESPONSE_HOLD_TAG,
        .answer.hold = {.rrn = 7, .hold = 7, .has_after = true, .after = {.debt = 1, .held = 2}},
    };
    struct buffer payload;
    struct wire_error error;
    struct wire_response back;
    buffer_init(&payload, LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(wire_response_append(&response, &payload), WIRE_OK);
    assert_int_equal(wire_response_decode(view_of(&payload), &back, &error), WIRE_OK);
    assert_int_equal(back.which_answer, WIRE_RESPONSE_HOLD_TAG);
    assert_true(back.answer.hold.has_after);
    assert_int_equal(back.answer.hold.after.debt, 1);
    assert_int_equal(back.answer.hold.after.held, 2);
    buffer_clear(&payload);
    buffer_init(&payload, LIMIT_FRAME_BYTES_MAX);
    response.answer.hold.has_after = false;
    assert_int_equal(wire_response_append(&response, &payload), WIRE_OK);
    assert_int_equal(wire_response_decode(view_of(&payload), &back, &error), WIRE_OK);
    assert_false(back.answer.hold.has_after);
    buffer_clear(&payload);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hold_comes_back_as_it_went),
        cmocka_unit_test(commit_and_void_name_their_hold_with_all_its_bits),
        cmocka_unit_test(a_wrong_field_is_named_with_its_message),
        cmocka_unit_test(an_answer_tells_the_account_or_leaves_it_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
