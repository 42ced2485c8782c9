// SPDX-License-Identifier: Apache-2.0
// Walks UTF-8, one character at a time.
#include "base/utf8.h"

// Bytes of the character that begins with `lead`, 0 if none beyond ASCII can.
static size_t utf8_size_by_lead(uint8_t lead)
{
    if (lead < 0xc2 || lead > 0xf4) {
        return 0;
    }
    return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

size_t utf8_measure_character(const uint8_t *bytes, size_t size)
{
    // The lowest code point that needs so many bytes; of two bytes the lowest that is no control.
    static const uint32_t lowest[] = {[2] = 0xa0, [3] = 0x800, [4] = 0x10000};
    size_t needed = utf8_size_by_lead(bytes[0]);
    if (needed == 0 || needed > size) {
        return 0;
    }
    uint32_t point = bytes[0] & (0x7fU >> needed);
    for (size_t i = 1; i < needed; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (bytes[i] & 0x3f);
    }
    bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
    return point < lowest[needed] || point > 0x10ffff || is_surrogate ? 0 : needed;
}

bool utf8_is_plain(const uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        bool is_ascii = bytes[at] >= 0x20 && bytes[at] < 0x7f;
        size_t taken = is_ascii ? 1 : utf8_measure_character(bytes + at, size - at);
        if (taken == 0) {
            return false;
        }
        at += taken;
    }
    return true;
}
