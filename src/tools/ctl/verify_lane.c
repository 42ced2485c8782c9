// SPDX-License-Identifier: Apache-2.0
// Walks seals and rows side by side. After a difference the walk goes on from the seal as it is
// stored, so that one changed row is one difference and not a chain of them.
#include "tools/ctl/verify_lane.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct verify_walk {
    const struct verify_source *source;
    uint16_t lane;
    struct digest_engine *engine;
    uint8_t *leaves;        // VERIFY_TURN_ROWS_MAX digests
    struct journal_row row; // the next one that no seal has claimed
    enum verify_step row_step;
    struct verify_totals *totals;
};

static void verify_next_row(struct verify_walk *walk)
{
    walk->row_step = walk->source->next_row(walk->source->context, &walk->row);
    walk->totals->rows += walk->row_step == VERIFY_NEXT;
}

static bool verify_row_is_before(const struct verify_walk *walk, int64_t position)
{
    return walk->row_step == VERIFY_NEXT && walk->row.position < position;
}

// Names rows before `position` that no seal covers.
static void verify_skip_unsealed(struct verify_walk *walk, int64_t position, const char *what)
{
    if (!verify_row_is_before(walk, position)) {
        return;
    }
    const int64_t first = walk->row.position;
    int64_t last = first;
    while (verify_row_is_before(walk, position)) {
        last = walk->row.position;
        verify_next_row(walk);
    }
    walk->source->differ(walk->source->context, first, last, what);
}

// A row that cannot be computed is as good as none.
static bool verify_row_is_known(const struct verify_walk *walk)
{
    if (walk->row.encoding == JOURNAL_ENCODING) {
        return true;
    }
    char what[80];
    snprintf(what, sizeof(what), "encoding %u is not known to this program", walk->row.encoding);
    walk->source->differ(walk->source->context, walk->row.position, walk->row.position, what);
    return false;
}

// Collects the digests of the rows under a seal. Missing rows are named; then it returns false.
static bool verify_collect(struct verify_walk *walk, const struct verify_seal *seal)
{
    bool complete = true;
    int64_t position = seal->first;
    while (position <= seal->last && walk->row_step != VERIFY_FAILED) {
        if (walk->row_step == VERIFY_NEXT && walk->row.position == position) {
            complete = verify_row_is_known(walk) && complete;
            journal_row_digest(walk->engine, &walk->row,
                               walk->leaves + (size_t)(position - seal->first) * DIGEST_BYTES);
            position++;
            verify_next_row(walk);
            continue;
        }
        const bool is_under_seal = verify_row_is_before(walk, seal->last + 1);
        const int64_t next = is_under_seal ? walk->row.position : seal->last + 1;
        walk->source->differ(walk->source->context, position, next - 1, "sealed, but not there");
        complete = false;
        position = next;
    }
    return complete;
}

static void verify_check_seal(struct verify_walk *walk, const struct verify_seal *seal)
{
    uint8_t root[DIGEST_BYTES];
    uint8_t computed[DIGEST_BYTES];
    digest_compute_merkle_root(walk->engine, walk->leaves, (size_t)(seal->last - seal->first + 1),
                               root);
    journal_seal(walk->engine, walk->totals->head_seal, walk->lane, seal->first, seal->last, root,
                 computed);
    if (memcmp(computed, seal->seal, DIGEST_BYTES) != 0) {
        walk->source->differ(walk->source->context, seal->first, seal->last,
                             "the seal does not fit: rows, their order or the seal were changed");
    }
}

// Everything up to the end of one seal.
static void verify_turn(struct verify_walk *walk, const struct verify_seal *seal)
{
    const int64_t expected = walk->totals->head + 1;
    verify_skip_unsealed(walk, seal->first, "no seal covers these rows");
    if (seal->first != expected) {
        walk->source->differ(walk->source->context, seal->first, seal->last,
                             "this seal does not join the one before it");
    }
    if (seal->last - seal->first >= VERIFY_TURN_ROWS_MAX) {
        walk->source->differ(walk->source->context, seal->first, seal->last,
                             "one seal over more rows than any turn writes");
        while (verify_row_is_before(walk, seal->last + 1)) {
            verify_next_row(walk);
        }
    } else if (verify_collect(walk, seal) && walk->row_step != VERIFY_FAILED) {
        verify_check_seal(walk, seal);
    }
    walk->totals->seals++;
    walk->totals->head = seal->last;
    memcpy(walk->totals->head_seal, seal->seal, DIGEST_BYTES);
}

bool verify_lane(const struct verify_source *source, uint16_t lane, struct verify_totals *totals)
{
    *totals = (struct verify_totals){0};
    struct verify_walk walk = {
        .source = source,
        .lane = lane,
        .engine = digest_engine_create(),
        .leaves = memory_allocate(VERIFY_TURN_ROWS_MAX, DIGEST_BYTES),
        .totals = totals,
    };
    verify_next_row(&walk);
    struct verify_seal seal;
    enum verify_step seal_step = source->next_seal(source->context, &seal);
    while (seal_step == VERIFY_NEXT && walk.row_step != VERIFY_FAILED) {
        verify_turn(&walk, &seal);
        seal_step = source->next_seal(source->context, &seal);
    }
    if (seal_step == VERIFY_END) {
        verify_skip_unsealed(&walk, INT64_MAX, "behind the last seal");
    }
    free(walk.leaves);
    digest_engine_destroy(walk.engine);
    return seal_step == VERIFY_END && walk.row_step == VERIFY_END;
}
