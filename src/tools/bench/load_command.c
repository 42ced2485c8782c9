// SPDX-License-Identifier: Apache-2.0
// `bonus-bench load`: tills that each send the next request when the last one is answered. Warms
// up, measures, waits for the last answers, and prints one line of JSON. Anything but an approval
// ends it without figures.
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "base/random.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "tools/bench/commands.h"
#include "tools/bench/crowd.h"
#include "tools/bench/latency.h"
#include "tools/bench/mix.h"
#include "tools/bench/receipt.h"
#include "tools/bench/till.h"
#include "tools/bench/world.h"

enum {
    LOAD_TILLS_DEFAULT = 64,
    LOAD_SECONDS_DEFAULT = 10,
    LOAD_WARMUP_SECONDS_DEFAULT = 2,
    LOAD_SECONDS_MAX = 86400,
    LOAD_CARDS_DEFAULT = 1000000,
    LOAD_CARDS_MAX = 100000000,
    LOAD_CONNECT_MS = 120000, // for everybody to log on
    LOAD_DRAIN_MS = 15000,    // for the last answers
    LOAD_MS = 1000,
};

struct load_values {
    struct world_options world; // first: WORLD_OPTIONS
    uint32_t tills;
    uint32_t seconds;
    uint32_t warmup_seconds;
    uint32_t cards;
    uint32_t first_card;
    uint32_t mix; // 1: all kinds of requests, not awards alone
};

enum load_phase { LOAD_CONNECTING, LOAD_WARMING_UP, LOAD_MEASURING, LOAD_DRAINING };

struct load {
    struct bench *bench;
    const struct load_values *values;
    struct world world;
    struct crowd *crowd;
    struct receipt_book *book;
    struct till_shop shop;
    struct till *tills;
    struct loop_timer timer; // of the phase
    enum load_phase phase;
    enum bench_result result;
    int64_t wall_ahead_us; // of the monotonic clock
    uint32_t in_flight;
    uint64_t posted;
    // Of what is measured.
    struct latency latency;
    struct latency latencies[MIX_KINDS];
    int64_t measured_from_us;
    int64_t measured_us;
    uint64_t sent;
    uint64_t sent_bytes;
    uint64_t sent_lines;
    uint64_t answer_bytes;
};

static void load_end(struct load *load, enum bench_result result)
{
    load->result = result;
    loop_stop(load->world.loop);
}

static void load_send(struct load *load, uint32_t index, int64_t now_us)
{
    struct till *till = &load->tills[index];
    const size_t size = till_next(till, &load->shop, now_us + load->wall_ahead_us);
    uint8_t *payload = crowd_reserve(load->crowd, index, size);
    if (payload == NULL) {
        return;
    }
    till_write(&load->shop, payload);
    crowd_commit(load->crowd, index, size);
    till->sent_us = now_us;
    load->in_flight++;
    load->sent++;
    load->sent_bytes += size;
    load->sent_lines += till_lines(till, &load->shop);
}

static void load_answered(void *context, uint32_t client, const struct answer *answer)
{
    struct load *load = context;
    struct till *till = &load->tills[client];
    if (!till_take(till, &load->shop, answer)) {
        crowd_reject(load->crowd, client, mix_kind_label(till->kind), answer);
        return;
    }
    const int64_t now_us = world_now_us(&load->world);
    load->in_flight--;
    load->posted += till->kind != MIX_BALANCE ? 1 : 0;
    if (load->phase == LOAD_MEASURING) {
        latency_add(&load->latency, now_us - till->sent_us);
        latency_add(&load->latencies[till->kind], now_us - till->sent_us);
        load->answer_bytes += answer->size;
    }
    if (load->phase != LOAD_DRAINING || till->hold != 0) {
        load_send(load, client, now_us);
    } else if (load->in_flight == 0) {
        load_end(load, BENCH_OK);
    }
}

static void load_failed(void *context, enum bench_result result)
{
    load_end(context, result);
}

static void load_reset_latencies(struct load *load)
{
    latency_reset(&load->latency);
    for (enum mix_kind kind = 0; kind < MIX_KINDS; kind++) {
        latency_reset(&load->latencies[kind]);
    }
}

static void load_enter(struct load *load, enum load_phase phase, int64_t lasts_ms)
{
    load->phase = phase;
    loop_timer_start(&load->timer, lasts_ms);
}

