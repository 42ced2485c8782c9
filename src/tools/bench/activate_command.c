// SPDX-License-Identifier: Apache-2.0
// `bonus-bench activate`: gives every card of the bench to a member, by operators that keep as many
// requests in flight as their sessions allow. Cards that have a member already are counted and left
// alone, so it can be run again.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/random.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "tools/bench/card_text.h"
#include "tools/bench/commands.h"
#include "tools/bench/crowd.h"
#include "tools/bench/progress.h"
#include "tools/bench/world.h"
#include "wire/card.h"
#include "wire/request.h"

enum {
    ACTIVATE_OPERATORS_DEFAULT = 32,
    ACTIVATE_OPERATORS_MAX = 1000,
    ACTIVATE_CARDS_DEFAULT = 1000000,
    ACTIVATE_CARDS_MAX = 100000000,
    ACTIVATE_SILENCE_MS = 30000, // without an answer
    ACTIVATE_FRAME_BYTES_MAX = 256,
};

struct activate_values {
    struct world_options world; // first: WORLD_OPTIONS
    uint32_t operators;
    uint32_t cards;
};

struct activate {
    struct bench *bench;
    const struct activate_values *values;
    struct world world;
    struct crowd *crowd;
    uint32_t *numbers; // by operator: of its last request, which is its STAN too
    uint32_t next_card;
    uint32_t answered;
    uint32_t added;
    uint32_t present;
    struct buffer body;
    struct buffer frame;
    struct progress progress;
    struct loop_timer silence;
    enum bench_result result;
};

static void activate_end(struct activate *activate, enum bench_result result)
{
    activate->result = result;
    loop_stop(activate->world.loop);
}

static void activate_encode(struct activate *activate, uint32_t number)
{
    struct wire_card_activate order = {0};
    card_text_write(activate->next_card++, order.card);
    buffer_reset(&activate->body);
    buffer_reset(&activate->frame);
    CHECK(wire_card_activate_append(&order, &activate->body) == WIRE_OK);
    const struct wire_request request = {
        .number = number,
        .kind = WIRE_KIND_CARD_ACTIVATE,
        .body = {.bytes = buffer_bytes(&activate->body), .size = buffer_size(&activate->body)},
        .stan = number,
        .sent_at_us = loop_wall_us(activate->world.loop),
    };
    CHECK(wire_request_append_frame(&request, &activate->frame) == WIRE_OK);
    buffer_consume(&activate->frame, LIMIT_FRAME_PREFIX_BYTES);
}

static void activate_send(struct activate *activate, uint32_t operator_index)
{
    if (activate->next_card == activate->values->cards) {
        return;
    }
    activate_encode(activate, ++activate->numbers[operator_index]);
    const size_t size = buffer_size(&activate->frame);
    uint8_t *payload = crowd_reserve(activate->crowd, operator_index, size);
    if (payload != NULL) {
        memcpy(payload, buffer_bytes(&activate->frame), size);
        crowd_commit(activate->crowd, operator_index, size);
    }
}

static void activate_answered(void *context, uint32_t client, const struct answer *answer)
{
    struct activate *activate = context;
    if (answer->result == WIRE_RESULT_APPROVED) {
        activate->added++;
    } else if (answer->result == WIRE_RESULT_CARD_ACTIVE) {
        activate->present++;
    } else {
        crowd_reject(activate->crowd, client, "activation", answer);
        return;
    }
    activate->answered++;
    progress_update(&activate->progress, activate->answered);
    loop_timer_start(&activate->silence, ACTIVATE_SILENCE_MS);
    if (activate->answered == activate->values->cards) {
        activate_end(activate, BENCH_OK);
    } else {
        activate_send(activate, client);
    }
}

static void activate_ready(void *context)
{
    struct activate *activate = context;
    const uint32_t in_flight = crowd_in_flight_max(activate->crowd);
    for (uint32_t request = 0; request < in_flight; request++) {
        for (uint32_t index = 0; index < activate->values->operators; index++) {
            activate_send(activate, index);
        }
    }
}

static void activate_failed(void *context, enum bench_result result)
{
    activate_end(context, result);
}

static void activate_fell_silent(void *context)
{
    struct activate *activate = context;
    activate_end(activate, bench_fail(activate->bench, BENCH_UNAVAILABLE, NULL,
                                      "no answer for %d seconds", ACTIVATE_SILENCE_MS / 1000));
}

static void activate_run_operators(struct activate *activate)
{
    uint64_t seed;
    random_fill(&seed, sizeof(seed));
    activate->numbers = memory_allocate(activate->values->operators, sizeof(*activate->numbers));
    buffer_init(&activate->body, ACTIVATE_FRAME_BYTES_MAX);
    buffer_init(&activate->frame, ACTIVATE_FRAME_BYTES_MAX);
    loop_timer_init(&activate->silence, activate->world.loop, activate_fell_silent, activate);
    loop_timer_start(&activate->silence, ACTIVATE_SILENCE_MS);
    activate->crowd = crowd_create(&(struct crowd_options){
        .world = &activate->world,
        .prefix = "operator",
        .count = activate->values->operators,
        .epoch_seed = seed,
        .callbacks = {.ready = activate_ready,
                      .answered = activate_answered,
                      .failed = activate_failed},
        .context = activate,
    });
    loop_run(activate->world.loop);
    loop_timer_stop(&activate->silence);
    crowd_destroy(activate->crowd);
    buffer_clear(&activate->frame);
    buffer_clear(&activate->body);
    free(activate->numbers);
}

static enum bench_result activate_run(struct bench *bench, void *command_values)
{
    struct activate_values *values = command_values;
    values->operators = values->operators != 0 ? values->operators : ACTIVATE_OPERATORS_DEFAULT;
    values->cards = values->cards != 0 ? values->cards : ACTIVATE_CARDS_DEFAULT;
    struct activate activate = {.bench = bench, .values = values};
    enum bench_result result =
        world_open(&activate.world, bench, &values->world, values->operators);
    if (result != BENCH_OK) {
        return result;
    }
    progress_start(&activate.progress, bench, "activating cards", values->cards);
    const int64_t began_us = world_now_us(&activate.world);
    activate_run_operators(&activate);
    const double seconds = (double)(world_now_us(&activate.world) - began_us) / 1e6;
    world_close(&activate.world);
    progress_finish(&activate.progress);
    if (activate.result == BENCH_OK) {
        fprintf(bench->out, "{\"activated\": %u, \"active_before\": %u, \"seconds\": %.3f}\n",
                activate.added, activate.present, seconds);
    }
    return activate.result;
}

static const struct option activate_options[] = {
    WORLD_OPTIONS,
    {.name = "operators",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct activate_values, operators),
     .number_min = 1,
     .number_max = ACTIVATE_OPERATORS_MAX,
     .value_name = "N",
     .help = "at once; default 32"},
    {.name = "cards",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct activate_values, cards),
     .number_min = 1,
     .number_max = ACTIVATE_CARDS_MAX,
     .value_name = "N",
     .help = "the first N of them; default 1000000"},
};

const struct command activate_command = {
    .name = "activate",
    .options = activate_options,
    .option_count = BASE_COUNT(activate_options),
    .values_size = sizeof(struct activate_values),
    .summary = "activate imported cards",
    .run = activate_run,
};
