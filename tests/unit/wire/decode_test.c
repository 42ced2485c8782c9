// SPDX-License-Identifier: Apache-2.0
// Proves what the decoder refuses, and that each refusal names the field.
#include "wire/request.h"

#include <string.h>

#include "support/cmocka.h"
#include "wire/balance.h"
#include "wire/card.h"
#include "wire/purchase.h"
#include "wire/response.h"
#include "wire/session.h"
#include "wire/status.h"

// The bytes of a literal without its terminating zero.
#define BYTES(literal)                                                                             \
    ((struct wire_view){.bytes = (const uint8_t *)(literal), .size = sizeof(literal) - 1})

static void assert_purchase_refused(struct wire_view body, const char *text)
{
    struct wire_purchase purchase;
    struct wire_error error = {.text = ""};
    assert_int_equal(wire_purchase_decode(body, &purchase, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, text);
}

static void text_beyond_its_maximum_is_refused_by_name(void **state)
{
    (void)state;
    assert_purchase_refused(BYTES("\x1a\x22\x1a\x20"
                                  "12345678901234567890123456789012"),
                            "purchase.receipt.number: longer than 31 bytes");
    assert_purchase_refused(BYTES("\x0a\x14"
                                  "12345678901234567890"),
                            "purchase.card: longer than 19 bytes");
}

static void text_must_be_utf8_without_control_characters(void **state)
{
    (void)state;
    static const struct wire_view texts[] = {
        BYTES("\x32\x01\x00"),             // zero byte
        BYTES("\x32\x02\x61\x1b"),         // ESC, a printer would obey
        BYTES("\x32\x02\x61\x0a"),         // line end
        BYTES("\x32\x01\x7f"),             // DEL
        BYTES("\x32\x02\xc2\x85"),         // NEL, a C1 control
        BYTES("\x32\x01\x80"),             // continuation without a lead
        BYTES("\x32\x01\xd0"),             // lead without its continuation
        BYTES("\x32\x02\xd0\x61"),         // and with a wrong one
        BYTES("\x32\x02\xc0\xaf"),         // overlong
        BYTES("\x32\x03\xe0\x80\xaf"),     // overlong
        BYTES("\x32\x03\xed\xa0\x80"),     // surrogate
        BYTES("\x32\x04\xf4\x90\x80\x80"), // beyond U+10FFFF
        BYTES("\x32\x01\xff"),
    };
    for (size_t index = 0; index < BASE_COUNT(texts); index++) {
        assert_purchase_refused(texts[index],
                                "purchase.cashier: not UTF-8 text without control characters");
    }
    struct wire_purchase purchase;
    struct wire_error error;
    struct wire_view good = BYTES("\x32\x09\xd0\x90\xe2\x82\xac\xf0\x9f\x8e\x81");
    assert_int_equal(wire_purchase_decode(good, &purchase, &error), WIRE_OK);
    assert_string_equal(purchase.cashier, "А€🎁");
}

static void a_singular_field_given_twice_is_refused(void **state)
{
    (void)state;
    assert_purchase_refused(BYTES("\x48\x01\x48\x01"), "purchase.total: given twice");
    assert_purchase_refused(BYTES("\x72\x00\x72\x00"), "purchase.lines: given twice");
    assert_purchase_refused(BYTES("\x1a\x00\x1a\x00"), "purchase.receipt: given twice");
}

static void elements_beyond_the_maximum_are_refused(void **state)
{
    (void)state;
    assert_purchase_refused(BYTES("\x5a\0\x5a\0\x5a\0\x5a\0\x5a\0\x5a\0\x5a\0\x5a\0\x5a\0"),
                            "purchase.tenders[8]: too many");
    assert_purchase_refused(BYTES("\x5a\0\x5a\2\x10\x80"), "purchase.tenders[1].amount: cut short");
}

static void numbers_beyond_their_type_are_refused(void **state)
{
    (void)state;
    assert_purchase_refused(BYTES("\x38\x80\x80\x80\x80\x10"), "purchase.shift: beyond 32 bits");
    assert_purchase_refused(BYTES("\x28\x80\x80\x80\x80\x10"),
                            "purchase.utc_offset_min: beyond 32 bits");
    assert_purchase_refused(BYTES("\x10\x80\x80\x80\x80\x10"), "purchase.entry: beyond 32 bits");
    assert_purchase_refused(BYTES("\x60\x02"), "purchase.training: neither 0 nor 1");
    assert_purchase_refused(BYTES("\x48\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"),
                            "purchase.total: cut short");
}

static void a_field_of_another_type_is_refused(void **state)
{
    (void)state;
    assert_purchase_refused(BYTES("\x4a\x01\x01"), "purchase.total: of another type");
    assert_purchase_refused(BYTES("\x08\x01"), "purchase.card: of another type");
    assert_purchase_refused(BYTES("\x75\0\0\0\0"), "purchase.lines: of another type");
}

static void what_is_cut_short_is_refused_wherever_the_cut_is(void **state)
{
    (void)state;
    assert_purchase_refused(BYTES("\x48"), "purchase.total: cut short");
    assert_purchase_refused(BYTES("\x48\x80"), "purchase.total: cut short");
    assert_purchase_refused(BYTES("\x0a\x05"
                                  "123"),
                            "purchase.card: cut short");
    assert_purchase_refused(BYTES("\x80"), "purchase: no field begins where one should");
    assert_purchase_refused(BYTES("\x00"), "purchase: no field begins where one should");
    assert_purchase_refused(BYTES("\x1a\x01\x80"),
                            "purchase.receipt: no field begins where one should");
    struct wire_logon logon;
    struct wire_error error;
    assert_int_equal(wire_logon_decode(BYTES("\x11\1\2\3\4\5\6\7"), &logon, &error),
                     WIRE_MALFORMED);
    assert_string_equal(error.text, "logon.epoch: cut short");
}

static void unknown_fields_are_skipped_and_must_be_whole(void **state)
{
    (void)state;
    struct wire_purchase purchase;
    struct wire_error error;
    // Field 15 in each encoding, and one of the highest number there is.
    struct wire_view body = BYTES("\x78\x96\x01\x79\1\2\3\4\5\6\7\x08\x7a\x03"
                                  "abc"
                                  "\x7d\1\2\3\4\xf8\xff\xff\xff\x0f\x01\x48\x07");
    assert_int_equal(wire_purchase_decode(body, &purchase, &error), WIRE_OK);
    assert_int_equal(purchase.total, 7);
    assert_purchase_refused(BYTES("\x7a\x03"
                                  "ab"),
                            "purchase: an unknown field is cut short");
    assert_purchase_refused(BYTES("\x7b\x7c"), "purchase: an unknown field is cut short");
}

static void fields_may_come_in_any_order(void **state)
{
    (void)state;
    struct wire_purchase purchase;
    struct wire_error error;
    struct wire_view body = BYTES("\x48\x07\x0a\x02"
                                  "12"
                                  "\x40\x83\x05");
    assert_int_equal(wire_purchase_decode(body, &purchase, &error), WIRE_OK);
    assert_int_equal(purchase.total, 7);
    assert_string_equal(purchase.card, "12");
    assert_int_equal(purchase.currency, 643);
}

static void numbers_keep_their_sign_and_all_their_bits(void **state)
{
    (void)state;
    struct wire_purchase purchase;
    struct wire_error error;
    struct wire_view body = BYTES("\x28\xe7\x02\x48\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
    assert_int_equal(wire_purchase_decode(body, &purchase, &error), WIRE_OK);
    assert_int_equal(purchase.utc_offset_min, -180);
    assert_true(purchase.total == -1);
}

static void a_request_without_a_number_is_refused(void **state)
{
    (void)state;
    struct wire_request request;
    struct wire_error error;
    assert_int_equal(wire_request_decode(BYTES(""), &request, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "request.number: missing, should be 1 or more");
}

static void a_malformed_request_still_gives_the_number_it_began_with(void **state)
{
    (void)state;
    struct wire_request request;
    struct wire_error error;
    assert_int_equal(wire_request_decode(BYTES("\x08\x07\x10\x05\x1a\x7f"), &request, &error),
                     WIRE_MALFORMED);
    assert_string_equal(error.text, "request.body: cut short");
    assert_int_equal(request.number, 7);
}

static void an_unknown_kind_decodes_as_its_number(void **state)
{
    (void)state;
    struct wire_request request;
    struct wire_error error;
    assert_int_equal(wire_request_decode(BYTES("\x08\x07\x10\xe7\x07"), &request, &error), WIRE_OK);
    assert_int_equal(request.kind, 999);
    assert_string_equal(wire_kind_name(request.kind), "unknown");
    assert_false(wire_kind_is_keyed(request.kind));
}

static void an_answer_holds_one_of_its_kinds_only(void **state)
{
    (void)state;
    struct wire_response response;
    struct wire_error error;
    assert_int_equal(wire_response_decode(BYTES("\x08\x01\x3a\x02\x08\x05"), &response, &error),
                     WIRE_OK);
    assert_int_equal(response.which_answer, WIRE_RESPONSE_ECHO_TAG);
    assert_int_equal(response.answer.echo.server_at_us, 5);
    assert_int_equal(wire_response_decode(BYTES("\x3a\x00\x32\x00"), &response, &error),
                     WIRE_MALFORMED);
    assert_string_equal(error.text,
                        "response.logon: a second one of things that exclude each other");
}

static void an_empty_body_decodes_to_nothing_set(void **state)
{
    (void)state;
    struct wire_error error;
    struct wire_echo echo;
    struct wire_balance_inquiry inquiry;
    struct wire_card_activate activate;
    struct wire_card_block block;
    struct wire_transaction_status status;
    assert_int_equal(wire_echo_decode(BYTES(""), &echo, &error), WIRE_OK);
    assert_int_equal(wire_balance_inquiry_decode(BYTES(""), &inquiry, &error), WIRE_OK);
    assert_string_equal(inquiry.card, "");
    assert_int_equal(wire_card_activate_decode(BYTES(""), &activate, &error), WIRE_OK);
    assert_int_equal(wire_card_block_decode(BYTES(""), &block, &error), WIRE_OK);
    assert_int_equal(wire_transaction_status_decode(BYTES(""), &status, &error), WIRE_OK);
    assert_int_equal(status.stan, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_beyond_its_maximum_is_refused_by_name),
        cmocka_unit_test(text_must_be_utf8_without_control_characters),
        cmocka_unit_test(a_singular_field_given_twice_is_refused),
        cmocka_unit_test(elements_beyond_the_maximum_are_refused),
        cmocka_unit_test(numbers_beyond_their_type_are_refused),
        cmocka_unit_test(a_field_of_another_type_is_refused),
        cmocka_unit_test(what_is_cut_short_is_refused_wherever_the_cut_is),
        cmocka_unit_test(unknown_fields_are_skipped_and_must_be_whole),
        cmocka_unit_test(fields_may_come_in_any_order),
        cmocka_unit_test(numbers_keep_their_sign_and_all_their_bits),
        cmocka_unit_test(a_request_without_a_number_is_refused),
        cmocka_unit_test(a_malformed_request_still_gives_the_number_it_began_with),
        cmocka_unit_test(an_unknown_kind_decodes_as_its_number),
        cmocka_unit_test(an_answer_holds_one_of_its_kinds_only),
        cmocka_unit_test(an_empty_body_decodes_to_nothing_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
