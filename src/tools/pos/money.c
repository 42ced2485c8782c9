// SPDX-License-Identifier: Apache-2.0
// Names of currencies, and amounts with their thousands apart.
#include "tools/pos/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct money_currency money_currencies[MONEY_CURRENCIES] = {
    {643, "RUB", 180},
    {980, "UAH", 120},
    {398, "KZT", 300},
};

size_t money_currency_index(uint32_t code)
{
    size_t index = 0;
    while (index < MONEY_CURRENCIES && money_currencies[index].code != code) {
        index++;
    }
    return index;
}

void money_currency_print(uint32_t code, char text[DECIMAL_TEXT_BYTES])
{
    size_t index = money_currency_index(code);
    if (index < MONEY_CURRENCIES) {
        snprintf(text, DECIMAL_TEXT_BYTES, "%s", money_currencies[index].name);
    } else {
        snprintf(text, DECIMAL_TEXT_BYTES, "%" PRIu32, code);
    }
}

void money_print(int64_t amount, char text[MONEY_TEXT_BYTES])
{
    char plain[DECIMAL_TEXT_BYTES];
    size_t size = decimal_print(amount, MONEY_PLACES, plain);
    size_t whole = size - MONEY_PLACES - 1;
    size_t used = 0;
    for (size_t index = 0; index < size; index++) {
        size_t left = whole - index;
        if (index > 0 && index < whole && left % 3 == 0 && plain[index - 1] != '-') {
            text[used++] = ',';
        }
        text[used++] = plain[index];
    }
    text[used] = '\0';
}
