// SPDX-License-Identifier: Apache-2.0
// Results, exit codes and messages.
#include "tools/ctl/ctl.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

static const struct {
    int code;
    const char *text;
} ctl_results[] = {
#define CTL_RESULT(name, code, text) [CTL_##name] = {code, text},
#include "tools/ctl/result.def"
#undef CTL_RESULT
};

void ctl_init(struct ctl *ctl)
{
    *ctl = (struct ctl){
        .out = stdout,
        .error = stderr,
        .error_is_terminal = isatty(STDERR_FILENO) == 1,
        .clock = clock_of_system,
    };
}

int ctl_result_code(enum ctl_result result)
{
    CHECK((size_t)result < BASE_COUNT(ctl_results));
    return ctl_results[result].code;
}

const char *ctl_result_text(enum ctl_result result)
{
    CHECK((size_t)result < BASE_COUNT(ctl_results));
    return ctl_results[result].text;
}

enum ctl_result ctl_fail(struct ctl *ctl, enum ctl_result result, const char *hint,
                         const char *format, ...)
{
    const int reason = errno; // for %m in the format
    va_list values;
    va_start(values, format);
    fputs("bonusctl: ", ctl->error);
    errno = reason;
    vfprintf(ctl->error, format, values);
    fputc('\n', ctl->error);
    va_end(values);
    if (hint != NULL) {
        fprintf(ctl->error, "HINT: %s\n", hint);
    }
    return result;
}
