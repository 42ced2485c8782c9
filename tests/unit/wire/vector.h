// SPDX-License-Identifier: Apache-2.0
// The golden frames of proto/vectors/: a sentence, the frame in hexadecimal, and one or two
// messages as text, the second being the body of the first. tests/conformance/vectors.py writes
// them.
#ifndef TESTS_UNIT_WIRE_VECTOR_H
#define TESTS_UNIT_WIRE_VECTOR_H

#include <stddef.h>
#include <stdint.h>

enum {
    VECTOR_FILE_BYTES_MAX = 16384,
    VECTOR_FRAME_BYTES_MAX = 4096,
    VECTOR_MESSAGES_MAX = 2,
    VECTOR_NAME_BYTES_MAX = 64,
    VECTOR_FILES_MAX = 256,
};

struct vector_message {
    char name[VECTOR_NAME_BYTES_MAX]; // "Purchase"
    char text[VECTOR_FILE_BYTES_MAX]; // each line ended, none if nothing is set
};

struct vector {
    char file[VECTOR_FILE_BYTES_MAX]; // as it is
    uint8_t frame[VECTOR_FRAME_BYTES_MAX];
    size_t frame_size;
    struct vector_message messages[VECTOR_MESSAGES_MAX];
    size_t message_count;
};

// Reads proto/vectors/<name>.txt; fails the test if it cannot.
void vector_load(const char *name, struct vector *vector);

// The names of all files there, in order.
size_t vector_list(char names[VECTOR_FILES_MAX][VECTOR_NAME_BYTES_MAX]);

#endif
