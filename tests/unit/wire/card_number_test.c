// SPDX-License-Identifier: Apache-2.0
// Proves what counts as a card: barcodes, swipes and typed numbers, and what each refusal says.
#include "wire/card_number.h"

#include <string.h>

#include "support/cmocka.h"

struct reading {
    const char *bytes;
    const char *text; // the number
    enum wire_card_entry entry;
};

struct refusal {
    const char *bytes;
    const char *text; // of the error
};

static void assert_reads(const struct reading *readings, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        const struct reading *reading = &readings[index];
        struct wire_card_number number;
        struct wire_error error = {.text = ""};
        enum wire_result result =
            wire_card_number_read(reading->bytes, strlen(reading->bytes), &number, &error);
        assert_string_equal(error.text, "");
        assert_int_equal(result, WIRE_OK);
        assert_string_equal(number.text, reading->text);
        assert_int_equal(number.entry, reading->entry);
    }
}

static void assert_refuses(const struct refusal *refusals, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        const struct refusal *refusal = &refusals[index];
        struct wire_card_number number;
        struct wire_error error = {.text = ""};
        enum wire_result result =
            wire_card_number_read(refusal->bytes, strlen(refusal->bytes), &number, &error);
        assert_int_equal(result, WIRE_MALFORMED);
        assert_string_equal(error.text, refusal->text);
    }
}

static void scanned_digits_are_a_barcode(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {"4006381333931", "4006381333931", WIRE_CARD_ENTRY_BARCODE}, // EAN-13
        {"2990000000019\r\n", "2990000000019", WIRE_CARD_ENTRY_BARCODE},
        {"12345674", "12345674", WIRE_CARD_ENTRY_BARCODE}, // Code 128, Luhn from here on
        {"4111111111111111", "4111111111111111", WIRE_CARD_ENTRY_BARCODE},
        {"6304000000000000000", "6304000000000000000", WIRE_CARD_ENTRY_BARCODE},
    };
    assert_reads(readings, BASE_COUNT(readings));
}

static void typed_groups_of_digits_are_keyed(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {"4111 1111 1111 1111", "4111111111111111", WIRE_CARD_ENTRY_KEYED},
        {"4111-1111-1111-1111", "4111111111111111", WIRE_CARD_ENTRY_KEYED},
        {"  4 006381 333931 ", "4006381333931", WIRE_CARD_ENTRY_KEYED},
    };
    assert_reads(readings, BASE_COUNT(readings));
}

static void a_refused_number_says_what_would_be_right(void **state)
{
    (void)state;
    static const struct refusal refusals[] = {
        {"", "card: 0 digits, should be 8 to 19"},
        {"  ", "card: 0 digits, should be 8 to 19"},
        {"1234567", "card: 7 digits, should be 8 to 19"},
        {"41111111111111111111", "card: more than 19 digits"},
        {"4006381333937", "card: check digit is 7, should be 1"},
        {"4111111111111117", "card: check digit is 7, should be 1"},
        {"4006381a33931", "card: character 8 is not a digit"},
        {"4006381\t33931", "card: character 8 is not a digit"},
        {"]C14006381333931", "card: character 1 is not a digit"},
    };
    assert_refuses(refusals, BASE_COUNT(refusals));
}

static void one_wrong_digit_is_always_found(void **state)
{
    (void)state;
    static const char *const numbers[] = {"4006381333931", "4111111111111111", "12345674"};
    struct wire_error error;
    for (size_t index = 0; index < BASE_COUNT(numbers); index++) {
        char digits[CARD_NUMBER_DIGITS_MAX + 1];
        for (size_t at = 0; at < strlen(numbers[index]); at++) {
            strcpy(digits, numbers[index]);
            for (char digit = '0'; digit <= '9'; digit++) {
                digits[at] = digit;
                enum wire_result expected =
                    strcmp(digits, numbers[index]) == 0 ? WIRE_OK : WIRE_MALFORMED;
                assert_int_equal(wire_card_number_check(digits, &error), expected);
            }
        }
    }
}

static void either_track_gives_the_number(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {";4111111111111111=29121010000000000?", "4111111111111111", WIRE_CARD_ENTRY_STRIPE},
        {"%B4111111111111111^IVANOVA/ANNA^29121010000000000?", "4111111111111111",
         WIRE_CARD_ENTRY_STRIPE},
        {";4006381333931==?", "4006381333931", WIRE_CARD_ENTRY_STRIPE}, // does not expire
        {"%B4006381333931^AB^^?\r\n", "4006381333931", WIRE_CARD_ENTRY_STRIPE},
    };
    assert_reads(readings, BASE_COUNT(readings));
}

