// SPDX-License-Identifier: Apache-2.0
// Bytes that belong to somebody else: a part of a frame that was left where it arrived. A view
// lives as long as the bytes it points to and never longer.
#ifndef WIRE_VIEW_H
#define WIRE_VIEW_H

#include <stddef.h>
#include <stdint.h>

struct wire_view {
    const uint8_t *bytes;
    size_t size;
};

#endif
