// SPDX-License-Identifier: Apache-2.0
// Names and texts of the wire layer's results, from the same list as the enum.
#include "wire/result.h"

#include "base/check.h"

static const char *const result_names[] = {
#define WIRE_RESULT(name, text) [WIRE_##name] = #name,
#include "wire/result.def"
#undef WIRE_RESULT
};

static const char *const result_texts[] = {
#define WIRE_RESULT(name, text) [WIRE_##name] = text,
#include "wire/result.def"
#undef WIRE_RESULT
};

const char *wire_result_name(enum wire_result result)
{
    CHECK((unsigned)result < BASE_COUNT(result_names));
    return result_names[result];
}

const char *wire_result_text(enum wire_result result)
{
    CHECK((unsigned)result < BASE_COUNT(result_texts));
    return result_texts[result];
}