static void load_ready(void *context)
{
    struct load *load = context;
    const int64_t now_us = world_now_us(&load->world);
    load->wall_ahead_us = loop_wall_us(load->world.loop) - now_us;
    for (uint32_t till = 0; till < load->values->tills; till++) {
        load_send(load, till, now_us);
    }
    load_enter(load, LOAD_WARMING_UP, (int64_t)load->values->warmup_seconds * LOAD_MS);
}

// The time of a phase is over.
static void load_phase_passed(void *context)
{
    struct load *load = context;
    const int64_t now_us = world_now_us(&load->world);
    switch (load->phase) {
    case LOAD_CONNECTING:
        load_end(load, bench_fail(load->bench, BENCH_UNAVAILABLE, NULL,
                                  "not every till could log on within %d seconds",
                                  LOAD_CONNECT_MS / LOAD_MS));
        break;
    case LOAD_WARMING_UP:
        load_reset_latencies(load);
        load->sent = load->sent_bytes = load->sent_lines = load->answer_bytes = 0;
        load->measured_from_us = now_us;
        load_enter(load, LOAD_MEASURING, (int64_t)load->values->seconds * LOAD_MS);
        break;
    case LOAD_MEASURING:
        load->measured_us = now_us - load->measured_from_us;
        load_enter(load, LOAD_DRAINING, LOAD_DRAIN_MS);
        break;
    case LOAD_DRAINING:
        load_end(load, bench_fail(load->bench, BENCH_UNAVAILABLE, NULL,
                                  "%u requests had no answer after %d seconds", load->in_flight,
                                  LOAD_DRAIN_MS / LOAD_MS));
        break;
    }
}

static uint32_t load_today(void)
{
    const time_t now = time(NULL);
    struct tm day;
    gmtime_r(&now, &day);
    return (uint32_t)((day.tm_year + 1900) * 10000 + (day.tm_mon + 1) * 100 + day.tm_mday);
}

static void load_open_shop(struct load *load, uint64_t seed)
{
    const uint32_t today = load_today();
    load->book = receipt_book_create(RECEIPT_BOOK_COUNT_DEFAULT, today, seed);
    load->shop = (struct till_shop){
        .book = load->book,
        .tills = load->values->tills,
        .first_card = load->values->first_card,
        .cards = load->values->cards,
        .is_mixed = load->values->mix != 0,
    };
    noise_init(&load->shop.noise, seed);
    encoder_init(&load->shop.encoder, today);
    load->tills = memory_allocate(load->values->tills, sizeof(*load->tills));
    for (uint32_t index = 0; index < load->values->tills; index++) {
        till_init(&load->tills[index], &load->shop, index);
    }
}

static void load_close_shop(struct load *load)
{
    free(load->tills);
    encoder_clear(&load->shop.encoder);
    receipt_book_destroy(load->book);
}

static void load_print_latency(FILE *out, const struct latency *latency)
{
    fprintf(out, "\"p50_ms\": %.3f, \"p90_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f",
            (double)latency_at(latency, 5000) / 1e3, (double)latency_at(latency, 9000) / 1e3,
            (double)latency_at(latency, 9900) / 1e3, (double)latency->max_us / 1e3);
}

static void load_print_kinds(const struct load *load)
{
    FILE *out = load->bench->out;
    const char *separator = "";
    for (enum mix_kind kind = 0; kind < MIX_KINDS; kind++) {
        const struct latency *latency = &load->latencies[kind];
        if (latency->count > 0) {
            fprintf(out, "%s\"%s\": {\"count\": %" PRIu64 ", ", separator, mix_kind_label(kind),
                    latency->count);
            load_print_latency(out, latency);
            fputs("}", out);
            separator = ", ";
        }
    }
}

