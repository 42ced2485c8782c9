// SPDX-License-Identifier: Apache-2.0
// A file is written beside its place, flushed to the disk, and then renamed.
#include "tools/ctl/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"

static bool whole_file_fill(int fd, const void *bytes, size_t size)
{
    const char *next = bytes;
    while (size > 0) {
        const ssize_t written = write(fd, next, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        next += written;
        size -= (size_t)written;
    }
    return fsync(fd) == 0;
}

// Fills and closes the file under its passing name and gives it its own.
static bool whole_file_finish(int fd, const struct whole_file *file, const char *passing,
                              const void *bytes, size_t size)
{
    const bool is_filled = whole_file_fill(fd, bytes, size);
    if (close(fd) != 0 || !is_filled) {
        return false;
    }
    return renameat2(AT_FDCWD, passing, AT_FDCWD, file->path, file->force ? 0 : RENAME_NOREPLACE) ==
           0;
}

enum ctl_result whole_file_write(struct ctl *ctl, const struct whole_file *file, const void *bytes,
                                 size_t size)
{
    char passing[PATH_MAX];
    if (snprintf(passing, sizeof(passing), "%s.new", file->path) >= (int)sizeof(passing)) {
        return ctl_fail(ctl, CTL_CANNOT_CREATE, NULL, "%s: the name is too long", file->path);
    }
    (void)unlink(passing);
    const int fd = open(passing, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file->mode);
    if (fd < 0) {
        return ctl_fail(ctl, CTL_CANNOT_CREATE, NULL, "%s: %m", passing);
    }
    if (!whole_file_finish(fd, file, passing, bytes, size)) {
        enum ctl_result result = ctl_fail(ctl, CTL_CANNOT_CREATE, NULL, "%s: %m", file->path);
        (void)unlink(passing);
        return result;
    }
    return CTL_OK;
}

enum ctl_result whole_file_read(struct ctl *ctl, const char *path, size_t size_max, char **bytes,
                                size_t *size)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return ctl_fail(ctl, CTL_NO_INPUT, NULL, "%s: %m", path);
    }
    char *read = memory_allocate(size_max + 1, 1);
    const size_t read_size = fread(read, 1, size_max + 1, file);
    enum ctl_result result = CTL_OK;
    if (ferror(file) != 0) {
        result = ctl_fail(ctl, CTL_NO_INPUT, NULL, "%s: %m", path);
    } else if (read_size > size_max) {
        result = ctl_fail(ctl, CTL_DATA, NULL, "%s has more than %zu bytes", path, size_max);
    }
    fclose(file);
    if (result != CTL_OK) {
        free(read);
        return result;
    }
    read[read_size] = '\0';
    *bytes = read;
    *size = read_size;
    return CTL_OK;
}
