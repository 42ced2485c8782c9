// SPDX-License-Identifier: Apache-2.0
// Why something was WIRE_MALFORMED, for people: names the field and what is wrong with it, for
// instance "purchase.receipt.number: longer than 31 bytes". Holds no value of any field, so it may
// be logged and sent back.
#ifndef WIRE_ERROR_H
#define WIRE_ERROR_H

#include "base/check.h"

enum {
    WIRE_ERROR_BYTES_MAX = 160, // terminating zero included; longer texts are cut
};

struct wire_error {
    char text[WIRE_ERROR_BYTES_MAX];
};

BASE_PRINTF(2, 3) void wire_error_set(struct wire_error *error, const char *format, ...);

#endif
