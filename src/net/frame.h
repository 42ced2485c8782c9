// SPDX-License-Identifier: Apache-2.0
// The frame of the protocol: a length of four bytes, big-endian, then as many bytes of payload.
// What the payload means is not known here.
#ifndef NET_FRAME_H
#define NET_FRAME_H

#include <stddef.h>
#include <stdint.h>

enum net_frame_state {
    NET_FRAME_COMPLETE,
    NET_FRAME_INCOMPLETE,
    NET_FRAME_TOO_LARGE, // its length says so; nothing of it was waited for
};

struct net_frame {
    const uint8_t *payload; // of a complete frame
    size_t size;            // of the payload, complete or not
    size_t bytes_needed;    // in all, from the first byte of the prefix, as far as is known
};

// Looks for one frame at the front of the bytes; a payload is at most `bytes_max`.
enum net_frame_state net_frame_find(const uint8_t *bytes, size_t size, size_t bytes_max,
                                    struct net_frame *frame);

// Writes the prefix of a payload of this size.
void net_frame_write_prefix(uint8_t *prefix, size_t size);

#endif
