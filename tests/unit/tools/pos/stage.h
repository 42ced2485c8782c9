// SPDX-License-Identifier: Apache-2.0
// bonus-pos without a terminal: what it prints is caught, its clock is the test's, files are in a
// folder that is removed.
#ifndef POS_STAGE_H
#define POS_STAGE_H

#include "support/fake_clock.h"
#include "tools/pos/pos.h"

enum { STAGE_PATH_BYTES = 96 };

struct stage {
    struct pos pos;
    struct fake_clock clock;
    char *out; // what was printed; see stage_out()
    size_t out_size;
    char *error;
    size_t error_size;
    char folder[64];
    char path[STAGE_PATH_BYTES]; // of the file written last
};

// For cmocka: *state becomes a stage.
int stage_set_up(void **state);
int stage_tear_down(void **state);

// Everything printed so far.
const char *stage_out(struct stage *stage);
const char *stage_error(struct stage *stage);

// Forgets it.
void stage_hush(struct stage *stage);

// Writes a file into the folder; returns its path, which lives until the next call.
const char *stage_write(struct stage *stage, const char *name, const char *text);

#endif
