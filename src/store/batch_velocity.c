// SPDX-License-Identifier: Apache-2.0
// What a turn knows of velocity: by each card, cashier, till and store of its postings, what was
// counted before, and what it adds. All lanes count towards a limit; a turn sees what the others
// have committed. Only turns with postings that are counted have anything to do with it.
#include "store/batch_velocity_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/memory.h"
#include "domain/velocity.h"
#include "store/row_internal.h"

enum {
    VELOCITY_KEY_BYTES_MAX = 64, // "4294967295/" and a cashier's 31 bytes
    VELOCITY_NONE = UINT32_MAX,
};

enum velocity_array {
    VELOCITY_SUBJECTS,
    VELOCITY_KEYS,
    VELOCITY_UTC_OFFSETS,
    VELOCITY_COUNTS,
    VELOCITY_POINTS,
    VELOCITY_MONEYS,
    VELOCITY_ARRAYS,
};

// One card, cashier, till or store.
struct velocity_entry {
    enum programme_subject subject;
    char key[VELOCITY_KEY_BYTES_MAX];
    int32_t utc_offset_s;
    struct velocity_measures used[PROGRAMME_WINDOW_COUNT];
    struct velocity_measures added; // by this turn
};

struct batch_velocity {
    struct hash_map *places; // of entries
    struct velocity_entry *entries;
    uint32_t entry_count;
    uint32_t (*of_postings)[PROGRAMME_SUBJECT_COUNT]; // -> entries; VELOCITY_NONE
    struct velocity_used used;                        // of the posting that is being decided
    struct parameter_array arrays[VELOCITY_ARRAYS];
};

struct batch_velocity *batch_velocity_create(uint32_t capacity, const struct hash_seed *seed)
{
    static const enum parameter_type types[VELOCITY_ARRAYS] = {
        [VELOCITY_SUBJECTS] = PARAMETER_INT2,    [VELOCITY_KEYS] = PARAMETER_TEXT,
        [VELOCITY_UTC_OFFSETS] = PARAMETER_INT4, [VELOCITY_COUNTS] = PARAMETER_INT8,
        [VELOCITY_POINTS] = PARAMETER_INT8,      [VELOCITY_MONEYS] = PARAMETER_INT8,
    };
    struct batch_velocity *velocity = memory_allocate(1, sizeof(*velocity));
    uint32_t entries_max = capacity * PROGRAMME_SUBJECT_COUNT;
    velocity->places = hash_map_create(entries_max, seed);
    velocity->entries = memory_allocate(entries_max, sizeof(*velocity->entries));
    velocity->of_postings = memory_allocate(capacity, sizeof(*velocity->of_postings));
    for (size_t i = 0; i < VELOCITY_ARRAYS; i++) {
        parameter_array_init(&velocity->arrays[i], types[i]);
    }
    return velocity;
}

void batch_velocity_destroy(struct batch_velocity *velocity)
{
    for (size_t i = 0; i < VELOCITY_ARRAYS; i++) {
        parameter_array_clear(&velocity->arrays[i]);
    }
    free(velocity->of_postings);
    free(velocity->entries);
    hash_map_destroy(velocity->places);
    free(velocity);
}

// The entry's key begins with its subject, so that till 5 is not store 5. Empty: nobody to count.
static void velocity_print_key(const struct posting *posting, enum programme_subject subject,
                               char key[VELOCITY_KEY_BYTES_MAX])
{
    const struct posting_velocity *by = posting->velocity;
    key[0] = '\0';
    switch (subject) {
    case PROGRAMME_SUBJECT_CARD:
        snprintf(key, VELOCITY_KEY_BYTES_MAX, "%s", posting->card);
        return;
    case PROGRAMME_SUBJECT_CASHIER:
        if (by->cashier[0] != '\0') {
            snprintf(key, VELOCITY_KEY_BYTES_MAX, "%u/%s", by->store, by->cashier);
        }
        return;
    case PROGRAMME_SUBJECT_TILL:
        snprintf(key, VELOCITY_KEY_BYTES_MAX, "%u", posting->key.terminal);
        return;
    case PROGRAMME_SUBJECT_STORE:
        snprintf(key, VELOCITY_KEY_BYTES_MAX, "%u", by->store);
        return;
    case PROGRAMME_SUBJECT_COUNT:
        break;
    }
    CHECK(!"no such subject");
}

