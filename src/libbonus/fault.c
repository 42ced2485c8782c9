// SPDX-License-Identifier: Apache-2.0
// Fills error texts.
#include "libbonus/fault.h"

#include <stdarg.h>
#include <stdio.h>

enum bonus_result fault_set(struct fault *fault, enum bonus_result result, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(fault->text, sizeof(fault->text), format, values);
    va_end(values);
    return result;
}

void fault_clear(struct fault *fault)
{
    fault->text[0] = '\0';
}
