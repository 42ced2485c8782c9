// SPDX-License-Identifier: Apache-2.0
// The one result enum of the wire layer; its values are listed in result.def and zero is OK. What a
// server says of a request is something else: see result_code.h.
#ifndef WIRE_RESULT_H
#define WIRE_RESULT_H

enum wire_result {
#define WIRE_RESULT(name, text) WIRE_##name,
#include "wire/result.def"
#undef WIRE_RESULT
};

// "INCOMPLETE", for logs and tests.
const char *wire_result_name(enum wire_result result);

// "more bytes are needed", for people.
const char *wire_result_text(enum wire_result result);

#endif
