// SPDX-License-Identifier: Apache-2.0
// Card numbers from barcodes and keyboards; stripe.c reads swipes.
#include "wire/card_number.h"

#include <stdbool.h>
#include <string.h>

#include "wire/stripe_internal.h"

enum wire_result wire_card_number_check(const char *digits, struct wire_error *error)
{
    size_t size = strspn(digits, "0123456789");
    if (digits[size] != '\0') {
        wire_error_set(error, "card: character %zu is not a digit", size + 1);
        return WIRE_MALFORMED;
    }
    if (size < CARD_NUMBER_DIGITS_MIN || size > CARD_NUMBER_DIGITS_MAX) {
        wire_error_set(error, "card: %zu digits, should be %d to %d", size, CARD_NUMBER_DIGITS_MIN,
                       CARD_NUMBER_DIGITS_MAX);
        return WIRE_MALFORMED;
    }
    char should_be = card_number_check_digit(digits, size - 1);
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
        if (count == CARD_NUMBER_DIGITS_MAX) {
            wire_error_set(error, "card: more than %d digits", CARD_NUMBER_DIGITS_MAX);
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
