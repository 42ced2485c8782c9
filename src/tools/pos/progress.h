// SPDX-License-Identifier: Apache-2.0
// A progress bar on a terminal, with the rate and the time that is left; silent anywhere else.
#ifndef POS_PROGRESS_H
#define POS_PROGRESS_H

#include "tools/pos/pos.h"

struct progress {
    const struct pos *pos;
    size_t total;
    int64_t started_us;
    bool is_drawn;
};

void progress_start(struct progress *progress, const struct pos *pos, size_t total);

// `done` of the total are done. Draws each time it is called.
void progress_update(struct progress *progress, size_t done);

// Clears the line.
void progress_finish(struct progress *progress);

#endif