static uint32_t velocity_meet(struct batch_velocity *velocity, const struct posting *posting,
                              enum programme_subject subject)
{
    struct velocity_entry *entry = &velocity->entries[velocity->entry_count];
    char name[1 + VELOCITY_KEY_BYTES_MAX] = {(char)('0' + subject)};
    velocity_print_key(posting, subject, entry->key);
    if (entry->key[0] == '\0') {
        return VELOCITY_NONE;
    }
    size_t size = strlen(entry->key);
    memcpy(name + 1, entry->key, size);
    uint32_t place = velocity->entry_count;
    enum base_result added = hash_map_add(velocity->places, name, 1 + size, place, &place);
    if (added == BASE_EXISTS) {
        return place;
    }
    CHECK(added == BASE_OK);
    entry->subject = subject;
    entry->utc_offset_s = posting->velocity->utc_offset_s;
    memset(entry->used, 0, sizeof(entry->used));
    entry->added = (struct velocity_measures){{0}};
    velocity->entry_count++;
    return place;
}

// A poisoned request is refused by its key alone: its texts may be what the server chokes on.
void batch_choose_velocities(struct batch *batch)
{
    struct batch_velocity *velocity = batch->velocity;
    velocity->entry_count = 0;
    hash_map_reset(velocity->places);
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct posting *posting = batch->postings[i];
        if (posting->velocity == NULL || posting->poison) {
            continue;
        }
        for (uint32_t subject = 0; subject < PROGRAMME_SUBJECT_COUNT; subject++) {
            velocity->of_postings[i][subject] =
                velocity_meet(velocity, posting, (enum programme_subject)subject);
        }
    }
}

bool batch_wants_velocity(const struct batch *batch)
{
    return batch->velocity->entry_count > 0;
}

static void velocity_reset_arrays(struct batch_velocity *velocity)
{
    for (size_t i = 0; i < VELOCITY_ARRAYS; i++) {
        parameter_array_reset(&velocity->arrays[i]);
    }
}

static void velocity_add_key(struct batch_velocity *velocity, const struct velocity_entry *entry)
{
    struct parameter_array *a = velocity->arrays;
    parameter_array_add_integer(&a[VELOCITY_SUBJECTS], (int64_t)entry->subject);
    parameter_array_add_text(&a[VELOCITY_KEYS], entry->key);
    parameter_array_add_integer(&a[VELOCITY_UTC_OFFSETS], entry->utc_offset_s);
}

static void velocity_add_to_parameters(struct batch *batch, size_t end)
{
    for (size_t i = 0; i < end; i++) {
        parameters_add_array(&batch->parameters, &batch->velocity->arrays[i]);
    }
}

const struct parameters *batch_velocity_parameters(struct batch *batch)
{
    struct batch_velocity *velocity = batch->velocity;
    velocity_reset_arrays(velocity);
    for (uint32_t i = 0; i < velocity->entry_count; i++) {
        velocity_add_key(velocity, &velocity->entries[i]);
    }
    parameters_reset(&batch->parameters);
    velocity_add_to_parameters(batch, VELOCITY_COUNTS);
    return &batch->parameters;
}

