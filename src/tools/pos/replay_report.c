// SPDX-License-Identifier: Apache-2.0
// What a replay did, for people and as JSON.
#include <string.h>

#include "tools/pos/answer.h"
#include "tools/pos/replay.h"

enum { REPORT_NAME_BYTES = 32 };

// The counts of the report in their order: one list for both forms.
struct report_count {
    const char *key;  // in JSON
    const char *name; // for people
    size_t count;
    bool is_trouble; // more than 0 makes the exit code
    // What the count is made of, where that matters: numbers by index, and what the indexes are
    // called.
    const char *parts_key;
    const size_t *parts;
    size_t part_count;
    const char *(*part_name)(int index);
};

enum { REPORT_COUNTS = 13 };

static const char *report_code_name(int code)
{
    return bonus_code_name((enum bonus_code)code);
}

static const char *report_result_name(int result)
{
    return bonus_result_name((enum bonus_result)result);
}

static size_t report_sum(const size_t *counts, size_t count)
{
    size_t sum = 0;
    for (size_t index = 0; index < count; index++) {
        sum += counts[index];
    }
    return sum;
}

static void report_gather(const struct replay *replay, struct report_count counts[REPORT_COUNTS])
{
    const struct replay_tally *tally = &replay->tally;
    size_t refused = report_sum(tally->refused, REPLAY_CODES);
    size_t failed = report_sum(tally->failed, REPLAY_RESULTS) + tally->unsent;
    const struct report_count gathered[REPORT_COUNTS] = {
        {.key = "posted_with_card",
         .name = "posted with a card",
         .count = tally->posted[REPLAY_WITH_CARD]},
        {.key = "posted_without_card",
         .name = "posted without a card",
         .count = tally->posted[REPLAY_WITHOUT_CARD]},
        {.key = "refunds",
         .name = "refunds with an original",
         .count = tally->posted[REPLAY_REFUND]},
        {.key = "blind_refunds",
         .name = "refunds without one",
         .count = tally->posted[REPLAY_BLIND]},
        {.key = "repeated", .name = "repeats", .count = tally->repeated},
        {.key = "already_posted", .name = "already posted", .count = tally->already_posted},
        {.key = "refused",
         .name = "refused",
         .count = refused,
         .is_trouble = true,
         .parts_key = "refused_by_code",
         .parts = tally->refused,
         .part_count = REPLAY_CODES,
         .part_name = report_code_name},
        {.key = "unknown", .name = "unknown outcome", .count = tally->unknown, .is_trouble = true},
        {.key = "failed",
         .name = "not posted",
         .count = failed,
         .is_trouble = true,
         .parts_key = "failed_by_result",
         .parts = tally->failed,
         .part_count = REPLAY_RESULTS,
         .part_name = report_result_name},
        {.key = "without_till",
         .name = "of a currency without a till",
         .count = replay->tillless,
         .is_trouble = true},
        {.key = "blind_refunds_skipped",
         .name = "refunds nobody allowed, skipped",
         .count = replay->blind_skipped},
        {.key = "refunds_without_card",
         .name = "refunds without a card, skipped",
         .count = replay->retail->refunds_without_card},
        {.key = "negative_skipped",
         .name = "below zero, skipped",
         .count = replay->retail->negative_skipped},
    };
    memcpy(counts, gathered, sizeof(gathered));
}

static void report_print_count(const struct pos *pos, const char *name, size_t count)
{
    char text[MONEY_TEXT_BYTES];
    money_print((int64_t)count * 100, text);
    fprintf(pos->out, "%-32s %10.*s\n", name, (int)strlen(text) - MONEY_PLACES - 1, text);
}

static void report_print_parts(const struct pos *pos, const struct report_count *count)
{
    char name[REPORT_NAME_BYTES];
    for (size_t index = 0; index < count->part_count; index++) {
        if (count->parts[index] > 0) {
            snprintf(name, sizeof(name), "  %s", count->part_name((int)index));
            report_print_count(pos, name, count->parts[index]);
        }
    }
}

// The rows of sums: sales are one, whether a card was shown or not.
static const struct report_row {
    const char *key;
    const char *name;
    enum replay_kind kinds[2];
} report_rows[] = {
    {"sales", "sold", {REPLAY_WITH_CARD, REPLAY_WITHOUT_CARD}},
    {"refunds", "refunded", {REPLAY_REFUND, REPLAY_REFUND}},
    {"blind_refunds", "blindly", {REPLAY_BLIND, REPLAY_BLIND}},
};

static struct replay_sum report_add(const struct replay_sum sums[REPLAY_KINDS][MONEY_CURRENCIES],
                                    const struct report_row *row, size_t currency)
{
    struct replay_sum sum = sums[row->kinds[0]][currency];
    if (row->kinds[1] != row->kinds[0]) {
        sum.money += sums[row->kinds[1]][currency].money;
        sum.points += sums[row->kinds[1]][currency].points;
    }
    return sum;
}

static void report_print_row(const struct replay *replay, const struct report_row *row,
                             size_t currency)
{
    const struct replay_sum first = report_add(replay->tally.first, row, currency);
    const struct replay_sum all = report_add(replay->tally.all, row, currency);
    const int64_t amounts[] = {first.money, first.points, all.money, all.points};
    char texts[BASE_COUNT(amounts)][MONEY_TEXT_BYTES];
    for (size_t column = 0; column < BASE_COUNT(amounts); column++) {
        money_print(amounts[column], texts[column]);
    }
    fprintf(replay->pos->out, "%-4s %-9s %16s %14s %16s %14s\n", money_currencies[currency].name,
            row->name, texts[0], texts[1], texts[2], texts[3]);
}

