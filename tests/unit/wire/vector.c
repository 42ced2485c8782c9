// SPDX-License-Identifier: Apache-2.0
// Reads golden frames.
#include "vector.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/cmocka.h"

static const char vector_folder[] = BONUS_SOURCE_DIR "/proto/vectors";

static void read_file(const char *name, char text[VECTOR_FILE_BYTES_MAX])
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s.txt", vector_folder, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail_msg("%s cannot be read", path);
    }
    size_t size = fread(text, 1, VECTOR_FILE_BYTES_MAX - 1, file);
    fclose(file);
    text[size] = '\0';
}

static int hex_value(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = digit == '\0' ? NULL : strchr(digits, digit);
    return found == NULL ? -1 : (int)(found - digits);
}

static void add_hex(const char *line, struct vector *vector)
{
    for (; hex_value(line[0]) >= 0 && hex_value(line[1]) >= 0; line += 2) {
        assert_true(vector->frame_size < VECTOR_FRAME_BYTES_MAX);
        vector->frame[vector->frame_size++] =
            (uint8_t)(hex_value(line[0]) << 4 | hex_value(line[1]));
    }
    assert_int_equal(line[0], '\0');
}

// One line of the file, by the section it stands in: a message, the frame, or the sentence.
static void add_line(const char *line, const char *section, struct vector *vector)
{
    if (strcmp(section, "frame") == 0) {
        add_hex(line, vector);
    } else if (section[0] != '\0' && line[0] != '\0') {
        struct vector_message *message = &vector->messages[vector->message_count - 1];
        size_t used = strlen(message->text);
        snprintf(message->text + used, sizeof(message->text) - used, "%s\n", line);
    }
}

void vector_load(const char *name, struct vector *vector)
{
    memset(vector, 0, sizeof(*vector));
    read_file(name, vector->file);
    char text[VECTOR_FILE_BYTES_MAX];
    memcpy(text, vector->file, sizeof(text));
    char section[VECTOR_NAME_BYTES_MAX] = "";
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        if (strncmp(line, "== ", 3) != 0) {
            add_line(line, section, vector);
            continue;
        }
        snprintf(section, sizeof(section), "%s", line + 3);
        if (strcmp(section, "frame") != 0) {
            assert_true(vector->message_count < VECTOR_MESSAGES_MAX);
            struct vector_message *message = &vector->messages[vector->message_count++];
            memcpy(message->name, section, sizeof(message->name));
        }
    }
    assert_true(vector->message_count > 0);
}

static int is_vector_file(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && strcmp(dot, ".txt") == 0;
}

size_t vector_list(char names[VECTOR_FILES_MAX][VECTOR_NAME_BYTES_MAX])
{
    struct dirent **entries = NULL;
    int count = scandir(vector_folder, &entries, is_vector_file, alphasort);
    assert_in_range(count, 1, VECTOR_FILES_MAX);
    for (int index = 0; index < count; index++) {
        int size = (int)strlen(entries[index]->d_name) - (int)strlen(".txt");
        snprintf(names[index], VECTOR_NAME_BYTES_MAX, "%.*s", size, entries[index]->d_name);
        free(entries[index]);
    }
    free(entries);
    return (size_t)count;
}
