// SPDX-License-Identifier: Apache-2.0
// bonus-bench: thousands of tills in one process, and what they need beforehand: certificates,
// card numbers, active cards. `./run bench` puts it together.
#include "base/memory.h"
#include "tools/bench/command.h"

int main(int argc, char **argv)
{
    memory_keep_freed();
    struct bench bench;
    bench_init(&bench);
    enum bench_result result = command_run(&bench, argc, argv);
    if (fflush(bench.out) != 0 || ferror(bench.out)) {
        result = bench_fail(&bench, BENCH_CANNOT_CREATE, NULL, "the output could not be written");
    }
    return bench_result_code(result);
}
