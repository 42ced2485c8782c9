// SPDX-License-Identifier: Apache-2.0
// Looks at an answer without decoding it: thousands of tills share two cores with the server they
// measure, and of most answers only two numbers matter.
#ifndef BENCH_ANSWER_H
#define BENCH_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "wire/error.h"
#include "wire/response.h"
#include "wire/result.h"

struct answer {
    const uint8_t *payload; // of the frame; lives as long as that
    size_t size;
    uint32_t number;
    enum wire_result_code result;
};

// Reads number and result, which stand first in what every codec writes; an answer that begins
// otherwise is decoded whole. WIRE_MALFORMED fills *error.
BASE_MUST_USE enum wire_result answer_read(const uint8_t *payload, size_t size,
                                           struct answer *answer, struct wire_error *error);

// All of it; the slip is a view into the payload.
BASE_MUST_USE enum wire_result answer_decode(const struct answer *answer,
                                             struct wire_response *response,
                                             struct wire_error *error);

#endif
