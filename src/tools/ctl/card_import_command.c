// SPDX-License-Identifier: Apache-2.0
// `bonusctl card import`: puts the numbers of printed cards into stock. Set-wise, a batch at a time
// and each batch in its own transaction; what is there already stays as it is, so a run that was
// cut off is simply run again.
#include "tools/ctl/commands.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/card_number.h"
#include "store/registry.h"
#include "tools/ctl/array_text.h"
#include "tools/ctl/card_file.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/progress.h"

enum {
    CARD_IMPORT_BATCH = 10000,
    CARD_IMPORT_SHOWN_MAX = 10, // lines of the file named one by one
    CARD_IMPORT_LANE_DIGITS_MAX = 3,
};

struct card_import {
    struct ctl *ctl;
    struct database database;
    struct card_file file;
    struct registry registry; // only the number of lanes is filled in
    struct progress progress;
    // The batch.
    struct array_text batch_lanes;
    struct array_text batch_cards;
    int64_t batch_lines[CARD_IMPORT_BATCH];
    size_t batch_count;
    // What became of the lines.
    int64_t added;
    int64_t present;
    int64_t wrong;
};

static void card_import_name_line(struct card_import *import, int64_t line, const char *fact)
{
    progress_finish(&import->progress);
    fprintf(import->ctl->error, "%s:%" PRId64 ": %s\n", import->file.name, line, fact);
}

static enum ctl_result card_import_send(struct card_import *import)
{
    PGresult *rows = NULL;
    enum ctl_result result =
        database_query(&import->database, &rows, "select bonus.card_import_v1($1, $2) as ordinal",
                       array_text_close(&import->batch_lanes),
                       array_text_close(&import->batch_cards), DATABASE_END);
    if (result != CTL_OK) {
        return result;
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        const size_t ordinal = strtoul(PQgetvalue(rows, row, 0), NULL, 10);
        CHECK(ordinal >= 1 && ordinal <= import->batch_count);
        if (import->present++ < CARD_IMPORT_SHOWN_MAX) {
            card_import_name_line(import, import->batch_lines[ordinal - 1],
                                  "this card is there already");
        }
    }
    import->added += (int64_t)import->batch_count - PQntuples(rows);
    PQclear(rows);
    array_text_reset(&import->batch_lanes);
    array_text_reset(&import->batch_cards);
    import->batch_count = 0;
    progress_update(&import->progress, import->file.bytes);
    return CTL_OK;
}

static enum ctl_result card_import_take(struct card_import *import, const char *card)
{
    if (!card_number_is_valid(card)) {
        if (import->wrong++ < CARD_IMPORT_SHOWN_MAX) {
            card_import_name_line(import, import->file.line,
                                  "no card number: 8 to 19 digits ending in a right check digit");
        }
        return CTL_OK;
    }
    char lane[CARD_IMPORT_LANE_DIGITS_MAX + 1];
    snprintf(lane, sizeof(lane), "%hhu", (uint8_t)registry_lane_of_card(&import->registry, card));
    array_text_add(&import->batch_lanes, lane);
    array_text_add(&import->batch_cards, card);
    import->batch_lines[import->batch_count++] = import->file.line;
    return import->batch_count == CARD_IMPORT_BATCH ? card_import_send(import) : CTL_OK;
}

static enum ctl_result card_import_read(struct card_import *import)
{
    enum ctl_result result = CTL_OK;
    const char *card = NULL;
    while (result == CTL_OK && (card = card_file_next(&import->file)) != NULL) {
        result = card_import_take(import, card);
    }
    return result == CTL_OK ? card_file_check(import->ctl, &import->file) : result;
}

static enum ctl_result card_import_load_lanes(struct card_import *import)
{
    PGresult *rows = NULL;
    enum ctl_result result =
        database_query(&import->database, &rows, "select lanes from bonus.ledger", DATABASE_END);
    if (result == CTL_OK) {
        import->registry.lane_count = (uint16_t)strtoul(PQgetvalue(rows, 0, 0), NULL, 10);
    }
    PQclear(rows);
    return result;
}

static enum ctl_result card_import_work(struct card_import *import)
{
    enum ctl_result result = database_open(import->ctl, &import->database);
    if (result == CTL_OK) {
        result = card_import_load_lanes(import);
    }
    if (result != CTL_OK) {
        return result;
    }
    progress_start(&import->progress, import->ctl, "bytes", import->file.size);
    result = card_import_read(import);
    if (result == CTL_OK && import->batch_count > 0) {
        result = card_import_send(import);
    }
    progress_finish(&import->progress);
    if (result == CTL_OK) {
        result = database_run(&import->database, "select bonus.card_analyze_v1()", DATABASE_END);
    }
    return result;
}

static enum ctl_result card_import_report(struct card_import *import)
{
    struct ctl *ctl = import->ctl;
    if (ctl->json) {
        listing_print_json(ctl, json_pack("{s:I, s:I, s:I}", "added", (json_int_t)import->added,
                                          "present", (json_int_t)import->present, "wrong",
                                          (json_int_t)import->wrong));
    } else {
        fprintf(ctl->out,
                "%" PRId64 " cards added, %" PRId64 " were there already, %" PRId64
                " lines are no card numbers\n",
                import->added, import->present, import->wrong);
    }
    if (import->wrong > 0) {
        return ctl_fail(ctl, CTL_DATA, "mend these lines and run it again: nothing is added twice",
                        "%s: %" PRId64 " lines are no card numbers", import->file.name,
                        import->wrong);
    }
    return CTL_OK;
}

static enum ctl_result card_import_run(struct ctl *ctl, const struct arguments *arguments)
{
    struct card_import import = {.ctl = ctl};
    enum ctl_result result = card_file_open(ctl, arguments->words[0], &import.file);
    if (result != CTL_OK) {
        return result;
    }
    array_text_init(&import.batch_lanes, CARD_IMPORT_BATCH, CARD_IMPORT_LANE_DIGITS_MAX);
    array_text_init(&import.batch_cards, CARD_IMPORT_BATCH, CARD_NUMBER_DIGITS_MAX);
    result = card_import_work(&import);
    if (result == CTL_OK) {
        result = card_import_report(&import);
    }
    array_text_clear(&import.batch_cards);
    array_text_clear(&import.batch_lanes);
    database_close(&import.database);
    card_file_close(&import.file);
    return result;
}

const struct command card_import_command = {
    .path = "card import",
    .words = "FILE|-",
    .words_min = 1,
    .words_max = 1,
    .has_json = true,
    .uses_database = true,
    .summary = "put card numbers into stock",
    .text =
        "One number a line. Numbers with a wrong check digit are named and left out, those that\n"
        "are there already are counted; running it again changes nothing.",
    .run = card_import_run,
};
