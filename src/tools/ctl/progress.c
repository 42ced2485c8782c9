// SPDX-License-Identifier: Apache-2.0
// The line is drawn over itself, at most ten times a second.
#include "tools/ctl/progress.h"

#include <inttypes.h>
#include <stdint.h>

enum {
    PROGRESS_BAR_WIDTH = 30,
    PROGRESS_REDRAW_US = 100000,
    PROGRESS_SECOND_US = 1000000,
};

static int64_t progress_now(const struct progress *progress)
{
    const struct clock_source *clock = &progress->ctl->clock;
    return clock->monotonic_us(clock->context);
}

static void progress_draw(const struct progress *progress, int64_t elapsed_us)
{
    FILE *error = progress->ctl->error;
    const double seconds = (double)elapsed_us / PROGRESS_SECOND_US;
    const double rate = (double)progress->done / seconds;
    fprintf(error, "\r%s ", progress->label);
    if (progress->total > 0) {
        const double share = (double)progress->done / (double)progress->total;
        const int filled = (int)(share * PROGRESS_BAR_WIDTH);
        fputc('[', error);
        for (int column = 0; column < PROGRESS_BAR_WIDTH; column++) {
            fputc(column < filled ? '#' : '.', error);
        }
        fprintf(error, "] %3.0f%%  ", share * 100);
        if (rate > 0) {
            fprintf(error, "%.0f s left  ", (double)(progress->total - progress->done) / rate);
        }
    }
    fprintf(error, "%" PRId64 ", %.0f/s\033[K", progress->done, rate);
    fflush(error);
}

void progress_start(struct progress *progress, struct ctl *ctl, const char *label, int64_t total)
{
    *progress = (struct progress){.ctl = ctl, .label = label, .total = total};
    progress->started_us = progress_now(progress);
    progress->drawn_us = progress->started_us;
}

void progress_update(struct progress *progress, int64_t done)
{
    progress->done = done;
    if (!progress->ctl->error_is_terminal) {
        return;
    }
    const int64_t now = progress_now(progress);
    if (now - progress->drawn_us >= PROGRESS_REDRAW_US) {
        progress->drawn_us = now;
        progress_draw(progress, now - progress->started_us);
    }
}

void progress_finish(struct progress *progress)
{
    if (progress->ctl->error_is_terminal && progress->drawn_us != progress->started_us) {
        fputs("\r\033[K", progress->ctl->error);
    }
}
