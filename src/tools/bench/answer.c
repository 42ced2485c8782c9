// SPDX-License-Identifier: Apache-2.0
// The first two fields of a Response, or all of it.
#include "tools/bench/answer.h"

#include <stdbool.h>

enum {
    ANSWER_NUMBER_KEY = 0x08, // field 1, varint
    ANSWER_RESULT_KEY = 0x10, // field 2, varint
    ANSWER_VARINT_BYTES_MAX = 5,
};

// Reads a key and the varint behind it; false if it is something else.
static bool answer_take(const uint8_t *payload, size_t size, size_t *used, uint8_t key,
                        uint32_t *value)
{
    size_t at = *used;
    if (at >= size || payload[at++] != key) {
        return false;
    }
    uint64_t read = 0;
    for (unsigned byte = 0; byte < ANSWER_VARINT_BYTES_MAX && at < size; byte++) {
        const uint8_t bits = payload[at++];
        read |= (uint64_t)(bits & 0x7f) << (7 * byte);
        if ((bits & 0x80) == 0) {
            *value = (uint32_t)read;
            *used = at;
            return read <= UINT32_MAX;
        }
    }
    return false;
}

enum wire_result answer_read(const uint8_t *payload, size_t size, struct answer *answer,
                             struct wire_error *error)
{
    *answer = (struct answer){.payload = payload, .size = size};
    size_t used = 0;
    uint32_t result = 0;
    if (answer_take(payload, size, &used, ANSWER_NUMBER_KEY, &answer->number) &&
        answer_take(payload, size, &used, ANSWER_RESULT_KEY, &result)) {
        answer->result = (enum wire_result_code)result;
        return WIRE_OK;
    }
    struct wire_response response;
    enum wire_result decoded = answer_decode(answer, &response, error);
    answer->number = response.number;
    answer->result = response.result;
    return decoded;
}

enum wire_result answer_decode(const struct answer *answer, struct wire_response *response,
                               struct wire_error *error)
{
    return wire_response_decode((struct wire_view){.bytes = answer->payload, .size = answer->size},
                                response, error);
}
