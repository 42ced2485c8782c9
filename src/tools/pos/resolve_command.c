// SPDX-License-Identifier: Apache-2.0
// bonus-pos reverse STAN, resolve and advise: what is done when there was no answer, or no server.
#include <string.h>

#include "tools/pos/answer.h"
#include "tools/pos/calendar.h"
#include "tools/pos/command.h"
#include "tools/pos/tills.h"

static enum pos_result resolve_read_reason(const struct pos *pos, const char *word,
                                           enum bonus_reversal_reason *reason)
{
    static const struct {
        const char *word;
        enum bonus_reversal_reason reason;
    } reasons[] = {
        {"no-answer", BONUS_REVERSAL_NO_ANSWER},
        {"cancelled", BONUS_REVERSAL_CANCELLED},
        {"device-failure", BONUS_REVERSAL_DEVICE_FAILURE},
        {"other", BONUS_REVERSAL_OTHER},
    };
    *reason = BONUS_REVERSAL_CANCELLED;
    if (word == NULL) {
        return POS_OK;
    }
    for (size_t index = 0; index < BASE_COUNT(reasons); index++) {
        if (strcmp(reasons[index].word, word) == 0) {
            *reason = reasons[index].reason;
            return POS_OK;
        }
    }
    return pos_fail(
        pos, POS_USAGE, NULL,
        "--reason is \"%s\", it should be no-answer, cancelled, device-failure or other", word);
}

enum pos_result reverse_command(const struct pos *pos, const struct settings *settings,
                                const char *const *words)
{
    int64_t now_us = pos->clock.wall_us(pos->clock.context);
    struct bonus_reversal reversal = {
        .at_us = now_us,
        .utc_offset_min = calendar_offset_min(now_us),
        .cashier = settings->cashier,
        .shift = settings->shift,
    };
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = tills_read_stan(pos, words[0], &reversal.stan);
    if (result == POS_OK) {
        result = resolve_read_reason(pos, settings->reason, &reversal.reason);
    }
    if (result == POS_OK) {
        result = tills_connect(pos, settings, &till);
    }
    if (result == POS_OK) {
        (void)!bonus_reverse(till, &reversal, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}

// Prints outcomes until there are no more, or the server is lost. The result is that of the first
// that is not OK; all are tried.
struct resolve_list {
    const struct pos *pos;
    json_t *outcomes; // NULL: printed as text
    enum pos_result result;
};

static void resolve_begin(struct resolve_list *list, const struct pos *pos)
{
    *list = (struct resolve_list){.pos = pos, .outcomes = pos->json ? json_array() : NULL};
}

static bool resolve_take(struct resolve_list *list, const struct bonus_outcome *outcome)
{
    if (outcome->result == BONUS_NOT_FOUND) {
        return false;
    }
    enum pos_result result = pos_result_of(outcome->result);
    if (list->outcomes != NULL) {
        json_array_append_new(list->outcomes, answer_to_json(outcome));
    } else {
        result = answer_print(list->pos, outcome);
    }
    list->result = list->result == POS_OK ? result : list->result;
    return outcome->result == BONUS_OK || outcome->result == BONUS_REFUSED;
}

static enum pos_result resolve_end(struct resolve_list *list)
{
    if (list->outcomes != NULL) {
        answer_print_json(list->pos, list->outcomes);
    }
    return list->result;
}

enum pos_result resolve_command(const struct pos *pos, const struct settings *settings,
                                const char *const *words)
{
    (void)words;
    enum bonus_resolve how = settings->reverse ? BONUS_RESOLVE_REVERSE : BONUS_RESOLVE_REPEAT;
    struct resolve_list list;
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    uint64_t after = 0;
    enum pos_result result = tills_connect(pos, settings, &till);
    if (result == POS_OK) {
        resolve_begin(&list, pos);
        do {
            (void)!bonus_resolve(till, how, &after, &outcome);
        } while (resolve_take(&list, &outcome));
        result = resolve_end(&list);
    }
    bonus_close(till);
    return result;
}

enum pos_result advise_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words)
{
    (void)words;
    struct resolve_list list;
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = tills_connect(pos, settings, &till);
    if (result == POS_OK) {
        resolve_begin(&list, pos);
        do {
            (void)!bonus_advice_send(till, &outcome);
        } while (resolve_take(&list, &outcome));
        result = resolve_end(&list);
    }
    bonus_close(till);
    return result;
}
