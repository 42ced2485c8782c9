// SPDX-License-Identifier: Apache-2.0
// Names and texts of the base layer's results, from the same list as the enum.
#include "base/result.h"

#include "base/check.h"

static const char *const result_names[] = {
#define BASE_RESULT(name, text) [BASE_##name] = #name,
#include "base/result.def"
#undef BASE_RESULT
};

static const char *const result_texts[] = {
#define BASE_RESULT(name, text) [BASE_##name] = text,
#include "base/result.def"
#undef BASE_RESULT
};

const char *base_result_name(enum base_result result)
{
    CHECK((unsigned)result < BASE_COUNT(result_names));
    return result_names[result];
}

const char *base_result_text(enum base_result result)
{
    CHECK((unsigned)result < BASE_COUNT(result_texts));
    return result_texts[result];
}
