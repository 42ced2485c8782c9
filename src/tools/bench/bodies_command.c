// SPDX-License-Identifier: Apache-2.0
// `bonus-bench bodies`: bodies of receipts as tills send them, in hexadecimal, one a line: what the
// comparison with one call per purchase sends along.
#include <stdlib.h>

#include "base/hex.h"
#include "base/memory.h"
#include "tools/bench/commands.h"
#include "tools/bench/receipt.h"

enum { BODIES_MAX = 10000, BODIES_SEED = 1 };

struct bodies_values {
    uint32_t count;
    uint32_t date;
};

static enum bench_result bodies_run(struct bench *bench, void *command_values)
{
    const struct bodies_values *values = command_values;
    struct receipt_book *book = receipt_book_create(values->count, values->date, BODIES_SEED);
    for (uint32_t index = 0; index < values->count; index++) {
        const struct wire_view body = receipt_body(book, index);
        char *text = memory_allocate(1, HEX_TEXT_BYTES(body.size));
        hex_print(body.bytes, body.size, text);
        fprintf(bench->out, "%s\n", text);
        free(text);
    }
    receipt_book_destroy(book);
    return BENCH_OK;
}

static const struct option bodies_options[] = {
    {.name = "count",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct bodies_values, count),
     .number_min = 1,
     .number_max = BODIES_MAX,
     .value_name = "N",
     .help = "so many, shortest first"},
    {.name = "date",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct bodies_values, date),
     .number_max = 99991231,
     .value_name = "YYYYMMDD",
     .help = "printed on them"},
};

const struct command bodies_command = {
    .name = "bodies",
    .options = bodies_options,
    .option_count = BASE_COUNT(bodies_options),
    .values_size = sizeof(struct bodies_values),
    .summary = "print bodies of receipts",
    .run = bodies_run,
};
