// SPDX-License-Identifier: Apache-2.0
// Digits and check digits of card numbers, from barcodes and keyboards; stripe.c reads swipes.
#include "wire/card_number.h"

#include <stdbool.h>
#include <string.h>

#include "wire/stripe_internal.h"

enum {
    EAN_13_DIGITS = 13,
};

// Digits are weighted 1 or `heavy` by turns, the one before the check digit heavily; Luhn casts out
// nines from the products, EAN does not.
static char weighted_check_digit(const char *digits, size_t size, bool is_ean)
{
    unsigned sum = 0;
    for (size_t index = 0; index < size; index++) {
        unsigned digit = (unsigned)(digits[size - 1 - index] - '0');
        bool is_heavy = index % 2 == 0;
        if (is_heavy && is_ean) {
            digit *= 3;
        } else if (is_heavy) {
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        }
        sum += digit;
    }
    return (char)('0' + (10 - sum % 10) % 10);
}

char wire_card_number_check_digit(const char *digits, size_t size)
{
    return weighted_check_digit(digits, size, size == EAN_13_DIGITS - 1);
}

enum wire_result wire_card_number_check(const char *digits, struct wire_error *error)
{
    size_t size = strspn(digits, "0123456789");
    if (digits[size] != '\0') {
        wire_error_set(error, "card: character %zu is not a digit", size + 1);
        return WIRE_MALFORMED;
    }
    if (size < WIRE_CARD_NUMBER_DIGITS_MIN || size > WIRE_CARD_NUMBER_DIGITS_MAX) {
        wire_error_set(error, "card: %zu digits, should be %d to %d", size,
                       WIRE_CARD_NUMBER_DIGITS_MIN, WIRE_CARD_NUMBER_DIGITS_MAX);
        return WIRE_MALFORMED;
    }
    char should_be = wire_card_number_check_digit(digits, size - 1);
    if (digits[size - 1] != should_be) {
        wire_error_set(error, "card: check digit is %c, should be %c", digits[size - 1], should_be);
        return WIRE_MALFORMED;
    }
    return WIRE_OK;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

// Bare or grouped digits: spaces and hyphens stand between groups, as cards are printed.
static enum wire_result read_digits(const char *bytes, size_t size, struct wire_card_number *number,
                                    struct wire_error *error)
{
    size_t count = 0;
    number->entry = WIRE_CARD_ENTRY_BARCODE;
    for (size_t index = 0; index < size; index++) {
        if (bytes[index] == ' ' || bytes[index] == '-') {
            number->entry = WIRE_CARD_ENTRY_KEYED;
            continue;
        }
        if (bytes[index] < '0' || bytes[index] > '9') {
            wire_error_set(error, "card: character %zu is not a digit", index + 1);
            return WIRE_MALFORMED;
        }
        if (count == WIRE_CARD_NUMBER_DIGITS_MAX) {
            wire_error_set(error, "card: more than %d digits", WIRE_CARD_NUMBER_DIGITS_MAX);
            return WIRE_MALFORMED;
        }
        number->text[count++] = bytes[index];
    }
    return wire_card_number_check(number->text, error);
}

enum wire_result wire_card_number_read(const char *bytes, size_t size,
                                       struct wire_card_number *number, struct wire_error *error)
{
    *number = (struct wire_card_number){.entry = WIRE_CARD_ENTRY_UNSPECIFIED};
    while (size > 0 && is_space(bytes[0])) {
        bytes++;
        size--;
    }
    while (size > 0 && is_space(bytes[size - 1])) {
        size--;
    }
    if (size > 0 && (bytes[0] == '%' || bytes[0] == ';')) {
        return stripe_read(bytes, size, number, error);
    }
    return read_digits(bytes, size, number, error);
}

void wire_card_number_mask(const char *digits, char masked[WIRE_CARD_NUMBER_DIGITS_MAX + 1])
{
    size_t size = strnlen(digits, WIRE_CARD_NUMBER_DIGITS_MAX);
    size_t hidden =
        size > WIRE_CARD_NUMBER_SHOWN_DIGITS ? size - WIRE_CARD_NUMBER_SHOWN_DIGITS : size;
    memset(masked, '*', hidden);
    memcpy(masked + hidden, digits + hidden, size - hidden);
    masked[size] = '\0';
}
