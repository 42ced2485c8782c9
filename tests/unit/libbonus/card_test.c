// SPDX-License-Identifier: Apache-2.0
// Cards, RRNs and names as a till's author sees them.
#include <bonus/bonus.h>

#include <string.h>

#include "support/cmocka.h"

static void barcodes_stripes_and_typed_digits_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *digits;
        enum bonus_card_entry entry;
    } cards[] = {
        {"2000000178509", "2000000178509", BONUS_CARD_ENTRY_BARCODE},
        {"4539148803436467", "4539148803436467", BONUS_CARD_ENTRY_BARCODE},
        {"4539 1488 0343 6467", "4539148803436467", BONUS_CARD_ENTRY_KEYED},
        {";4539148803436467=30121010000000000?", "4539148803436467", BONUS_CARD_ENTRY_STRIPE},
        {"%B4539148803436467^IVANOVA/ANNA^3012101?", "4539148803436467", BONUS_CARD_ENTRY_STRIPE},
    };
    for (size_t index = 0; index < sizeof(cards) / sizeof(cards[0]); index++) {
        struct bonus_card card;
        char error[BONUS_ERROR_BYTES_MAX];
        assert_int_equal(bonus_card_read(cards[index].text, &card, error), BONUS_OK);
        assert_string_equal(card.digits, cards[index].digits);
        assert_int_equal(card.entry, cards[index].entry);
    }
}

static void a_wrong_check_digit_is_named_without_the_number(void **state)
{
    (void)state;
    struct bonus_card card;
    char error[BONUS_ERROR_BYTES_MAX];
    assert_int_equal(bonus_card_read("2000000178501", &card, error), BONUS_INVALID);
    assert_non_null(strstr(error, "check digit is 1, should be 9"));
    assert_null(strstr(error, "2000000178501"));
}

static void cards_are_shown_by_their_last_four_digits(void **state)
{
    (void)state;
    char masked[BONUS_CARD_DIGITS_MAX + 1];
    bonus_card_mask("2000000178509", masked);
    assert_string_equal(masked, "*********8509");
    assert_int_equal(bonus_card_check_digit("200000017850"), '9');
}

static void an_rrn_is_printed_in_its_parts(void **state)
{
    (void)state;
    char text[BONUS_RRN_TEXT_BYTES_MAX];
    bonus_rrn_format(UINT64_C(1) << 56 | UINT64_C(3) << 44 | 48211, text);
    assert_string_equal(text, "1-3-48211");
    bonus_rrn_format(0, text);
    assert_string_equal(text, "");
}

static void a_printed_rrn_is_read_again(void **state)
{
    (void)state;
    uint64_t rrn = 0;
    assert_int_equal(bonus_rrn_read("1-3-48211", &rrn), BONUS_OK);
    assert_int_equal(rrn, UINT64_C(1) << 56 | UINT64_C(3) << 44 | 48211);
    assert_int_equal(bonus_rrn_read("536365", &rrn), BONUS_INVALID);
    assert_int_equal(bonus_rrn_read("1-3-0", &rrn), BONUS_INVALID);
}

static void values_have_names(void **state)
{
    (void)state;
    assert_string_equal(bonus_result_name(BONUS_UNREACHABLE), "UNREACHABLE");
    assert_string_equal(bonus_code_name(BONUS_CODE_ALREADY_POSTED), "ALREADY_POSTED");
    assert_string_equal(bonus_code_name((enum bonus_code)9999), "unknown");
    assert_string_equal(bonus_kind_name(BONUS_KIND_CARD_BLOCK), "CARD_BLOCK");
    assert_string_equal(bonus_kind_name((enum bonus_kind)9999), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(barcodes_stripes_and_typed_digits_are_read),
        cmocka_unit_test(a_wrong_check_digit_is_named_without_the_number),
        cmocka_unit_test(cards_are_shown_by_their_last_four_digits),
        cmocka_unit_test(an_rrn_is_printed_in_its_parts),
        cmocka_unit_test(a_printed_rrn_is_read_again),
        cmocka_unit_test(values_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
