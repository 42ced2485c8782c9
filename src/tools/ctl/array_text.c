// SPDX-License-Identifier: Apache-2.0
// The maximum is known when the array is made, so adding cannot fail.
#include "tools/ctl/array_text.h"

void array_text_init(struct array_text *array, size_t count_max, size_t digits_max)
{
    // A comma or brace before each number, the closing brace, the zero.
    buffer_init(&array->text, count_max * (digits_max + 1) + sizeof("{}"));
}

void array_text_clear(struct array_text *array)
{
    buffer_clear(&array->text);
}

void array_text_reset(struct array_text *array)
{
    buffer_reset(&array->text);
}

void array_text_add(struct array_text *array, const char *digits)
{
    const char *before = buffer_size(&array->text) == 0 ? "{" : ",";
    CHECK(buffer_append_text(&array->text, before) == BASE_OK);
    CHECK(buffer_append_text(&array->text, digits) == BASE_OK);
}

const char *array_text_close(struct array_text *array)
{
    const char *end = buffer_size(&array->text) == 0 ? "{}" : "}";
    CHECK(buffer_append_text(&array->text, end) == BASE_OK);
    CHECK(buffer_append(&array->text, "", 1) == BASE_OK);
    return (const char *)buffer_bytes(&array->text);
}
