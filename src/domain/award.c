// SPDX-License-Identifier: Apache-2.0
// The award of a receipt: an exact sum, and one division at the end.
#include "domain/award.h"

enum { AWARD_BASIS = 10000 }; // basis points in the whole

void award_begin(struct award *award, uint32_t rate_bp)
{
    *award = (struct award){.rate_bp = rate_bp};
}

void award_add_line(struct award *award, struct money amount)
{
    award->minor_bp += (__int128)amount.minor * award->rate_bp;
}

enum verdict award_finish(const struct award *award, struct points *earned)
{
    if (award->minor_bp <= 0) {
        *earned = (struct points){0};
        return VERDICT_APPROVED;
    }
    __int128 minor = award->minor_bp / AWARD_BASIS;
    if (minor > INT64_MAX) {
        return VERDICT_OUT_OF_RANGE;
    }
    *earned = (struct points){(int64_t)minor};
    return VERDICT_APPROVED;
}
