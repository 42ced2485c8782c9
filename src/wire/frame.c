// SPDX-License-Identifier: Apache-2.0
// Reads and writes the length prefix of frames.
#include "wire/frame.h"

enum wire_result wire_frame_split(struct wire_view bytes, size_t payload_bytes_max,
                                  struct wire_view *payload)
{
    if (bytes.size < LIMIT_FRAME_PREFIX_BYTES) {
        return WIRE_INCOMPLETE;
    }
    const uint8_t *prefix = bytes.bytes;
    size_t size = (size_t)prefix[0] << 24 | (size_t)prefix[1] << 16 | (size_t)prefix[2] << 8 |
                  (size_t)prefix[3];
    if (size > payload_bytes_max) {
        return WIRE_TOO_LARGE;
    }
    if (size > bytes.size - LIMIT_FRAME_PREFIX_BYTES) {
        return WIRE_INCOMPLETE;
    }
    *payload = (struct wire_view){.bytes = prefix + LIMIT_FRAME_PREFIX_BYTES, .size = size};
    return WIRE_OK;
}

void wire_frame_write_prefix(uint8_t prefix[LIMIT_FRAME_PREFIX_BYTES], uint32_t size)
{
    prefix[0] = (uint8_t)(size >> 24);
    prefix[1] = (uint8_t)(size >> 16);
    prefix[2] = (uint8_t)(size >> 8);
    prefix[3] = (uint8_t)size;
}
