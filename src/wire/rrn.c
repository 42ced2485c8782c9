// SPDX-License-Identifier: Apache-2.0
// The number of a posting, packed, unpacked and as text.
#include "wire/rrn.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

static const uint64_t incarnation_max = (UINT64_C(1) << WIRE_RRN_INCARNATION_BITS) - 1;
static const uint64_t lane_max = (UINT64_C(1) << WIRE_RRN_LANE_BITS) - 1;
static const uint64_t position_max = (UINT64_C(1) << WIRE_RRN_POSITION_BITS) - 1;

uint64_t wire_rrn_pack(struct wire_rrn rrn)
{
    CHECK(rrn.incarnation >= 1 && rrn.incarnation <= incarnation_max);
    CHECK(rrn.lane <= lane_max);
    CHECK(rrn.position >= 1 && rrn.position <= position_max);
    return (uint64_t)rrn.incarnation << (WIRE_RRN_LANE_BITS + WIRE_RRN_POSITION_BITS) |
           (uint64_t)rrn.lane << WIRE_RRN_POSITION_BITS | rrn.position;
}

enum wire_result wire_rrn_unpack(uint64_t packed, struct wire_rrn *rrn)
{
    uint64_t incarnation = packed >> (WIRE_RRN_LANE_BITS + WIRE_RRN_POSITION_BITS);
    uint64_t position = packed & position_max;
    if (incarnation == 0 || incarnation > incarnation_max || position == 0) {
        return WIRE_MALFORMED;
    }
    *rrn = (struct wire_rrn){
        .incarnation = (uint8_t)incarnation,
        .lane = (uint16_t)(packed >> WIRE_RRN_POSITION_BITS & lane_max),
        .position = position,
    };
    return WIRE_OK;
}

void wire_rrn_format(struct wire_rrn rrn, char text[WIRE_RRN_TEXT_BYTES_MAX])
{
    snprintf(text, WIRE_RRN_TEXT_BYTES_MAX, "%u-%u-%" PRIu64, (unsigned)rrn.incarnation,
             (unsigned)rrn.lane, rrn.position);
}

// One number without leading zeros that `end` stops; NULL if it is none or too large.
static const char *parse_part(const char *text, char end, uint64_t max, uint64_t *number)
{
    uint64_t sum = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++) {
        sum = sum * 10 + (uint64_t)(*at - '0');
        if (sum > max) {
            return NULL;
        }
    }
    bool has_leading_zero = text[0] == '0' && at > text + 1;
    if (at == text || has_leading_zero || *at != end) {
        return NULL;
    }
    *number = sum;
    return at + 1;
}

enum wire_result wire_rrn_parse(const char *text, struct wire_rrn *rrn)
{
    uint64_t incarnation = 0;
    uint64_t lane = 0;
    uint64_t position = 0;
    const char *rest = parse_part(text, '-', incarnation_max, &incarnation);
    if (rest != NULL) {
        rest = parse_part(rest, '-', lane_max, &lane);
    }
    if (rest != NULL) {
        rest = parse_part(rest, '\0', position_max, &position);
    }
    if (rest == NULL || incarnation == 0 || position == 0) {
        return WIRE_MALFORMED;
    }
    *rrn = (struct wire_rrn){
        .incarnation = (uint8_t)incarnation, .lane = (uint16_t)lane, .position = position};
    return WIRE_OK;
}
