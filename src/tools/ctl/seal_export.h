// SPDX-License-Identifier: Apache-2.0
// Heads of all lanes as a third party keeps them: a text of plain lines, closed by a signature. The
// text is its own canonical form: what is signed is every byte before the line of the signature, so
// that it can be checked without this program (docs/operation.md says how).
//
//     bonus seal export 1
//     ledger 2026-11-21T20:00:00.123456Z      when the ledger was made: which ledger it is
//     lanes 4
//     exported 2026-11-22T01:02:03.000456Z    by the clock of the machine that signed
//     key 64 hex digits                       SHA-256 of the public key in DER
//     head LANE INCARNATION POSITION SEAL TIME
//     ...                                     one for each lane, in order
//     signature 128 hex digits                Ed25519
//
// INCARNATION is the lane's newest one, POSITION its last sealed one, SEAL 64 hex digits, TIME when
// that turn was posted. A lane without postings has POSITION 0, a SEAL of zeros and "-" for TIME.
// Words are parted by one blank, lines end with one newline, numbers have no leading zeros, hex
// digits are lower-case, times are UTC with six places. Nothing else is an export.
#ifndef CTL_SEAL_EXPORT_H
#define CTL_SEAL_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/limits.h"
#include "tools/ctl/seal_key.h"

enum {
    SEAL_TIME_BYTES = sizeof("2026-11-21T20:00:00.123456Z"),
    SEAL_HEADS_MAX = LIMIT_LANES_MAX,
    SEAL_EXPORT_BYTES_MAX = 65536, // 256 heads take half of it
};

#define SEAL_POSITION_MAX INT64_C(999999999999999999) // 18 digits; an RRN carries 44 bits

struct seal_head {
    uint16_t incarnation;
    int64_t position; // 0: nothing was posted yet
    uint8_t seal[DIGEST_BYTES];
    char posted_at[SEAL_TIME_BYTES]; // empty at position 0
};

struct seal_export {
    char made_at[SEAL_TIME_BYTES]; // the ledger
    char exported_at[SEAL_TIME_BYTES];
    uint8_t key[DIGEST_BYTES]; // fingerprint
    uint32_t lane_count;
    struct seal_head heads[SEAL_HEADS_MAX]; // by lane
};

// "2026-11-21T20:00:00.123456Z" of microseconds since 1970-01-01, and whether a text has that form.
void seal_time_print(int64_t at_us, char text[SEAL_TIME_BYTES]);
bool seal_time_is_valid(const char *text);

// The lines that are signed; returns their size.
size_t seal_export_print(const struct seal_export *exported, char text[SEAL_EXPORT_BYTES_MAX]);

// Appends the line of the signature; returns the size of all.
size_t seal_export_print_signature(char text[SEAL_EXPORT_BYTES_MAX], size_t signed_size,
                                   const uint8_t signature[SEAL_SIGNATURE_BYTES]);

// What is signed and by what; false: not the text of an export.
bool seal_export_split(const char *text, size_t size, size_t *signed_size,
                       uint8_t signature[SEAL_SIGNATURE_BYTES]);

// Reads the lines that are signed. Returns 0, or the line that cannot be an export's.
BASE_MUST_USE size_t seal_export_parse(const char *text, size_t signed_size,
                                       struct seal_export *exported);

#endif
