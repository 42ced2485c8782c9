// SPDX-License-Identifier: Apache-2.0
// Exported heads against today's history, lane by lane, as it is walked: the seal that counts is
// the one that is computed again from the rows, never the one that is stored. Knows no database.
#ifndef CTL_VERIFY_AGAINST_H
#define CTL_VERIFY_AGAINST_H

#include <stdbool.h>

#include "tools/ctl/seal_export.h"
#include "tools/ctl/verify_lane.h"

enum { VERIFY_AGAINST_BYTES_MAX = 256 };

// The exported head of the lane under way, and what the walk found in its place.
struct verify_against {
    const struct seal_head *head;
    const char *exported_at;
    bool is_reached;  // a seal ends at the head's position
    bool is_computed; // and its rows are all there
    uint8_t seal[DIGEST_BYTES];
};

// The incarnations of a lane that are newer than the exported one.
struct verify_incarnation {
    int64_t newest;
    int64_t raised_at; // position the first newer one begins at; 0: none is newer
};

// Before a lane is walked. `exported` is borrowed until the lane has ended.
void verify_against_begin(struct verify_against *against, const struct seal_export *exported,
                          uint16_t lane);

// Each seal on the way, with what was computed from its rows: NULL if they are not all there.
void verify_against_take(struct verify_against *against, const struct verify_seal *seal,
                         const uint8_t *computed);

// After the walk, whether the history up to `last` still contains the head. If not, `what` says
// how.
bool verify_against_contains(const struct verify_against *against, int64_t last,
                             char what[VERIFY_AGAINST_BYTES_MAX]);

// What an incarnation raised since then means for the head.
enum verify_raise {
    VERIFY_RAISE_NONE,
    VERIFY_RAISE_BEHIND, // what was posted up to the head is of the incarnation it was posted in
    VERIFY_RAISE_WITHIN, // something up to the head was posted anew, or incarnations were changed
};
enum verify_raise verify_against_judge_raise(const struct verify_against *against,
                                             const struct verify_incarnation *now,
                                             char what[VERIFY_AGAINST_BYTES_MAX]);

#endif
