// SPDX-License-Identifier: Apache-2.0
// The length prefix: a frame is 4 bytes of big-endian length and that many bytes of payload, one
// Request or Response.
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/limits.h"
#include "wire/result.h"
#include "wire/view.h"

// The first frame of `bytes`: WIRE_OK and its payload, a view into `bytes` (the frame took
// LIMIT_FRAME_PREFIX_BYTES + payload->size of them); WIRE_INCOMPLETE if it has not arrived whole;
// WIRE_TOO_LARGE as soon as its prefix says more than `payload_bytes_max`.
BASE_MUST_USE enum wire_result wire_frame_split(struct wire_view bytes, size_t payload_bytes_max,
                                                struct wire_view *payload);

// Writes the prefix of a payload of `size` bytes.
void wire_frame_write_prefix(uint8_t prefix[LIMIT_FRAME_PREFIX_BYTES], uint32_t size);

#endif
