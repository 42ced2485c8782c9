// SPDX-License-Identifier: Apache-2.0
// Finding and marking frames.
#include "net/frame.h"

#include "base/check.h"
#include "base/limits.h"

enum net_frame_state net_frame_find(const uint8_t *bytes, size_t size, size_t bytes_max,
                                    struct net_frame *frame)
{
    if (size < LIMIT_FRAME_PREFIX_BYTES) {
        *frame = (struct net_frame){.bytes_needed = LIMIT_FRAME_PREFIX_BYTES};
        return NET_FRAME_INCOMPLETE;
    }
    uint32_t length = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                      (uint32_t)bytes[2] << 8 | (uint32_t)bytes[3];
    *frame = (struct net_frame){
        .payload = bytes + LIMIT_FRAME_PREFIX_BYTES,
        .size = length,
        .bytes_needed = LIMIT_FRAME_PREFIX_BYTES + (size_t)length,
    };
    if (length > bytes_max) {
        return NET_FRAME_TOO_LARGE;
    }
    return size < frame->bytes_needed ? NET_FRAME_INCOMPLETE : NET_FRAME_COMPLETE;
}

void net_frame_write_prefix(uint8_t *prefix, size_t size)
{
    CHECK(size <= LIMIT_FRAME_BYTES_MAX);
    prefix[0] = (uint8_t)(size >> 24);
    prefix[1] = (uint8_t)(size >> 16);
    prefix[2] = (uint8_t)(size >> 8);
    prefix[3] = (uint8_t)size;
}
