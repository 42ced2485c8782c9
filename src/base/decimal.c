// SPDX-License-Identifier: Apache-2.0
// Decimal text to integers and back. A number is read as mantissa and places; both are exact.
#include "base/decimal.h"

#include <stdbool.h>

#include "base/checked.h"

static const int64_t decimal_powers[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
};
static_assert(BASE_COUNT(decimal_powers) > 2 * DECIMAL_EXPONENT_MAX,
              "a product has twice the places");

struct decimal_number {
    int64_t mantissa; // value = mantissa / 10^places
    unsigned places;
};

static bool decimal_is_digit(char character)
{
    return character >= '0' && character <= '9';
}

// Whether the text follows the grammar of the header; *places is how many digits follow the point.
static bool decimal_is_number(const char *text, size_t size, size_t *places)
{
    size_t at = size > 0 && text[0] == '-' ? 1 : 0;
    size_t whole_start = at;
    while (at < size && decimal_is_digit(text[at])) {
        at++;
    }
    if (at == whole_start) {
        return false;
    }
    *places = 0;
    if (at == size) {
        return true;
    }
    if (text[at++] != '.') {
        return false;
    }
    *places = size - at;
    while (at < size && decimal_is_digit(text[at])) {
        at++;
    }
    return at == size && *places > 0;
}

static enum base_result decimal_read(const char *text, size_t size, unsigned places_max,
                                     struct decimal_number *number)
{
    size_t places = 0;
    if (!decimal_is_number(text, size, &places)) {
        return BASE_NOT_A_NUMBER;
    }
    if (places > places_max) {
        return BASE_TOO_MANY_DECIMALS;
    }
    bool is_negative = text[0] == '-';
    int64_t mantissa = 0;
    for (size_t i = 0; i < size; i++) {
        if (!decimal_is_digit(text[i])) {
            continue;
        }
        // Built with its sign, so that the least int64 can be read.
        int64_t digit = is_negative ? '0' - text[i] : text[i] - '0';
        if (checked_multiply(mantissa, 10, &mantissa) != BASE_OK ||
            checked_add(mantissa, digit, &mantissa) != BASE_OK) {
            return BASE_OUT_OF_RANGE;
        }
    }
    *number = (struct decimal_number){mantissa, (unsigned)places};
    return BASE_OK;
}

enum base_result decimal_parse(const char *text, size_t size, unsigned exponent,
                               int64_t *minor_units)
{
    CHECK(exponent <= DECIMAL_EXPONENT_MAX);
    struct decimal_number number;
    enum base_result result = decimal_read(text, size, exponent, &number);
    if (result != BASE_OK) {
        return result;
    }
    return checked_multiply(number.mantissa, decimal_powers[exponent - number.places], minor_units);
}

enum base_result decimal_parse_product(const struct decimal_product *product, unsigned exponent,
                                       int64_t *minor_units)
{
    CHECK(exponent <= DECIMAL_EXPONENT_MAX);
    struct decimal_number quantity;
    struct decimal_number price;
    enum base_result result =
        decimal_read(product->quantity, product->quantity_size, DECIMAL_EXPONENT_MAX, &quantity);
    if (result != BASE_OK) {
        return result;
    }
    result =
        decimal_read(product->unit_price, product->unit_price_size, DECIMAL_EXPONENT_MAX, &price);
    if (result != BASE_OK) {
        return result;
    }
    __int128 exact = (__int128)quantity.mantissa * price.mantissa;
    unsigned places = quantity.places + price.places;
    if (places > exponent) {
        int64_t divisor = decimal_powers[places - exponent];
        __int128 half = exact < 0 ? -(divisor / 2) : divisor / 2;
        exact = (exact + half) / divisor;
    } else if (__builtin_mul_overflow(exact, (__int128)decimal_powers[exponent - places], &exact)) {
        return BASE_OUT_OF_RANGE;
    }
    if (exact < INT64_MIN || exact > INT64_MAX) {
        return BASE_OUT_OF_RANGE;
    }
    *minor_units = (int64_t)exact;
    return BASE_OK;
}

size_t decimal_print(int64_t minor_units, unsigned exponent, char text[DECIMAL_TEXT_BYTES])
{
    CHECK(exponent <= DECIMAL_EXPONENT_MAX);
    // By hand, because a slip prints seven amounts and snprintf would take most of its time.
    // Without its sign an amount has at most 19 digits and a point.
    static_assert(DECIMAL_TEXT_BYTES > 1 + 19 + 1, "every amount fits");
    uint64_t rest = minor_units < 0 ? -(uint64_t)minor_units : (uint64_t)minor_units;
    char backwards[DECIMAL_TEXT_BYTES];
    size_t size = 0;
    for (unsigned place = 0; place <= exponent || rest > 0; place++) {
        if (place == exponent && exponent > 0) {
            backwards[size++] = '.';
        }
        backwards[size++] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (minor_units < 0) {
        backwards[size++] = '-';
    }
    for (size_t at = 0; at < size; at++) {
        text[at] = backwards[size - 1 - at];
    }
    text[size] = '\0';
    return size;
}
