// SPDX-License-Identifier: Apache-2.0
// The line is drawn over itself.
#include "tools/pos/progress.h"

#include <inttypes.h>

enum { PROGRESS_BAR_WIDTH = 30 };

static int64_t progress_now_us(const struct progress *progress)
{
    const struct clock_source *clock = &progress->pos->clock;
    return clock->monotonic_us(clock->context);
}

void progress_start(struct progress *progress, const struct pos *pos, size_t total)
{
    *progress = (struct progress){.pos = pos, .total = total};
    progress->started_us = progress_now_us(progress);
}

void progress_update(struct progress *progress, size_t done)
{
    FILE *error = progress->pos->error;
    int64_t elapsed_us = progress_now_us(progress) - progress->started_us;
    if (!progress->pos->error_is_terminal || progress->total == 0 || elapsed_us == 0) {
        return;
    }
    char bar[PROGRESS_BAR_WIDTH + 1];
    size_t filled = done * PROGRESS_BAR_WIDTH / progress->total;
    for (size_t column = 0; column < PROGRESS_BAR_WIDTH; column++) {
        bar[column] = column < filled ? '#' : '.';
    }
    bar[PROGRESS_BAR_WIDTH] = '\0';
    double rate = (double)done * 1e6 / (double)elapsed_us;
    fprintf(error, "\r[%s] %3zu%%  %zu of %zu receipts, %.0f a second", bar,
            done * 100 / progress->total, done, progress->total, rate);
    if (rate > 0) {
        fprintf(error, ", %.0f s left", (double)(progress->total - done) / rate);
    }
    fputs("\033[K", error);
    fflush(error);
    progress->is_drawn = true;
}

void progress_finish(struct progress *progress)
{
    if (progress->is_drawn) {
        fputs("\r\033[K", progress->pos->error);
        fflush(progress->pos->error);
    }
}
