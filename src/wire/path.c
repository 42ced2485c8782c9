// SPDX-License-Identifier: Apache-2.0
// Says where in a message something is wrong.
#include "wire/message_internal.h"

#include <stdio.h>
#include <string.h>

enum {
    PATH_DEPTH_MAX = 8,        // the messages nest three deep
    PATH_TEXT_BYTES_MAX = 112, // leaves room for what is wrong
};

// Adds one step to the text; what does not fit is cut.
static void path_text_add(char text[PATH_TEXT_BYTES_MAX], const struct field_path *step)
{
    size_t used = strlen(text);
    const char *dot = used == 0 ? "" : ".";
    if (step->index == FIELD_PATH_NO_INDEX) {
        snprintf(text + used, PATH_TEXT_BYTES_MAX - used, "%s%s", dot, step->name);
    } else {
        snprintf(text + used, PATH_TEXT_BYTES_MAX - used, "%s%s[%d]", dot, step->name, step->index);
    }
}

enum wire_result field_path_refuse(const struct field_path *path, const char *what,
                                   struct wire_error *error)
{
    const struct field_path *steps[PATH_DEPTH_MAX];
    size_t depth = 0;
    for (const struct field_path *step = path; step != NULL; step = step->up) {
        CHECK(depth < PATH_DEPTH_MAX);
        steps[depth++] = step;
    }
    char text[PATH_TEXT_BYTES_MAX] = "";
    while (depth > 0) {
        path_text_add(text, steps[--depth]);
    }
    wire_error_set(error, "%s: %s", text, what);
    return WIRE_MALFORMED;
}
