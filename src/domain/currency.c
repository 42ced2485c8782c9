// SPDX-License-Identifier: Apache-2.0
// The table of currencies: those of the chain's countries and of their neighbours. From ISO 4217,
// list one.
#include "domain/currency.h"

#include <string.h>

#include "base/check.h"

static const struct currency currencies[] = {
    {51, "AMD", 2},  {156, "CNY", 2}, {398, "KZT", 2}, {417, "KGS", 2}, {496, "MNT", 2},
    {498, "MDL", 2}, {643, "RUB", 2}, {826, "GBP", 2}, {840, "USD", 2}, {860, "UZS", 2},
    {933, "BYN", 2}, {934, "TMT", 2}, {944, "AZN", 2}, {949, "TRY", 2}, {972, "TJS", 2},
    {978, "EUR", 2}, {980, "UAH", 2}, {981, "GEL", 2}, {985, "PLN", 2},
};

const struct currency *currency_find_numeric(uint32_t numeric)
{
    for (size_t index = 0; index < BASE_COUNT(currencies); index++) {
        if (currencies[index].numeric == numeric) {
            return &currencies[index];
        }
    }
    return NULL;
}

const struct currency *currency_find_alpha(const char *alpha)
{
    for (size_t index = 0; index < BASE_COUNT(currencies); index++) {
        if (strcmp(currencies[index].alpha, alpha) == 0) {
            return &currencies[index];
        }
    }
    return NULL;
}

const struct currency *currency_at(size_t index)
{
    return index < BASE_COUNT(currencies) ? &currencies[index] : NULL;
}
