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
    uint8_t *leaves;       // VERIFY_TURN_ROWS_MAX digests
    struct verify_row row; // the next one that no seal has claimed
    enum verify_step row_step;
    struct verify_totals *totals;
};

static void verify_next_row(struct verify_walk *walk)
{
    walk->row_step = walk->source->next_row(walk->source->context, &walk->row);
    walk->totals->rows += walk->row_step == VERIFY_NEXT;
}

static int64_t verify_position(const struct verify_walk *walk)
{
    return walk->row.row.position;
}

// The next row stands at `last` or below.
static bool verify_row_is_due(const struct verify_walk *walk, int64_t last)
{
    return walk->row_step == VERIFY_NEXT && verify_position(walk) <= last;
}

static void verify_skip(struct verify_walk *walk, int64_t last)
{
    while (verify_row_is_due(walk, last)) {
        verify_next_row(walk);
    }
}

// Names rows up to `until` that no seal covers.
static void verify_skip_unsealed(struct verify_walk *walk, int64_t until, const char *what)
{
    if (!verify_row_is_due(walk, until)) {
        return;
    }
    const int64_t first = verify_position(walk);
    int64_t last = first;
    while (verify_row_is_due(walk, until)) {
        last = verify_position(walk);
        verify_next_row(walk);
    }
    walk->source->differ(walk->source->context, first, last, what);
}

// A row that cannot be computed is as good as none.
static bool verify_row_is_known(const struct verify_walk *walk)
{
    char what[80];
    if (walk->row.damage[0] != '\0') {
        snprintf(what, sizeof(what), "%s", walk->row.damage);
    } else if (walk->row.row.encoding != JOURNAL_ENCODING_PLAIN &&
               walk->row.row.encoding != JOURNAL_ENCODING_WHOLE) {
        snprintf(what, sizeof(what), "encoding %u is not known to this program",
                 walk->row.row.encoding);
    } else if (walk->row.row.encoding == JOURNAL_ENCODING_PLAIN &&
               !journal_row_is_plain(&walk->row.row)) {
        snprintf(what, sizeof(what), "the row has details that its encoding does not seal");
    } else {
        return true;
    }
    walk->source->differ(walk->source->context, verify_position(walk), verify_position(walk), what);
    return false;
}

// Where the primary key was dropped, a row may stand at the position of the one before it.
static bool verify_skip_doubles(struct verify_walk *walk, int64_t position)
{
    bool is_double = false;
    for (; verify_row_is_due(walk, position - 1); verify_next_row(walk)) {
        walk->source->differ(walk->source->context, verify_position(walk), verify_position(walk),
                             "there is more than one row");
        is_double = true;
    }
    return is_double;
}

// Collects the digests of the rows under a seal. Missing rows are named; then it returns false.
static bool verify_collect(struct verify_walk *walk, const struct verify_seal *seal)
{
    bool complete = true;
    int64_t position = seal->first;
    while (position <= seal->last && walk->row_step != VERIFY_FAILED) {
        if (walk->row_step == VERIFY_NEXT && verify_position(walk) == position) {
            complete = verify_row_is_known(walk) && complete;
            journal_row_digest(walk->engine, &walk->row.row,
                               walk->leaves + (size_t)(position - seal->first) * DIGEST_BYTES);
            position++;
            verify_next_row(walk);
            complete = !verify_skip_doubles(walk, position) && complete;
            continue;
        }
        const bool is_under_seal = verify_row_is_due(walk, seal->last);
        const int64_t next = is_under_seal ? verify_position(walk) : seal->last + 1;
        walk->source->differ(walk->source->context, position, next - 1, "sealed, but not there");
        complete = false;
        position = next;
    }
    return complete;
}

static void verify_tell_seal(const struct verify_walk *walk, const struct verify_seal *seal,
                             const uint8_t *computed)
{
    if (walk->source->sealed != NULL) {
        walk->source->sealed(walk->source->context, seal, computed);
    }
}

static void verify_check_seal(struct verify_walk *walk, const struct verify_seal *seal)
{
    uint8_t root[DIGEST_BYTES];
    uint8_t computed[DIGEST_BYTES];
    digest_compute_merkle_root(walk->engine, walk->leaves, (size_t)(seal->last - seal->first + 1),
                               root);
    journal_seal(walk->engine, walk->totals->head_seal, walk->lane, seal->first, seal->last, root,
                 computed);
    verify_tell_seal(walk, seal, computed);
    if (memcmp(computed, seal->seal, DIGEST_BYTES) != 0) {
        walk->source->differ(walk->source->context, seal->first, seal->last,
                             "the seal does not fit: rows, their order or the seal were changed");
    }
}

// A last position that nothing can follow would overflow whatever counts on from it.
static bool verify_range_can_be(const struct verify_seal *seal)
{
    return seal->first >= 1 && seal->last >= seal->first && seal->last < INT64_MAX;
}

// A seal over positions that are some: do they follow, and does it fit its rows?
static void verify_range(struct verify_walk *walk, const struct verify_seal *seal)
{
    const char *damage = seal->damage[0] != '\0' ? seal->damage : NULL;
    if (seal->last - seal->first >= VERIFY_TURN_ROWS_MAX) {
        damage = "one seal over more rows than any turn writes";
    }
    verify_skip_unsealed(walk, seal->first - 1, "no seal covers these rows");
    if (seal->first != walk->totals->head + 1) {
        walk->source->differ(walk->source->context, seal->first, seal->last,
                             "this seal does not join the one before it");
    }
    if (damage != NULL) {
        walk->source->differ(walk->source->context, seal->first, seal->last, damage);
        verify_tell_seal(walk, seal, NULL);
        verify_skip(walk, seal->last);
    } else if (!verify_collect(walk, seal)) {
        verify_tell_seal(walk, seal, NULL);
    } else if (walk->row_step != VERIFY_FAILED) {
        verify_check_seal(walk, seal);
    }
}

// Everything up to the end of one seal.
static void verify_turn(struct verify_walk *walk, const struct verify_seal *seal)
{
    if (verify_range_can_be(seal)) {
        verify_range(walk, seal);
    } else {
        walk->source->differ(walk->source->context, seal->first, seal->last,
                             "a seal over positions that cannot be");
        verify_skip(walk, seal->last);
    }
    walk->totals->seals++;
    if (seal->last > walk->totals->head && seal->last < INT64_MAX) {
        walk->totals->head = seal->last;
    }
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