// A hold and its commit are one operation: they are counted when it is committed.
static void load_print(const struct load *load)
{
    FILE *out = load->bench->out;
    const struct latency *kinds = load->latencies;
    const double seconds = (double)load->measured_us / 1e6;
    const double sent = load->sent > 0 ? (double)load->sent : 1;
    const uint64_t requests = load->latency.count;
    const double answers = requests > 0 ? (double)requests : 1;
    const uint64_t purchases = kinds[MIX_AWARD].count + kinds[MIX_REDEMPTION].count;
    const uint64_t operations = requests - kinds[MIX_HOLD].count;
    fprintf(out,
            "{\"tills\": %u, \"seconds\": %.3f, \"purchases\": %" PRIu64
            ", \"purchases_per_s\": %.1f, \"operations\": %" PRIu64
            ", \"operations_per_s\": %.1f, \"requests\": %" PRIu64 ", ",
            load->values->tills, seconds, purchases, (double)purchases / seconds, operations,
            (double)operations / seconds, requests);
    load_print_latency(out, &load->latency);
    fprintf(out,
            ", \"lines_mean\": %.2f, \"request_bytes_mean\": %.1f, \"answer_bytes_mean\": %.1f, "
            "\"posted\": %" PRIu64 ", \"kinds\": {",
            (double)load->sent_lines / sent, (double)load->sent_bytes / sent,
            (double)load->answer_bytes / answers, load->posted);
    load_print_kinds(load);
    fputs("}}\n", out);
}

static void load_run_tills(struct load *load, uint64_t seed)
{
    load_open_shop(load, seed);
    loop_timer_init(&load->timer, load->world.loop, load_phase_passed, load);
    load_enter(load, LOAD_CONNECTING, LOAD_CONNECT_MS);
    load->crowd = crowd_create(&(struct crowd_options){
        .world = &load->world,
        .prefix = "till",
        .count = load->values->tills,
        .epoch_seed = noise_next(&load->shop.noise),
        .callbacks = {.ready = load_ready, .answered = load_answered, .failed = load_failed},
        .context = load,
    });
    loop_run(load->world.loop);
    loop_timer_stop(&load->timer);
    crowd_destroy(load->crowd);
    load_close_shop(load);
}

static void load_set_defaults(struct load_values *values)
{
    values->tills = values->tills != 0 ? values->tills : LOAD_TILLS_DEFAULT;
    values->seconds = values->seconds != 0 ? values->seconds : LOAD_SECONDS_DEFAULT;
    values->warmup_seconds =
        values->warmup_seconds != 0 ? values->warmup_seconds : LOAD_WARMUP_SECONDS_DEFAULT;
    values->cards = values->cards != 0 ? values->cards : LOAD_CARDS_DEFAULT;
}

static enum bench_result load_run(struct bench *bench, void *command_values)
{
    struct load_values *values = command_values;
    load_set_defaults(values);
    if (values->mix != 0 && values->cards < values->tills) {
        return bench_fail(bench, BENCH_USAGE, NULL,
                          "%u cards are not enough for %u tills: in the mix each has its own",
                          values->cards, values->tills);
    }
    struct load *load = memory_allocate(1, sizeof(*load));
    load->bench = bench;
    load->values = values;
    enum bench_result result = world_open(&load->world, bench, &values->world, values->tills);
    if (result == BENCH_OK) {
        uint64_t seed;
        random_fill(&seed, sizeof(seed));
        load_run_tills(load, seed);
        world_close(&load->world);
        result = load->result;
        if (result == BENCH_OK) {
            load_print(load);
        }
    }
    free(load);
    return result;
}

static const struct option load_options[] = {
    WORLD_OPTIONS,
    {.name = "tills",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct load_values, tills),
     .number_min = 1,
     .number_max = CROWD_CLIENTS_MAX,
     .value_name = "N",
     .help = "at once, each with its own certificate; default 64"},
    {.name = "seconds",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct load_values, seconds),
     .number_min = 1,
     .number_max = LOAD_SECONDS_MAX,
     .value_name = "N",
     .help = "to measure; default 10"},
    {.name = "warmup",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct load_values, warmup_seconds),
     .number_min = 1,
     .number_max = LOAD_SECONDS_MAX,
     .value_name = "N",
     .help = "seconds before that; default 2"},
    {.name = "cards",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct load_values, cards),
     .number_min = 1,
     .number_max = LOAD_CARDS_MAX,
     .value_name = "N",
     .help = "active cards to choose from; default 1000000"},
    {.name = "first-card",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct load_values, first_card),
     .number_max = LOAD_CARDS_MAX,
     .value_name = "N",
     .help = "leave out so many cards before them; default 0"},
    {.name = "mix",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct load_values, mix),
     .value_name = "",
     .help = "spend, hold, refund and ask for balances too"},
};

const struct command load_command = {
    .name = "load",
    .options = load_options,
    .option_count = BASE_COUNT(load_options),
    .values_size = sizeof(struct load_values),
    .summary = "post purchases from many tills and print how it went",
    .run = load_run,
};
