// SPDX-License-Identifier: Apache-2.0
// `bonus-bench cards`: the numbers of the bench's cards, one a line, for `bonusctl card import`.
#include "tools/bench/card_text.h"
#include "tools/bench/commands.h"

enum { CARDS_MAX = 100000000 };

struct cards_values {
    uint32_t cards;
};

static enum bench_result cards_run(struct bench *bench, void *command_values)
{
    const struct cards_values *values = command_values;
    for (uint32_t index = 0; index < values->cards; index++) {
        char line[CARD_TEXT_DIGITS + 1];
        card_text_write(index, line);
        line[CARD_TEXT_DIGITS] = '\n';
        fwrite(line, 1, sizeof(line), bench->out);
    }
    return BENCH_OK;
}

static const struct option cards_options[] = {
    {.name = "cards",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct cards_values, cards),
     .number_max = CARDS_MAX,
     .value_name = "N",
     .help = "so many"},
};

const struct command cards_command = {
    .name = "cards",
    .options = cards_options,
    .option_count = BASE_COUNT(cards_options),
    .values_size = sizeof(struct cards_values),
    .summary = "print card numbers",
    .run = cards_run,
};
