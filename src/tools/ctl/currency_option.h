// SPDX-License-Identifier: Apache-2.0
// A currency and a rate as people write them.
#ifndef CTL_CURRENCY_OPTION_H
#define CTL_CURRENCY_OPTION_H

#include <stdint.h>

#include "tools/ctl/ctl.h"

enum {
    CURRENCY_OPTION_TEXT_BYTES = 12,
    RATE_OPTION_BASIS_POINTS_MAX = 10000, // 100 %
};

// "RUB" to the text of its ISO 4217 number, "643", as the database takes it.
BASE_MUST_USE enum ctl_result currency_option_read(struct ctl *ctl, const char *text,
                                                   char number[CURRENCY_OPTION_TEXT_BYTES]);

// "11%" or "12.5%" to basis points, 1100 or 1250: at most two decimal places, 0 to 100 %.
BASE_MUST_USE enum ctl_result rate_option_read(struct ctl *ctl, const char *text,
                                               uint32_t *basis_points);

#endif
