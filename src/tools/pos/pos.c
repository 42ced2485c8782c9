// SPDX-License-Identifier: Apache-2.0
// Results, exit codes and messages.
#include "tools/pos/pos.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

static const struct {
    int code;
    const char *text;
} pos_results[] = {
#define POS_RESULT(name, code, text) [POS_##name] = {code, text},
#include "tools/pos/result.def"
#undef POS_RESULT
};

void pos_init(struct pos *pos)
{
    *pos = (struct pos){
        .out = stdout,
        .error = stderr,
        .error_is_terminal = isatty(STDERR_FILENO) == 1,
        .clock = clock_of_system,
    };
}

int pos_result_code(enum pos_result result)
{
    CHECK((size_t)result < BASE_COUNT(pos_results));
    return pos_results[result].code;
}

const char *pos_result_text(enum pos_result result)
{
    CHECK((size_t)result < BASE_COUNT(pos_results));
    return pos_results[result].text;
}

enum pos_result pos_result_of(enum bonus_result result)
{
    static const enum pos_result results[] = {
        [BONUS_OK] = POS_OK,
        [BONUS_NOTHING_YET] = POS_SOFTWARE,
        [BONUS_REFUSED] = POS_REFUSED,
        [BONUS_UNKNOWN] = POS_UNKNOWN,
        [BONUS_UNREACHABLE] = POS_UNAVAILABLE,
        [BONUS_INVALID] = POS_DATA,
        [BONUS_RECEIPT_DIFFERS] = POS_DATA,
        [BONUS_GIVEN_UP] = POS_DATA,
        [BONUS_FULL] = POS_SOFTWARE,
        [BONUS_NOT_FOUND] = POS_DATA,
        [BONUS_TLS_REFUSED] = POS_NO_PERMISSION,
        [BONUS_LOGON_REFUSED] = POS_NO_PERMISSION,
        [BONUS_PROTOCOL] = POS_SOFTWARE,
        [BONUS_FILES] = POS_NO_INPUT,
        [BONUS_JOURNAL_LOCKED] = POS_JOURNAL,
        [BONUS_JOURNAL_NEWER] = POS_JOURNAL,
        [BONUS_JOURNAL_FOREIGN] = POS_JOURNAL,
        [BONUS_JOURNAL_FAILED] = POS_JOURNAL,
    };
    CHECK((size_t)result < BASE_COUNT(results));
    return results[result];
}

enum pos_result pos_fail(const struct pos *pos, enum pos_result result, const char *hint,
                         const char *format, ...)
{
    const int reason = errno; // for %m in the format
    va_list values;
    va_start(values, format);
    fputs("bonus-pos: ", pos->error);
    errno = reason;
    vfprintf(pos->error, format, values);
    fputc('\n', pos->error);
    va_end(values);
    if (hint != NULL) {
        fprintf(pos->error, "HINT: %s\n", hint);
    }
    return result;
}
