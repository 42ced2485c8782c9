// SPDX-License-Identifier: Apache-2.0
// Arithmetic on int64 that says when it does not fit: BASE_OUT_OF_RANGE, and *result untouched.
#ifndef BASE_CHECKED_H
#define BASE_CHECKED_H

#include <stdint.h>

#include "base/check.h"
#include "base/result.h"

BASE_MUST_USE enum base_result checked_add(int64_t a, int64_t b, int64_t *result);
BASE_MUST_USE enum base_result checked_subtract(int64_t a, int64_t b, int64_t *result);
BASE_MUST_USE enum base_result checked_multiply(int64_t a, int64_t b, int64_t *result);

// floor(a * b / divisor) with a 128-bit product, towards minus infinity: the share of `a` at a rate
// of b/divisor, as in basis points with divisor 10000. The divisor is positive.
BASE_MUST_USE enum base_result checked_multiply_divide(int64_t a, int64_t b, int64_t divisor,
                                                       int64_t *result);

#endif
