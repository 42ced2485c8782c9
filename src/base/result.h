// SPDX-License-Identifier: Apache-2.0
// The one result enum of the base layer; its values are listed in result.def and zero is OK.
#ifndef BASE_RESULT_H
#define BASE_RESULT_H

enum base_result {
#define BASE_RESULT(name, text) BASE_##name,
#include "base/result.def"
#undef BASE_RESULT
};

// "OUT_OF_RANGE", for logs and tests.
const char *base_result_name(enum base_result result);

// "the number is out of range", for people.
const char *base_result_text(enum base_result result);

#endif