static void an_lrc_is_checked_where_the_reader_gives_it(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {";4111111111111111=29121010000000000?4", "4111111111111111", WIRE_CARD_ENTRY_STRIPE},
        {"%B4111111111111111^IVANOVA/ANNA^29121010000000000?\"", "4111111111111111",
         WIRE_CARD_ENTRY_STRIPE},
    };
    static const struct refusal refusals[] = {
        {";4111111111111111=29121010000000000?5",
         "card: track 2 was misread: its LRC is wrong, swipe again"},
        {"%B4111111111111111^IVANOVA/ANNA^29121010000000000?!",
         "card: track 1 was misread: its LRC is wrong, swipe again"},
    };
    assert_reads(readings, BASE_COUNT(readings));
    assert_refuses(refusals, BASE_COUNT(refusals));
}

static void both_tracks_of_one_swipe_must_agree(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {"%B4111111111111111^IVANOVA/ANNA^2912101?;4111111111111111=2912101?", "4111111111111111",
         WIRE_CARD_ENTRY_STRIPE},
        {"%B4111111111111111^IVANOVA/ANNA^29121010000000000?\""
         ";4111111111111111=29121010000000000?4",
         "4111111111111111", WIRE_CARD_ENTRY_STRIPE},
    };
    static const struct refusal refusals[] = {
        {"%B4111111111111111^IVANOVA/ANNA^2912101?;4006381333931=2912101?",
         "card: tracks 1 and 2 carry different numbers"},
        {"%B4111111111111111^IVANOVA/ANNA^2912101?;4111111111111111=2912101",
         "card: track 2 has no end sentinel '?'"},
        {";4111111111111111=2912101?%B4111111111111111^IVANOVA/ANNA^2912101?",
         "card: track 2 was misread: its LRC is wrong, swipe again"},
        {";4111111111111111=29121010000000000?44",
         "card: 1 characters too many behind the last track"},
    };
    assert_reads(readings, BASE_COUNT(readings));
    assert_refuses(refusals, BASE_COUNT(refusals));
}

static void a_bad_swipe_names_the_track_and_the_trouble(void **state)
{
    (void)state;
    static const struct refusal refusals[] = {
        {"%", "card: track 1 is not of format B"},
        {"%A4111111111111111^IVANOVA/ANNA^2912?", "card: track 1 is not of format B"},
        {";", "card: track 2 has no end sentinel '?'"},
        {";?", "card: track 2 has no separator behind the number"},
        {";4111111111111111=2912", "card: track 2 has no end sentinel '?'"},
        {";4111111111111111?", "card: track 2 has no separator behind the number"},
        {";41111111111111111111=2912?",
         "card: track 2 has more than 19 characters before its separator"},
        {";4111111111111117=2912?", "card: check digit is 7, should be 1"},
        {";41111111=2912?", "card: check digit is 1, should be 3"},
        {";4111111111111111=?", "card: track 2 ends before its expiry, YYMM"},
        {";4111111111111111=29<2?", "card: track 2 has an expiry that is not four digits, YYMM"},
        {";4111111111111111=2913?", "card: track 2 has an expiry whose month is not 01 to 12"},
        {";4111111111111111=2900?", "card: track 2 has an expiry whose month is not 01 to 12"},
        {";411111111111111A=2912?", "card: track 2 cannot hold its character 17"},
        {";4111111111111111=29121010000000000000000?", "card: track 2 is too long"},
        {"%B4111111111111111^I^2912?",
         "card: track 1 has a name that is not 2 to 26 characters long"},
        {"%B4111111111111111^IVANOVA?", "card: track 1 has no separator behind the name"},
        {"%B4111111111111111^ivanova^2912?", "card: track 1 cannot hold its character 20"},
    };
    assert_refuses(refusals, BASE_COUNT(refusals));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scanned_digits_are_a_barcode),
        cmocka_unit_test(typed_groups_of_digits_are_keyed),
        cmocka_unit_test(a_refused_number_says_what_would_be_right),
        cmocka_unit_test(one_wrong_digit_is_always_found),
        cmocka_unit_test(either_track_gives_the_number),
        cmocka_unit_test(an_lrc_is_checked_where_the_reader_gives_it),
        cmocka_unit_test(both_tracks_of_one_swipe_must_agree),
        cmocka_unit_test(a_bad_swipe_names_the_track_and_the_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
