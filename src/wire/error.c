// SPDX-License-Identifier: Apache-2.0
// Writes the text of an error.
#include "wire/error.h"

#include <stdarg.h>
#include <stdio.h>

void wire_error_set(struct wire_error *error, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(error->text, sizeof(error->text), format, values);
    va_end(values);
}
