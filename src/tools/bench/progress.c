// SPDX-License-Identifier: Apache-2.0
// The line is drawn over itself, at most ten times a second.
#include "tools/bench/progress.h"

#include <inttypes.h>

enum { PROGRESS_BAR_WIDTH = 30, PROGRESS_REDRAW_US = 100000 };

static int64_t progress_now(const struct progress *progress)
{
    const struct clock_source *clock = &progress->bench->clock;
    return clock->monotonic_us(clock->context);
}

void progress_start(struct progress *progress, struct bench *bench, const char *label,
                    uint64_t total)
{
    *progress = (struct progress){.bench = bench, .label = label, .total = total};
    progress->started_us = progress_now(progress);
    progress->drawn_us = progress->started_us;
}

void progress_update(struct progress *progress, uint64_t done)
{
    FILE *error = progress->bench->error;
    const int64_t now_us = progress_now(progress);
    if (!progress->bench->error_is_terminal || now_us - progress->drawn_us < PROGRESS_REDRAW_US) {
        return;
    }
    progress->drawn_us = now_us;
    const double share = (double)done / (double)progress->total;
    const double rate = (double)done * 1e6 / (double)(now_us - progress->started_us);
    fprintf(error, "\r%s [", progress->label);
    for (int column = 0; column < PROGRESS_BAR_WIDTH; column++) {
        fputc(column < (int)(share * PROGRESS_BAR_WIDTH) ? '#' : '.', error);
    }
    fprintf(error, "] %3.0f%%  %" PRIu64 ", %.0f/s\033[K", share * 100, done, rate);
    fflush(error);
}

void progress_finish(struct progress *progress)
{
    if (progress->bench->error_is_terminal) {
        fputs("\r\033[K", progress->bench->error);
    }
}
