// SPDX-License-Identifier: Apache-2.0
// Thousands are grouped by spaces.
#include "tools/ctl/amount_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "domain/currency.h"

enum { AMOUNT_EXPONENT_DEFAULT = 2, AMOUNT_GROUP = 3 };

void amount_text_print(int64_t minor, uint32_t currency, char text[AMOUNT_TEXT_BYTES])
{
    const struct currency *known = currency_find_numeric(currency);
    char plain[DECIMAL_TEXT_BYTES];
    decimal_print(minor, known != NULL ? known->exponent : AMOUNT_EXPONENT_DEFAULT, plain);
    size_t whole = strcspn(plain, ".");
    size_t size = 0;
    for (size_t index = 0; plain[index] != '\0'; index++) {
        const bool starts_group = index > 0 && index < whole &&
                                  (whole - index) % AMOUNT_GROUP == 0 &&
                                  isdigit((unsigned char)plain[index - 1]);
        if (starts_group) {
            text[size++] = ' ';
        }
        text[size++] = plain[index];
    }
    text[size] = '\0';
}

void award_text_print(const struct award_text *award, char text[AWARD_TEXT_BYTES])
{
    char rate[DECIMAL_TEXT_BYTES];
    char base[AMOUNT_TEXT_BYTES];
    char earned[AMOUNT_TEXT_BYTES];
    size_t size = decimal_print(award->rate_bp, 2, rate);
    while (rate[size - 1] == '0') {
        rate[--size] = '\0';
    }
    if (rate[size - 1] == '.') {
        rate[--size] = '\0';
    }
    amount_text_print(award->base, award->currency, base);
    amount_text_print(award->earned, award->currency, earned);
    snprintf(text, AWARD_TEXT_BYTES, "%s%% x %s = %s", rate, base, earned);
}
