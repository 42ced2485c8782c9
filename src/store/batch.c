// SPDX-License-Identifier: Apache-2.0
// A turn's memory: made, filled, loaded. Decisions stand in batch_decide.c, what is sent to the
// database in batch_write.c.
#include "store/batch_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "store/batch_velocity_internal.h"
#include "store/batch_write_internal.h"
#include "store/row_internal.h"

// Columns of lane_begin_v1.
enum {
    BEGIN_TURN_AT,
    BEGIN_REVISION,
    BEGIN_HEAD,
    BEGIN_SEAL,
    BEGIN_ORDINAL,
    BEGIN_FACTS,
    BEGIN_COLUMNS = BEGIN_FACTS + ROW_FACTS_COLUMNS
};

struct batch *batch_create(uint32_t capacity, const struct hash_seed *seed)
{
    struct batch *batch = memory_allocate(1, sizeof(*batch));
    batch->digest = digest_engine_create();
    batch->capacity = capacity;
    batch->postings = memory_allocate(capacity, sizeof(*batch->postings));
    batch->decisions = memory_allocate(capacity, sizeof(*batch->decisions));
    batch->loaded = memory_allocate(capacity, sizeof(*batch->loaded));
    batch->recalls = memory_allocate(capacity, sizeof(*batch->recalls));
    batch->recall_places = memory_allocate(capacity, sizeof(*batch->recall_places));
    batch->originals = hash_map_create(capacity, seed);
    batch->moves =
        memory_allocate((size_t)capacity * LOT_MOVES_MAX * LOT_STRIDE, sizeof(*batch->moves));
    batch->left_lines =
        memory_allocate((size_t)capacity * RECEIPT_LEFT_NUMBERS_MAX, sizeof(*batch->left_lines));
    batch->original = memory_allocate(1, sizeof(*batch->original));
    batch->keys = hash_map_create(2 * capacity, seed); // each may name one more for ever
    batch->receipts = hash_map_create(capacity, seed);
    batch->account_places = hash_map_create(capacity, seed);
    batch->card_places = hash_map_create(capacity, seed);
    batch->accounts = memory_allocate(capacity, sizeof(*batch->accounts));
    batch->cards = memory_allocate(capacity, sizeof(*batch->cards));
    batch->salts = memory_allocate(capacity, JOURNAL_SALT_BYTES);
    batch->leaves = memory_allocate(capacity, DIGEST_BYTES);
    batch->arrays = batch_arrays_create();
    batch->velocity = batch_velocity_create(capacity, seed);
    return batch;
}

void batch_destroy(struct batch *batch)
{
    if (batch == NULL) {
        return;
    }
    batch_velocity_destroy(batch->velocity);
    batch_arrays_destroy(batch->arrays);
    free(batch->leaves);
    free(batch->salts);
    free(batch->cards);
    free(batch->accounts);
    hash_map_destroy(batch->card_places);
    hash_map_destroy(batch->account_places);
    hash_map_destroy(batch->receipts);
    hash_map_destroy(batch->keys);
    free(batch->original);
    free(batch->left_lines);
    free(batch->moves);
    hash_map_destroy(batch->originals);
    free(batch->recall_places);
    free(batch->recalls);
    free(batch->loaded);
    free(batch->decisions);
    free(batch->postings);
    digest_engine_destroy(batch->digest);
    free(batch);
}

void batch_reset(struct batch *batch, uint16_t lane, bool careful)
{
    batch->lane = lane;
    batch->careful = careful;
    batch->unsure = false;
    batch->count = 0;
    batch->account_count = 0;
    batch->card_count = 0;
    batch->posted_count = 0;
    batch->refused_count = 0;
    batch->repeated_count = 0;
    batch->deferred_count = 0;
    batch->recall_count = 0;
    batch->move_count = 0;
    batch->left_line_count = 0;
    hash_map_reset(batch->keys);
    hash_map_reset(batch->originals);
    hash_map_reset(batch->receipts);
    hash_map_reset(batch->account_places);
    hash_map_reset(batch->card_places);
}

bool batch_is_full(const struct batch *batch)
{
    return batch->count == batch->capacity;
}

void batch_add(struct batch *batch, struct posting *posting)
{
    CHECK(!batch_is_full(batch));
    batch->careful |= posting->repeat || posting->in_doubt || posting->poison;
    batch->postings[batch->count] = posting;
    batch->count++;
}

bool batch_wants_recall(const struct batch *batch)
{
    return batch->recall_count > 0;
}

// Hopeful turns recall only for those who ask for something that is not found by a card.
void batch_choose_recalls(struct batch *batch)
{
    batch->recall_count = 0;
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct posting *posting = batch->postings[i];
        batch->recall_places[i] = RECALL_NONE;
        if (batch->careful || posting->original != NULL || posting->member > 0) {
            batch->recall_places[i] = batch->recall_count;
            batch->recalls[batch->recall_count] = i;
            batch->recall_count++;
        }
    }
}

bool batch_rows_are_whole(const PGresult *result, uint32_t count, int columns, int ordinal)
{
    if (PQntuples(result) != (int)count || PQnfields(result) != columns) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct row row = {.result = result, .number = (int)i};
        if (row_integer(&row, ordinal) != (int64_t)i + 1) {
            return false;
        }
    }
    return true;
}

enum base_result batch_take_lane(struct batch *batch, const PGresult *result)
{
    if (!batch_rows_are_whole(result, batch->count, BEGIN_COLUMNS, BEGIN_ORDINAL)) {
        return BASE_OUT_OF_RANGE;
    }
    for (uint32_t i = 0; i < batch->count; i++) {
        struct row of_request = {.result = result, .number = (int)i};
        row_facts(&of_request, BEGIN_FACTS, &batch->loaded[i]);
    }
    struct row row = {.result = result, .number = 0};
    batch->turn_at_us = row_time_us(&row, BEGIN_TURN_AT);
    batch->revision = row_integer(&row, BEGIN_REVISION);
    batch->head = row_integer(&row, BEGIN_HEAD);
    row_digest(&row, BEGIN_SEAL, batch->seal);
    return BASE_OK;
}

bool batch_is_deferred(const struct batch *batch, uint32_t index)
{
    return batch->decisions[index].state == DECISION_DEFERRED;
}

const struct receipt_identity *decision_receipt(const struct decision *decision,
                                                const struct posting *posting)
{
    return decision->row.kind != JOURNAL_EXCEPTION ? posting->receipt : NULL;
}

bool batch_has_writes(const struct batch *batch)
{
    return batch->posted_count + batch->refused_count > 0;
}

bool batch_wants_commit(const struct batch *batch)
{
    return batch_has_writes(batch) || batch->repeated_count > 0;
}

struct posting *batch_find_ordinal(const struct batch *batch, uint32_t ordinal)
{
    // Decisions of an earlier turn may still stand there: none counts before it was made.
    if (ordinal == 0 || ordinal > batch->posted_count) {
        return NULL;
    }
    for (uint32_t i = 0; i < batch->count; i++) {
        if (batch->decisions[i].state == DECISION_POSTED &&
            batch->decisions[i].ordinal == ordinal) {
            return batch->postings[i];
        }
    }
    return NULL;
}
