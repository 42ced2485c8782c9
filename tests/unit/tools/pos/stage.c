// SPDX-License-Identifier: Apache-2.0
#include "tools/pos/stage.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "support/cmocka.h"

#define STAGE_NOW_US INT64_C(1763760000000000) // 2025-11-21 21:20:00 UTC

static void stage_listen(struct stage *stage)
{
    stage->pos.out = open_memstream(&stage->out, &stage->out_size);
    stage->pos.error = open_memstream(&stage->error, &stage->error_size);
    assert_non_null(stage->pos.out);
    assert_non_null(stage->pos.error);
}

static void stage_close(struct stage *stage)
{
    fclose(stage->pos.out);
    fclose(stage->pos.error);
    free(stage->out);
    free(stage->error);
}

int stage_set_up(void **state)
{
    struct stage *stage = memory_allocate(1, sizeof(*stage));
    stage->clock.wall_us = STAGE_NOW_US;
    stage->pos.clock = fake_clock_source(&stage->clock);
    snprintf(stage->folder, sizeof(stage->folder), "/tmp/bonus-pos-XXXXXX");
    assert_non_null(mkdtemp(stage->folder));
    stage_listen(stage);
    *state = stage;
    return 0;
}

int stage_tear_down(void **state)
{
    struct stage *stage = *state;
    stage_close(stage);
    if (stage->path[0] != '\0') {
        unlink(stage->path);
    }
    assert_int_equal(rmdir(stage->folder), 0);
    free(stage);
    return 0;
}

const char *stage_out(struct stage *stage)
{
    fflush(stage->pos.out);
    return stage->out;
}

const char *stage_error(struct stage *stage)
{
    fflush(stage->pos.error);
    return stage->error;
}

void stage_hush(struct stage *stage)
{
    stage_close(stage);
    stage_listen(stage);
}

const char *stage_write(struct stage *stage, const char *name, const char *text)
{
    if (stage->path[0] != '\0') {
        unlink(stage->path);
    }
    snprintf(stage->path, sizeof(stage->path), "%s/%s", stage->folder, name);
    FILE *file = fopen(stage->path, "w");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
    return stage->path;
}
