// SPDX-License-Identifier: Apache-2.0
// A progress bar on a terminal, with the rate and the time that is left; silent anywhere else.
#ifndef CTL_PROGRESS_H
#define CTL_PROGRESS_H

#include "tools/ctl/ctl.h"

struct progress {
    struct ctl *ctl;
    const char *label;
    int64_t total; // 0: not known
    int64_t done;
    int64_t started_us;
    int64_t drawn_us;
};

// `label` is borrowed until progress_finish().
void progress_start(struct progress *progress, struct ctl *ctl, const char *label, int64_t total);

// `done` of the total is done.
void progress_update(struct progress *progress, int64_t done);

// Clears the line.
void progress_finish(struct progress *progress);

#endif
