// SPDX-License-Identifier: Apache-2.0
// Why something failed: the result for the program and full sentences for people. It is filled
// where the failure is seen, because nobody above knows more.
#ifndef LIBBONUS_FAULT_H
#define LIBBONUS_FAULT_H

#include <bonus/bonus.h>

#include "base/check.h"

struct fault {
    char text[BONUS_ERROR_BYTES_MAX]; // empty: none
};

// Sets the text, cut where it is too long, and returns `result`.
BASE_PRINTF(3, 4)
enum bonus_result fault_set(struct fault *fault, enum bonus_result result, const char *format, ...);

void fault_clear(struct fault *fault);

#endif
