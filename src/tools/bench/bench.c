// SPDX-License-Identifier: Apache-2.0
// Results, exit codes and messages.
#include "tools/bench/bench.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

void bench_init(struct bench *bench)
{
    *bench = (struct bench){
        .out = stdout,
        .error = stderr,
        .error_is_terminal = isatty(STDERR_FILENO) == 1,
        .clock = clock_of_system,
    };
}

int bench_result_code(enum bench_result result)
{
    static const int codes[] = {
#define BENCH_RESULT(name, code) [BENCH_##name] = code,
#include "tools/bench/result.def"
#undef BENCH_RESULT
    };
    CHECK((size_t)result < BASE_COUNT(codes));
    return codes[result];
}

enum bench_result bench_fail(struct bench *bench, enum bench_result result, const char *hint,
                             const char *format, ...)
{
    const int reason = errno; // for %m in the format
    va_list values;
    va_start(values, format);
    fputs("bonus-bench: ", bench->error);
    errno = reason;
    vfprintf(bench->error, format, values);
    fputc('\n', bench->error);
    va_end(values);
    if (hint != NULL) {
        fprintf(bench->error, "HINT: %s\n", hint);
    }
    return result;
}
