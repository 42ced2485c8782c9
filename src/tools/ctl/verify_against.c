// SPDX-License-Identifier: Apache-2.0
// Where a head was exported before anything was posted, every history contains it.
#include "tools/ctl/verify_against.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

void verify_against_begin(struct verify_against *against, const struct seal_export *exported,
                          uint16_t lane)
{
    CHECK(lane < exported->lane_count);
    *against = (struct verify_against){
        .head = &exported->heads[lane],
        .exported_at = exported->exported_at,
    };
}

void verify_against_take(struct verify_against *against, const struct verify_seal *seal,
                         const uint8_t *computed)
{
    if (seal->last != against->head->position) {
        return;
    }
    against->is_reached = true;
    against->is_computed = computed != NULL;
    if (computed != NULL) {
        memcpy(against->seal, computed, DIGEST_BYTES);
    }
}

bool verify_against_contains(const struct verify_against *against, int64_t last,
                             char what[VERIFY_AGAINST_BYTES_MAX])
{
    const struct seal_head *head = against->head;
    char then[HEX_TEXT_BYTES(DIGEST_BYTES)];
    char now[HEX_TEXT_BYTES(DIGEST_BYTES)];
    if (head->position == 0) {
        return true;
    }
    hex_print(head->seal, DIGEST_BYTES, then);
    if (last < head->position) {
        snprintf(what, VERIFY_AGAINST_BYTES_MAX,
                 "the history ends at %" PRId64 ", before the head exported on %s", last,
                 against->exported_at);
    } else if (!against->is_reached) {
        snprintf(what, VERIFY_AGAINST_BYTES_MAX,
                 "had seal %s when exported on %s, no seal ends here now", then,
                 against->exported_at);
    } else if (!against->is_computed) {
        snprintf(what, VERIFY_AGAINST_BYTES_MAX,
                 "had seal %s when exported on %s, none can be computed now", then,
                 against->exported_at);
    } else if (memcmp(against->seal, head->seal, DIGEST_BYTES) != 0) {
        hex_print(against->seal, DIGEST_BYTES, now);
        snprintf(what, VERIFY_AGAINST_BYTES_MAX, "had seal %s when exported on %s, has %s now",
                 then, against->exported_at, now);
    } else {
        return true;
    }
    return false;
}

enum verify_raise verify_against_judge_raise(const struct verify_against *against,
                                             const struct verify_incarnation *now,
                                             char what[VERIFY_AGAINST_BYTES_MAX])
{
    const struct seal_head *head = against->head;
    if (now->newest < head->incarnation) {
        snprintf(what, VERIFY_AGAINST_BYTES_MAX,
                 "incarnation was %u when exported on %s, is %" PRId64 " now", head->incarnation,
                 against->exported_at, now->newest);
        return VERIFY_RAISE_WITHIN;
    }
    if (now->newest == head->incarnation) {
        return VERIFY_RAISE_NONE;
    }
    const bool is_within = now->raised_at <= head->position;
    snprintf(what, VERIFY_AGAINST_BYTES_MAX,
             "incarnation raised since %s: from %u to %" PRId64 ", first at position %" PRId64
             ", %s the exported head",
             against->exported_at, head->incarnation, now->newest, now->raised_at,
             is_within ? "not behind" : "behind");
    return is_within ? VERIFY_RAISE_WITHIN : VERIFY_RAISE_BEHIND;
}