enum base_result batch_take_velocity(struct batch *batch, const PGresult *result)
{
    enum { ORDINAL, FIRST, COLUMNS = FIRST + PROGRAMME_WINDOW_COUNT * PROGRAMME_MEASURE_KINDS };
    struct batch_velocity *velocity = batch->velocity;
    if (!batch_rows_are_whole(result, velocity->entry_count, COLUMNS, ORDINAL)) {
        return BASE_OUT_OF_RANGE;
    }
    for (uint32_t i = 0; i < velocity->entry_count; i++) {
        struct row row = {.result = result, .number = (int)i};
        for (int at = 0; at < COLUMNS - FIRST; at++) {
            velocity->entries[i]
                .used[at / PROGRAMME_MEASURE_KINDS]
                .of[at % PROGRAMME_MEASURE_KINDS] = row_integer(&row, FIRST + at);
        }
    }
    return BASE_OK;
}

const struct velocity_used *batch_find_velocity(struct batch *batch, uint32_t index)
{
    struct batch_velocity *velocity = batch->velocity;
    if (batch->postings[index]->velocity == NULL) {
        return NULL;
    }
    memset(&velocity->used, 0, sizeof(velocity->used));
    for (uint32_t subject = 0; subject < PROGRAMME_SUBJECT_COUNT; subject++) {
        uint32_t place = velocity->of_postings[index][subject];
        if (place != VELOCITY_NONE) {
            memcpy(velocity->used.of[subject], velocity->entries[place].used,
                   sizeof(velocity->used.of[subject]));
        }
    }
    return &velocity->used;
}

void batch_count_velocity(struct batch *batch, uint32_t index, const struct journal_row *row)
{
    struct batch_velocity *velocity = batch->velocity;
    if (batch->postings[index]->velocity == NULL) {
        return;
    }
    const struct velocity_measures posting = {.of = {[PROGRAMME_MEASURE_COUNT] = 1,
                                                     [PROGRAMME_MEASURE_POINTS] = row->earned,
                                                     [PROGRAMME_MEASURE_MONEY] = row->money}};
    const struct velocity_measures redeemed = {.of = {[PROGRAMME_MEASURE_POINTS] = row->redeemed}};
    for (uint32_t subject = 0; subject < PROGRAMME_SUBJECT_COUNT; subject++) {
        uint32_t place = velocity->of_postings[index][subject];
        if (place == VELOCITY_NONE) {
            continue;
        }
        struct velocity_entry *entry = &velocity->entries[place];
        struct velocity_measures *const sums[] = {
            &entry->used[PROGRAMME_WINDOW_HOUR], &entry->used[PROGRAMME_WINDOW_DAY], &entry->added};
        for (size_t i = 0; i < BASE_COUNT(sums); i++) {
            velocity_add(sums[i], &posting);
            velocity_add(sums[i], &redeemed);
        }
    }
}

const struct parameters *batch_velocity_post_parameters(struct batch *batch)
{
    struct batch_velocity *velocity = batch->velocity;
    struct parameter_array *a = velocity->arrays;
    velocity_reset_arrays(velocity);
    for (uint32_t i = 0; i < velocity->entry_count; i++) {
        const struct velocity_entry *entry = &velocity->entries[i];
        if (entry->added.of[PROGRAMME_MEASURE_COUNT] > 0) {
            velocity_add_key(velocity, entry);
            parameter_array_add_integer(&a[VELOCITY_COUNTS],
                                        entry->added.of[PROGRAMME_MEASURE_COUNT]);
            parameter_array_add_integer(&a[VELOCITY_POINTS],
                                        entry->added.of[PROGRAMME_MEASURE_POINTS]);
            parameter_array_add_integer(&a[VELOCITY_MONEYS],
                                        entry->added.of[PROGRAMME_MEASURE_MONEY]);
        }
    }
    parameters_reset(&batch->parameters);
    parameters_add_int2(&batch->parameters, (int16_t)batch->lane);
    parameters_add_time(&batch->parameters, batch->turn_at_us);
    velocity_add_to_parameters(batch, VELOCITY_ARRAYS);
    return &batch->parameters;
}