static void report_print_sums(const struct replay *replay)
{
    fprintf(replay->pos->out, "\n%-14s %16s %14s %16s %14s\n", "", "first time: money", "points",
            "in all: money", "points");
    for (size_t currency = 0; currency < MONEY_CURRENCIES; currency++) {
        for (size_t row = 0; row < BASE_COUNT(report_rows); row++) {
            report_print_row(replay, &report_rows[row], currency);
        }
    }
}

static double report_rate(const struct replay *replay)
{
    double done = (double)atomic_load(&replay->done);
    return replay->elapsed_us == 0 ? 0 : done * 1e6 / (double)replay->elapsed_us;
}

static void report_print(const struct replay *replay,
                         const struct report_count counts[REPORT_COUNTS])
{
    const struct pos *pos = replay->pos;
    for (size_t index = 0; index < REPORT_COUNTS; index++) {
        report_print_count(pos, counts[index].name, counts[index].count);
        report_print_parts(pos, &counts[index]);
    }
    fprintf(pos->out, "%zu lines of refunds found their receipt, %zu did not\n",
            replay->matches.lines_matched, replay->matches.lines_blind);
    report_print_sums(replay);
    if (replay->settings->dry_run) {
        fputs("\ndry run: nothing was posted, points are reckoned at 11 %\n", pos->out);
    } else {
        fprintf(pos->out, "\n%zu posted through %zu tills in %.1f s: %.0f a second\n",
                atomic_load(&replay->done), replay->till_count, (double)replay->elapsed_us / 1e6,
                report_rate(replay));
    }
}

static json_t *report_sums_to_json(const struct replay_sum sums[REPLAY_KINDS][MONEY_CURRENCIES])
{
    json_t *object = json_object();
    for (size_t row = 0; row < BASE_COUNT(report_rows); row++) {
        json_t *currencies = json_object();
        for (size_t index = 0; index < MONEY_CURRENCIES; index++) {
            const struct replay_sum sum = report_add(sums, &report_rows[row], index);
            json_object_set_new(currencies, money_currencies[index].name,
                                json_pack("{s:o, s:o}", "money", answer_json_amount(sum.money),
                                          "points", answer_json_amount(sum.points)));
        }
        json_object_set_new(object, report_rows[row].key, currencies);
    }
    return object;
}

static json_t *report_parts_to_json(const struct report_count *count)
{
    json_t *object = json_object();
    for (size_t index = 0; index < count->part_count; index++) {
        if (count->parts[index] > 0) {
            json_object_set_new(object, count->part_name((int)index),
                                json_integer((json_int_t)count->parts[index]));
        }
    }
    return object;
}

static void report_print_json(const struct replay *replay,
                              const struct report_count counts[REPORT_COUNTS])
{
    json_t *object = json_object();
    for (size_t index = 0; index < REPORT_COUNTS; index++) {
        json_object_set_new(object, counts[index].key,
                            json_integer((json_int_t)counts[index].count));
        if (counts[index].parts_key != NULL) {
            json_object_set_new(object, counts[index].parts_key,
                                report_parts_to_json(&counts[index]));
        }
    }
    json_object_set_new(object, "first_time", report_sums_to_json(replay->tally.first));
    json_object_set_new(object, "with_repeats", report_sums_to_json(replay->tally.all));
    json_object_set_new(object, "refund_lines_matched",
                        json_integer((json_int_t)replay->matches.lines_matched));
    json_object_set_new(object, "refund_lines_blind",
                        json_integer((json_int_t)replay->matches.lines_blind));
    json_object_set_new(object, "dry_run", json_boolean(replay->settings->dry_run));
    json_object_set_new(object, "tills", json_integer((json_int_t)replay->till_count));
    json_object_set_new(object, "seconds", json_real((double)replay->elapsed_us / 1e6));
    json_object_set_new(object, "receipts_per_s", json_real(report_rate(replay)));
    answer_print_json(replay->pos, object);
}

static void report_tell_troubles(const struct replay *replay)
{
    for (size_t index = 0; index < replay->till_count; index++) {
        const struct replay_till *till = &replay->tills[index];
        if (till->error[0] != '\0') {
            fprintf(replay->pos->error, "bonus-pos: till %s, its first trouble: %s\n", till->name,
                    till->error);
        }
    }
    if (replay->tally.unknown > 0) {
        fputs("HINT: replaying the same file again resolves what is unknown\n", replay->pos->error);
    }
}

enum pos_result replay_report(const struct replay *replay)
{
    struct report_count counts[REPORT_COUNTS];
    enum pos_result result = POS_OK;
    report_gather(replay, counts);
    for (size_t index = 0; index < REPORT_COUNTS; index++) {
        if (counts[index].is_trouble && counts[index].count > 0) {
            result = POS_REFUSED;
        }
    }
    if (replay->pos->json) {
        report_print_json(replay, counts);
    } else {
        report_print(replay, counts);
    }
    report_tell_troubles(replay);
    return result;
}
