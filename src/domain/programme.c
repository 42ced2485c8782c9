// SPDX-License-Identifier: Apache-2.0
// Looking up a programme's rates.
#include "domain/programme.h"

#include "base/check.h"

bool programme_rate(const struct programme *programme, uint32_t currency, uint32_t *rate_bp)
{
    CHECK(programme->rate_count <= PROGRAMME_RATES_MAX);
    for (uint32_t index = 0; index < programme->rate_count; index++) {
        if (programme->rates[index].currency == currency) {
            *rate_bp = programme->rates[index].rate_bp;
            return true;
        }
    }
    return false;
}
