// SPDX-License-Identifier: Apache-2.0
// Checked integer arithmetic on the compiler's overflow builtins.
#include "base/checked.h"

enum base_result checked_add(int64_t a, int64_t b, int64_t *result)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum)) {
        return BASE_OUT_OF_RANGE;
    }
    *result = sum;
    return BASE_OK;
}

enum base_result checked_subtract(int64_t a, int64_t b, int64_t *result)
{
    int64_t difference;
    if (__builtin_sub_overflow(a, b, &difference)) {
        return BASE_OUT_OF_RANGE;
    }
    *result = difference;
    return BASE_OK;
}

enum base_result checked_multiply(int64_t a, int64_t b, int64_t *result)
{
    int64_t product;
    if (__builtin_mul_overflow(a, b, &product)) {
        return BASE_OUT_OF_RANGE;
    }
    *result = product;
    return BASE_OK;
}

enum base_result checked_multiply_divide(int64_t a, int64_t b, int64_t divisor, int64_t *result)
{
    CHECK(divisor > 0);
    __int128 product = (__int128)a * b;
    __int128 quotient = product / divisor;
    if (product % divisor < 0) {
        quotient--; // C divides towards zero
    }
    if (quotient < INT64_MIN || quotient > INT64_MAX) {
        return BASE_OUT_OF_RANGE;
    }
    *result = (int64_t)quotient;
    return BASE_OK;
}
