// SPDX-License-Identifier: Apache-2.0
// Card numbers, made by the hundred thousand a second.
#include "tools/bench/card_text.h"

#include "base/card_number.h"

enum { CARD_TEXT_INDEX_DIGITS = 10, CARD_TEXT_PREFIX_DIGITS = 2 };

void card_text_write(uint32_t index, char digits[CARD_TEXT_DIGITS])
{
    digits[0] = '2';
    digits[1] = '9';
    for (int place = CARD_TEXT_PREFIX_DIGITS + CARD_TEXT_INDEX_DIGITS - 1;
         place >= CARD_TEXT_PREFIX_DIGITS; place--) {
        digits[place] = (char)('0' + index % 10);
        index /= 10;
    }
    digits[CARD_TEXT_DIGITS - 1] = card_number_check_digit(digits, CARD_TEXT_DIGITS - 1);
}
