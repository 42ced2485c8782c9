// SPDX-License-Identifier: Apache-2.0
// The memory of one turn: what was loaded, what each request of the batch was decided to, and what
// is to be written. Decides in order, so that a request finds what earlier ones of the same batch
// did. Knows nothing of connections.
#ifndef STORE_BATCH_INTERNAL_H
#define STORE_BATCH_INTERNAL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/hash.h"
#include "base/limits.h"
#include "store/parameter.h"
#include "store/row_internal.h"
#include "store/store.h"

#define RECALL_NONE UINT32_MAX

struct batch_velocity;

// How a request of the batch ended.
enum decision_state {
    DECISION_POSTED,   // a row of the journal
    DECISION_REFUSED,  // a refusal to remember
    DECISION_ANSWERED, // nothing to write: a repeat, a mismatch, a refusal that is not remembered
    DECISION_DEFERRED, // for the next turn: this one makes or changes the posting that it names
};

struct decision {
    enum decision_state state;
    uint32_t ordinal; // among the posted ones, from 1
    bool tombstone;   // the key that the request names is refused for ever
    struct posting_left left;
    int64_t left_of; // position of the row of which `left` is what is left
    int64_t left_loaded_position;
    int64_t left_claim_position;
    int64_t left_reversal_position;
    struct journal_row row;
};

// An account or a card that the batch has met, as it is now.
struct batch_account {
    int64_t member;
    uint16_t currency;
    int64_t loaded_position;
    int64_t loaded_place; // of its row; 0: there was none
    bool changed;
    struct account account;
};

struct batch_card {
    const char *card; // the first posting's that named it
    enum card_state loaded;
    enum card_state state;
    int64_t member;
    bool changed;
};

struct batch {
    struct digest_engine *digest;
    uint32_t capacity;

    // The postings of this turn, in order.
    uint16_t lane;
    // Whether keys and receipts are recalled. Nearly all are new, and recalling costs a fifth of a
    // turn: a hopeful turn leaves it to the unique constraints to say that one was not.
    bool careful;
    bool unsure; // hopeful, but an answer depends on what was not looked up
    uint32_t count;
    struct posting **postings;
    struct decision *decisions;

    // What LANE_BEGIN said of the lane and of each request.
    int64_t turn_at_us;
    int64_t revision;
    int64_t head;
    uint8_t seal[DIGEST_BYTES];
    struct row_facts *loaded;
    // Which of the requests LANE_RECALL is asked about: all in a careful turn, otherwise those that
    // name an earlier posting or a member. `recall_places` is each request's row.
    uint32_t recall_count;
    uint32_t *recalls;          // -> index of posting
    uint32_t *recall_places;    // of a posting -> row; RECALL_NONE
    uint32_t programme_version; // of the registry it was decided under

    // Met so far, and where each stands in its table.
    struct hash_map *keys;      // -> index of posting; a tombstone's: of the one that wrote it
    struct hash_map *receipts;  // -> ordinal
    struct hash_map *originals; // positions that a request of this batch changed
    struct hash_map *account_places;
    struct hash_map *card_places;
    struct batch_account *accounts;
    uint32_t account_count;
    struct batch_card *cards;
    uint32_t card_count;

    uint32_t posted_count;
    uint32_t refused_count;
    uint32_t repeated_count;
    uint32_t deferred_count;
    int64_t *moves; // of the posted rows, in flat form, one after another
    size_t move_count;
    int64_t *left_lines; // of the receipts that changed, one after another
    size_t left_line_count;
    struct posting_original *original; // of the request that is being decided
    uint8_t *salts;
    uint8_t *leaves; // digests of the posted rows
    uint8_t sealed[DIGEST_BYTES];

    struct parameters parameters;
    struct parameter_array *arrays;
    struct batch_velocity *velocity;
};

// For turns of at most `capacity` requests.
struct batch *batch_create(uint32_t capacity, const struct hash_seed *seed);
void batch_destroy(struct batch *batch);

// One row for each request asked about, in order, and as many columns as we know.
bool batch_rows_are_whole(const PGresult *result, uint32_t count, int columns, int ordinal);

// Forgets everything; then postings are added in order.
void batch_reset(struct batch *batch, uint16_t lane, bool careful);
bool batch_is_full(const struct batch *batch);
void batch_add(struct batch *batch, struct posting *posting);

// Parameters of LANE_BEGIN and, if the batch wants it, of LANE_RECALL. They live until the batch is
// reset or asked for other parameters.
const struct parameters *batch_load_parameters(struct batch *batch);
void batch_choose_recalls(struct batch *batch);
bool batch_wants_recall(const struct batch *batch);
const struct parameters *batch_recall_parameters(struct batch *batch);

// Whether any of the postings is counted; then VELOCITY_READ is asked before they are decided, and
// what they add goes out with VELOCITY_POST behind LANE_POST.
void batch_choose_velocities(struct batch *batch);
bool batch_wants_velocity(const struct batch *batch);
const struct parameters *batch_velocity_parameters(struct batch *batch);
const struct parameters *batch_velocity_post_parameters(struct batch *batch);

// Takes what VELOCITY_READ returned. BASE_OUT_OF_RANGE: not what we asked for.
BASE_MUST_USE enum base_result batch_take_velocity(struct batch *batch, const PGresult *result);

// Takes what LANE_BEGIN returned: the lane's head and revision, cards and accounts.
// BASE_OUT_OF_RANGE means that the rows are not what we asked for.
BASE_MUST_USE enum base_result batch_take_lane(struct batch *batch, const PGresult *result);

// Decides every posting under `registry`, whose revision is batch->revision. `recalled` is what
// LANE_RECALL returned, NULL if it was not asked. The answers are set but not yet true: that they
// are after COMMIT.
BASE_MUST_USE enum base_result batch_decide(struct batch *batch, const PGresult *recalled,
                                            const struct registry *registry);

// Whether the posting at `index` has to wait for the next turn.
bool batch_is_deferred(const struct batch *batch, uint32_t index);

// The receipt that is recorded with a posted row, NULL: none. An exception records none: what did
// not happen may still be posted.
const struct receipt_identity *decision_receipt(const struct decision *decision,
                                                const struct posting *posting);

// Whether there is anything to write.
bool batch_has_writes(const struct batch *batch);

// Whether the turn must end in COMMIT: it writes, or it repeats an answer. What it repeats was
// committed before, but a standby may not have it yet; a COMMIT of ours waits behind it.
bool batch_wants_commit(const struct batch *batch);

// Computes digests and seal; parameters of LANE_POST.
const struct parameters *batch_post_parameters(struct batch *batch);

// The posting with this ordinal among the posted ones, or NULL.
struct posting *batch_find_ordinal(const struct batch *batch, uint32_t ordinal);

#endif
