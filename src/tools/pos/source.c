// SPDX-License-Identifier: Apache-2.0
// Opens files and starts the unpacker.
#include "tools/pos/source.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool source_is_packed(const char *path)
{
    size_t size = strlen(path);
    return size > 3 && strcmp(path + size - 3, ".xz") == 0;
}

// Starts `xz -dc` from `input` into `output`.
static int source_spawn(int input, int output, pid_t *child)
{
    char name[] = "xz";
    char option[] = "-dc";
    char *const arguments[] = {name, option, NULL};
    posix_spawn_file_actions_t actions;
    CHECK(posix_spawn_file_actions_init(&actions) == 0);
    CHECK(posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) == 0);
    CHECK(posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) == 0);
    int error = posix_spawnp(child, name, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static enum pos_result source_unpack(const struct pos *pos, const char *path, struct source *source)
{
    int pipes[2] = {-1, -1};
    enum pos_result result = POS_OK;
    int packed = open(path, O_RDONLY | O_CLOEXEC);
    if (packed < 0) {
        return pos_fail(pos, POS_NO_INPUT, NULL, "%s cannot be read: %m", path);
    }
    CHECK(pipe2(pipes, O_CLOEXEC) == 0);
    errno = source_spawn(packed, pipes[1], &source->unpacker);
    if (errno != 0) {
        result = pos_fail(pos, POS_NO_INPUT, "install xz-utils, or unpack the file yourself",
                          "xz cannot be started: %m");
        source->unpacker = 0;
        close(pipes[0]);
    } else {
        source->file = fdopen(pipes[0], "r");
        CHECK(source->file != NULL);
    }
    close(pipes[1]);
    close(packed);
    return result;
}

enum pos_result source_open(const struct pos *pos, const char *path, struct source *source)
{
    *source = (struct source){0};
    if (strcmp(path, "-") == 0) {
        source->file = stdin;
        return POS_OK;
    }
    if (source_is_packed(path)) {
        return source_unpack(pos, path, source);
    }
    source->file = fopen(path, "re");
    if (source->file == NULL) {
        return pos_fail(pos, POS_NO_INPUT, NULL, "%s cannot be read: %m", path);
    }
    return POS_OK;
}

enum pos_result source_close(const struct pos *pos, const char *path, struct source *source)
{
    int status = 0;
    if (source->file != NULL && source->file != stdin) {
        fclose(source->file);
    }
    if (source->unpacker != 0) {
        CHECK(waitpid(source->unpacker, &status, 0) == source->unpacker);
    }
    *source = (struct source){0};
    if (status != 0) {
        return pos_fail(pos, POS_NO_INPUT, NULL, "%s could not be unpacked whole", path);
    }
    return POS_OK;
}
