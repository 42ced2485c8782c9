// SPDX-License-Identifier: Apache-2.0
// Small files that appear whole or not at all, and never in the place of another one unless that is
// asked for; and small files read in one piece.
#ifndef CTL_WHOLE_FILE_H
#define CTL_WHOLE_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "tools/ctl/ctl.h"

// CTL_CANNOT_CREATE if it cannot be written, or is there already and `force` is not set.
struct whole_file {
    const char *path;
    mode_t mode;
    bool force;
};
BASE_MUST_USE enum ctl_result whole_file_write(struct ctl *ctl, const struct whole_file *file,
                                               const void *bytes, size_t size);

// CTL_NO_INPUT if it cannot be read, CTL_DATA if it has more than `size_max` bytes. On CTL_OK
// *bytes, with a zero behind them, are the caller's to free().
BASE_MUST_USE enum ctl_result whole_file_read(struct ctl *ctl, const char *path, size_t size_max,
                                              char **bytes, size_t *size);

#endif
