// SPDX-License-Identifier: Apache-2.0
// Checks text: UTF-8 without control characters.
#include "wire/utf8_internal.h"

#include <stdint.h>

// Bytes of the character that begins with `lead`, 0 if none can, and the lowest code point that
// needs so many.
static unsigned character_size(uint8_t lead, uint32_t *lowest)
{
    if (lead >= 0xc2 && lead <= 0xdf) {
        *lowest = 0x80;
        return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        *lowest = 0x800;
        return 3;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        *lowest = 0x10000;
        return 4;
    }
    return 0;
}

// Bytes of the character beyond ASCII at the front of `bytes`, 0 if there is none that may pass.
static unsigned take_character(const uint8_t *bytes, size_t size)
{
    uint32_t lowest = 0;
    unsigned needed = character_size(bytes[0], &lowest);
    if (needed == 0 || needed > size) {
        return 0;
    }
    uint32_t point = bytes[0] & (0x7fu >> needed);
    for (unsigned index = 1; index < needed; index++) {
        if ((bytes[index] & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (bytes[index] & 0x3f);
    }
    bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
    bool is_control = point < 0xa0;
    return point < lowest || point > 0x10ffff || is_surrogate || is_control ? 0 : needed;
}

bool utf8_is_plain(struct wire_view text)
{
    size_t at = 0;
    while (at < text.size) {
        uint8_t byte = text.bytes[at];
        if (byte >= 0x80) {
            unsigned taken = take_character(text.bytes + at, text.size - at);
            if (taken == 0) {
                return false;
            }
            at += taken;
            continue;
        }
        if (byte < 0x20 || byte == 0x7f) {
            return false;
        }
        at++;
    }
    return true;
}
