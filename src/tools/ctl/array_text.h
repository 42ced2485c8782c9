// SPDX-License-Identifier: Apache-2.0
// Numbers as the text of a PostgreSQL array, "{1,2,3}": how a batch travels as one parameter.
#ifndef CTL_ARRAY_TEXT_H
#define CTL_ARRAY_TEXT_H

#include "base/buffer.h"

struct array_text {
    struct buffer text;
};

// For at most `count_max` numbers of at most `digits_max` digits.
void array_text_init(struct array_text *array, size_t count_max, size_t digits_max);
void array_text_clear(struct array_text *array);

// Forgets the numbers and keeps the memory.
void array_text_reset(struct array_text *array);

// Adds a number; it consists of digits, so nothing is escaped.
void array_text_add(struct array_text *array, const char *digits);

// The finished text; nothing more is added before the next reset.
const char *array_text_close(struct array_text *array);

#endif
