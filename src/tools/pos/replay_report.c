// SPDX-License-Identifier: Apache-2.0
// What a replay did, for people and as JSON.
#include <inttypes.h>

#include "tools/pos/answer.h"
#include "tools/pos/replay.h"

enum { REPORT_NUMBER_BYTES = 32 };

// The counts of the report in their order: one list for both forms.
struct report_count {
    const char *key;  // in JSON
    const char *name; // for people
    size_t count;
    bool is_trouble; // more than 0 makes the exit code
};

enum { REPORT_COUNTS = 10 };

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
    const struct report_count gathered[REPORT_COUNTS] = {
        {"posted_with_card", "posted with a card", tally->posted_with_card, false},
        {"posted_without_card", "posted without a card", tally->posted_without_card, false},
        {"repeated", "repeats", tally->repeated, false},
        {"already_posted", "already posted", tally->already_posted, false},
        {"refused", "refused", report_sum(tally->refused, REPLAY_CODES), true},
        {"unknown", "unknown outcome", tally->unknown, true},
        {"failed", "not posted", report_sum(tally->failed, REPLAY_RESULTS) + tally->unsent, true},
        {"without_till", "of a currency without a till", replay->tillless, true},
        {"refunds_skipped", "refunds skipped", replay->retail->refunds_skipped, false},
        {"negative_skipped", "below zero, skipped", replay->retail->negative_skipped, false},
    };
    for (size_t index = 0; index < REPORT_COUNTS; index++) {
        counts[index] = gathered[index];
    }
}

static void report_print_count(const struct pos *pos, const char *name, size_t count)
{
    char text[MONEY_TEXT_BYTES];
    money_print((int64_t)count * 100, text);
    int size = snprintf(NULL, 0, "%s", text);
    fprintf(pos->out, "%-30s %12.*s\n", name, size - MONEY_PLACES - 1, text);
}

static void report_print_kinds(const struct replay *replay)
{
    const struct pos *pos = replay->pos;
    char name[REPORT_NUMBER_BYTES];
    for (int code = 0; code < REPLAY_CODES; code++) {
        if (replay->tally.refused[code] > 0) {
            snprintf(name, sizeof(name), "  %s", bonus_code_name((enum bonus_code)code));
            report_print_count(pos, name, replay->tally.refused[code]);
        }
    }
    for (int result = 0; result < REPLAY_RESULTS; result++) {
        if (replay->tally.failed[result] > 0) {
            snprintf(name, sizeof(name), "  %s", bonus_result_name((enum bonus_result)result));
            report_print_count(pos, name, replay->tally.failed[result]);
        }
    }
}

static void report_print_sums(const struct replay *replay)
{
    const struct pos *pos = replay->pos;
    fprintf(pos->out, "\n%-4s %18s %16s %18s %16s\n", "", "money, first time", "points",
            "with repeats", "points");
    for (size_t index = 0; index < MONEY_CURRENCIES; index++) {
        const int64_t amounts[] = {
            replay->tally.first[index].money,
            replay->tally.first[index].points,
            replay->tally.all[index].money,
            replay->tally.all[index].points,
        };
        char texts[BASE_COUNT(amounts)][MONEY_TEXT_BYTES];
        for (size_t column = 0; column < BASE_COUNT(amounts); column++) {
            money_print(amounts[column], texts[column]);
        }
        fprintf(pos->out, "%-4s %18s %16s %18s %16s\n", money_currencies[index].name, texts[0],
                texts[1], texts[2], texts[3]);
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
    }
    report_print_kinds(replay);
    report_print_sums(replay);
    if (replay->settings->dry_run) {
        fputs("\ndry run: nothing was posted, points are reckoned at 11 %\n", pos->out);
    } else {
        fprintf(pos->out, "\n%zu receipts through %zu tills in %.1f s: %.0f a second\n",
                atomic_load(&replay->done), replay->till_count, (double)replay->elapsed_us / 1e6,
                report_rate(replay));
    }
}

static json_t *report_sum_to_json(const struct replay_sum sums[MONEY_CURRENCIES])
{
    json_t *object = json_object();
    for (size_t index = 0; index < MONEY_CURRENCIES; index++) {
        json_object_set_new(object, money_currencies[index].name,
                            json_pack("{s:o, s:o}", "money", answer_json_amount(sums[index].money),
                                      "points", answer_json_amount(sums[index].points)));
    }
    return object;
}

static void report_print_json(const struct replay *replay,
                              const struct report_count counts[REPORT_COUNTS])
{
    json_t *object = json_object();
    json_t *refusals = json_object();
    json_t *failures = json_object();
    for (size_t index = 0; index < REPORT_COUNTS; index++) {
        json_object_set_new(object, counts[index].key,
                            json_integer((json_int_t)counts[index].count));
    }
    for (int code = 0; code < REPLAY_CODES; code++) {
        if (replay->tally.refused[code] > 0) {
            json_object_set_new(refusals, bonus_code_name((enum bonus_code)code),
                                json_integer((json_int_t)replay->tally.refused[code]));
        }
    }
    for (int result = 0; result < REPLAY_RESULTS; result++) {
        if (replay->tally.failed[result] > 0) {
            json_object_set_new(failures, bonus_result_name((enum bonus_result)result),
                                json_integer((json_int_t)replay->tally.failed[result]));
        }
    }
    json_object_set_new(object, "refused_by_code", refusals);
    json_object_set_new(object, "failed_by_result", failures);
    json_object_set_new(object, "first_time", report_sum_to_json(replay->tally.first));
    json_object_set_new(object, "with_repeats", report_sum_to_json(replay->tally.all));
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
