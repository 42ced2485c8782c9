// SPDX-License-Identifier: Apache-2.0
// The table of currencies is the domain's.
#include "tools/ctl/currency_option.h"

#include <string.h>

#include "base/decimal.h"
#include "domain/currency.h"

enum ctl_result currency_option_read(struct ctl *ctl, const char *text,
                                     char number[CURRENCY_OPTION_TEXT_BYTES])
{
    const struct currency *currency = currency_find_alpha(text);
    if (currency == NULL) {
        return ctl_fail(ctl, CTL_USAGE, "an ISO 4217 code in capitals is meant, for instance RUB",
                        "there is no currency \"%s\"", text);
    }
    snprintf(number, CURRENCY_OPTION_TEXT_BYTES, "%u", currency->numeric);
    return CTL_OK;
}

enum ctl_result rate_option_read(struct ctl *ctl, const char *text, uint32_t *basis_points)
{
    const size_t size = strlen(text);
    int64_t rate = 0;
    if (size < 2 || text[size - 1] != '%' || decimal_parse(text, size - 1, 2, &rate) != BASE_OK ||
        rate < 0 || rate > RATE_OPTION_BASIS_POINTS_MAX) {
        return ctl_fail(ctl, CTL_USAGE,
                        "0% to 100% with at most two decimal places, for instance 11% or 12.5%",
                        "\"%s\" is no rate", text);
    }
    *basis_points = (uint32_t)rate;
    return CTL_OK;
}
