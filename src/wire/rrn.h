// SPDX-License-Identifier: Apache-2.0
// RRN (retrieval reference number): the server's lifelong number of a posting. It says where the
// posting stands, so whoever has it can find it without asking around.
#ifndef WIRE_RRN_H
#define WIRE_RRN_H

#include <stdint.h>

#include "base/check.h"
#include "wire/result.h"

enum {
    WIRE_RRN_INCARNATION_BITS = 7,
    WIRE_RRN_LANE_BITS = 12,
    WIRE_RRN_POSITION_BITS = 44,
    WIRE_RRN_TEXT_BYTES_MAX = 25, // "127-4095-17592186044415" and its terminating zero
};

struct wire_rrn {
    uint8_t incarnation; // 1 or more
    uint16_t lane;
    uint64_t position; // in the lane, 1 or more
};

// As one number: incarnation, lane and position from the highest bit down, 63 bits in all, so it is
// positive in signed types too. CHECKs the ranges: they are the ledger's own numbers.
uint64_t wire_rrn_pack(struct wire_rrn rrn);

// WIRE_MALFORMED if no posting can have this number.
BASE_MUST_USE enum wire_result wire_rrn_unpack(uint64_t packed, struct wire_rrn *rrn);

// "incarnation-lane-position", for instance "1-3-48211".
void wire_rrn_format(struct wire_rrn rrn, char text[WIRE_RRN_TEXT_BYTES_MAX]);
BASE_MUST_USE enum wire_result wire_rrn_parse(const char *text, struct wire_rrn *rrn);

#endif
