// SPDX-License-Identifier: Apache-2.0
// The cards of the bench: card `index` has the EAN-13 number 29, ten digits of the index, and the
// check digit.
#ifndef BENCH_CARD_TEXT_H
#define BENCH_CARD_TEXT_H

#include <stdint.h>

enum { CARD_TEXT_DIGITS = 13 };

// Writes the digits without a closing zero.
void card_text_write(uint32_t index, char digits[CARD_TEXT_DIGITS]);

#endif
