// SPDX-License-Identifier: Apache-2.0
// Names of the public enums, from the same lists as the enums, and the proof that the numbers are
// those of the protocol.
#include <bonus/bonus.h>

#include "base/check.h"
#include "wire/kind.h"
#include "wire/result_code.h"

const char *bonus_result_name(enum bonus_result result)
{
    static const char *const names[] = {
#define RESULT_NAME(name, text) [BONUS_##name] = #name,
        BONUS_RESULT_LIST(RESULT_NAME)
#undef RESULT_NAME
    };
    CHECK((unsigned)result < BASE_COUNT(names));
    return names[result];
}

const char *bonus_result_text(enum bonus_result result)
{
    static const char *const texts[] = {
#define RESULT_TEXT(name, text) [BONUS_##name] = (text),
        BONUS_RESULT_LIST(RESULT_TEXT)
#undef RESULT_TEXT
    };
    CHECK((unsigned)result < BASE_COUNT(texts));
    return texts[result];
}

const char *bonus_code_name(enum bonus_code code)
{
    static const struct {
        enum bonus_code code;
        const char *name;
    } names[] = {{BONUS_CODE_NONE, "NONE"},
#define CODE_NAME(name, number) {BONUS_CODE_##name, #name},
                 BONUS_CODE_LIST(CODE_NAME)
#undef CODE_NAME
    };
    for (size_t index = 0; index < BASE_COUNT(names); index++) {
        if (names[index].code == code) {
            return names[index].name;
        }
    }
    return "unknown";
}

const char *bonus_kind_name(enum bonus_kind kind)
{
    static const char *const names[] = {[BONUS_KIND_NONE] = "NONE",
#define KIND_NAME(name, number) [BONUS_KIND_##name] = #name,
                                        BONUS_KIND_LIST(KIND_NAME)
#undef KIND_NAME
    };
    return (unsigned)kind < BASE_COUNT(names) ? names[kind] : "unknown";
}

// A number that differs would be a silent misreading of every answer.
#define CODE_PROVE(name, number)                                                                   \
    static_assert((int)BONUS_CODE_##name == (int)WIRE_RESULT_##name, "code " #name);
BONUS_CODE_LIST(CODE_PROVE)
#undef CODE_PROVE

#define KIND_PROVE(name, number)                                                                   \
    static_assert((int)BONUS_KIND_##name == (int)WIRE_KIND_##name, "kind " #name);
BONUS_KIND_LIST(KIND_PROVE)
#undef KIND_PROVE
