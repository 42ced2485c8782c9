// SPDX-License-Identifier: Apache-2.0
// bonus-pos status STAN, repeat STAN and pending: what the journal holds and what became of it.
#include <inttypes.h>

#include "tools/pos/answer.h"
#include "tools/pos/command.h"
#include "tools/pos/tills.h"

static enum pos_result status_run(const struct pos *pos, const struct settings *settings,
                                  const char *word,
                                  enum bonus_result (*ask)(struct bonus *till, uint64_t stan,
                                                           struct bonus_outcome *outcome))
{
    uint64_t stan = 0;
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = tills_read_stan(pos, word, &stan);
    if (result == POS_OK) {
        result = tills_connect(pos, settings, &till);
    }
    if (result == POS_OK) {
        (void)!ask(till, stan, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}

enum pos_result status_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words)
{
    return status_run(pos, settings, words[0], bonus_status);
}

enum pos_result repeat_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words)
{
    return status_run(pos, settings, words[0], bonus_repeat);
}

static const char *status_state_name(enum bonus_journal_state state)
{
    switch (state) {
    case BONUS_JOURNAL_PENDING:
        return "pending";
    case BONUS_JOURNAL_ANSWERED:
        return "answered";
    case BONUS_JOURNAL_UNKNOWN:
        return "unknown";
    case BONUS_JOURNAL_UNSENT:
        return "unsent";
    case BONUS_JOURNAL_REPLACED:
        return "replaced";
    }
    return "unknown";
}

static json_t *status_entry_to_json(const struct bonus_journal_entry *entry)
{
    json_t *object = json_pack("{s:I, s:s, s:s, s:s, s:I}",              //
                               "stan", (json_int_t)entry->stan,          //
                               "kind", bonus_kind_name(entry->kind),     //
                               "state", status_state_name(entry->state), //
                               "code", bonus_code_name(entry->code),     //
                               "created_at_us", (json_int_t)entry->created_at_us);
    if (entry->original != 0) {
        json_object_set_new(object, "original", json_integer((json_int_t)entry->original));
    }
    if (entry->receipt.number != NULL) {
        json_object_set_new(object, "receipt", json_string(entry->receipt.number));
        json_object_set_new(object, "date", json_integer(entry->receipt.date));
        json_object_set_new(object, "total", answer_json_amount(entry->total));
    }
    return object;
}

static void status_print_entry(const struct pos *pos, const struct bonus_journal_entry *entry)
{
    fprintf(pos->out, "STAN %" PRIu64 "  %-8s %s", entry->stan, status_state_name(entry->state),
            bonus_kind_name(entry->kind));
    if (entry->receipt.number != NULL) {
        fprintf(pos->out, "  receipt %s of %" PRIu32, entry->receipt.number, entry->receipt.date);
    }
    fputc('\n', pos->out);
}

// The journal alone knows: no server is asked.
enum pos_result pending_command(const struct pos *pos, const struct settings *settings,
                                const char *const *words)
{
    (void)words;
    struct bonus *till = NULL;
    enum pos_result result = tills_open(pos, settings, NULL, &till);
    if (result != POS_OK) {
        return result;
    }
    json_t *entries = json_array();
    struct bonus_journal_entry entry = {0};
    enum bonus_result found = BONUS_OK;
    while ((found = bonus_journal_next_open(till, entry.stan, &entry)) == BONUS_OK) {
        if (pos->json) {
            json_array_append_new(entries, status_entry_to_json(&entry));
        } else {
            status_print_entry(pos, &entry);
        }
    }
    size_t waiting = bonus_advices_waiting(till);
    if (found != BONUS_NOT_FOUND) {
        result = tills_fail(pos, till, found);
    } else if (!pos->json && waiting > 0) {
        fprintf(pos->error, "bonus-pos: %zu for bonus-pos advise to send\n", waiting);
    } else if (pos->json) {
        answer_print_json(pos, json_incref(entries));
    }
    json_decref(entries);
    bonus_close(till);
    return result;
}
