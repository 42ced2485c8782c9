// SPDX-License-Identifier: Apache-2.0
// Lines by getline(3).
#include "tools/ctl/card_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum ctl_result card_file_open(struct ctl *ctl, const char *name, struct card_file *file)
{
    *file = (struct card_file){.name = name};
    file->file = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
    if (file->file == NULL) {
        return ctl_fail(ctl, CTL_NO_INPUT, NULL, "%s: %m", name);
    }
    struct stat status;
    if (fstat(fileno(file->file), &status) == 0 && S_ISREG(status.st_mode)) {
        file->size = status.st_size;
    }
    return CTL_OK;
}

void card_file_close(struct card_file *file)
{
    if (file->file != NULL && file->file != stdin) {
        fclose(file->file);
    }
    free(file->text);
    *file = (struct card_file){0};
}

static char *card_file_trim(char *line)
{
    static const char blanks[] = " \t\r\n";
    line += strspn(line, blanks);
    size_t size = strlen(line);
    while (size > 0 && strchr(blanks, line[size - 1]) != NULL) {
        line[--size] = '\0';
    }
    return line;
}

const char *card_file_next(struct card_file *file)
{
    ssize_t size;
    while ((size = getline(&file->text, &file->room, file->file)) >= 0) {
        file->line++;
        file->bytes += size;
        const char *text = card_file_trim(file->text);
        if (text[0] != '\0') {
            return text;
        }
    }
    return NULL;
}

enum ctl_result card_file_check(struct ctl *ctl, const struct card_file *file)
{
    if (ferror(file->file)) {
        return ctl_fail(ctl, CTL_IO, NULL, "%s: %m", file->name);
    }
    return CTL_OK;
}
