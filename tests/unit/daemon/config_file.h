// SPDX-License-Identifier: Apache-2.0
// A configuration file made of a text, read at once.
#ifndef DAEMON_CONFIG_FILE_H
#define DAEMON_CONFIG_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "daemon/config.h"
#include "support/cmocka.h"

// All that is required.
#define CONFIG_FILE_REQUIRED                                                                       \
    "[tls]\ncertificate = c\nkey = k\nauthority = a\n[database]\nuri = postgresql:///bonus\n"

struct config_file {
    char path[64];
    struct config config;
    struct buffer text; // of the errors, zero-terminated
    struct config_errors errors;
};

static inline void config_file_read(struct config_file *file, const char *content)
{
    strcpy(file->path, "/tmp/bonusd_config_XXXXXX");
    int fd = mkstemp(file->path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, strlen(content)), strlen(content));
    close(fd);
    buffer_init(&file->text, CONFIG_ERRORS_BYTES_MAX);
    file->errors = (struct config_errors){.text = &file->text};
    config_read(&file->config, file->path, &file->errors);
    assert_int_equal(buffer_append(&file->text, "", 1), BASE_OK);
    unlink(file->path);
}

static inline const char *config_file_errors(const struct config_file *file)
{
    return (const char *)buffer_bytes(&file->text);
}

static inline void config_file_clear(struct config_file *file)
{
    buffer_clear(&file->text);
}

// Whether the errors have a line "<path>:<line>: <fact>".
static inline bool config_file_has_error(const struct config_file *file, unsigned line,
                                         const char *fact)
{
    char wanted[256];
    snprintf(wanted, sizeof(wanted), "%s:%u: %s\nHINT: ", file->path, line, fact);
    return strstr(config_file_errors(file), wanted) != NULL;
}

#endif
