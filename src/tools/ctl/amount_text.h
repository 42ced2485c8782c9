// SPDX-License-Identifier: Apache-2.0
// Amounts as people read them.
#ifndef CTL_AMOUNT_TEXT_H
#define CTL_AMOUNT_TEXT_H

#include <stdint.h>

enum {
    AMOUNT_TEXT_BYTES = 40, // any amount, grouped
    AWARD_TEXT_BYTES = 128,
};

// "1 234.50", "-0.05": places as the currency (ISO 4217 number) has them, two if it is not known.
void amount_text_print(int64_t minor, uint32_t currency, char text[AMOUNT_TEXT_BYTES]);

// Where points came from: "11% x 1 250.00 = 137.50", "12.5% x 10.00 = 1.25".
struct award_text {
    int64_t base;
    int64_t earned;
    uint32_t rate_bp;
    uint32_t currency;
};
void award_text_print(const struct award_text *award, char text[AWARD_TEXT_BYTES]);

#endif
