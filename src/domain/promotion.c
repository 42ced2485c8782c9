// SPDX-License-Identifier: Apache-2.0
// The conditions of promotions.
#include "domain/promotion.h"

#include <string.h>

bool promotion_is_in_force(const struct promotion *promotion, uint32_t version)
{
    return promotion->from_version <= version && version < promotion->to_version;
}

static bool promotion_is_any_or(uint32_t wanted, uint32_t found)
{
    return wanted == 0 || wanted == found;
}

bool promotion_is_for_store(const struct promotion *promotion, uint32_t currency, uint32_t store,
                            uint32_t brand)
{
    return promotion_is_any_or(promotion->currency, currency) &&
           promotion_is_any_or(promotion->store, store) &&
           promotion_is_any_or(promotion->brand, brand);
}

// The day and the hour are those of the same moment: the hours 22 to 2 of a Friday are the first
// two and the last two of that Friday.
static bool promotion_is_at(const struct promotion *promotion, const struct zone_time *local)
{
    return (promotion->hours >> local->hour & 1) != 0 &&
           (promotion->weekdays >> local->weekday & 1) != 0 && promotion->first_day <= local->day &&
           local->day <= promotion->last_day;
}

static bool promotion_holds(const struct promotion *promotion,
                            const struct promotion_receipt *receipt, const struct zone_time *local)
{
    return promotion_is_at(promotion, local) &&
           promotion_is_any_or(promotion->segment, receipt->segment) &&
           promotion_is_for_store(promotion, receipt->currency, receipt->store, receipt->brand);
}

bool promotion_is_offered(const struct promotion *promotion,
                          const struct promotion_receipt *receipt)
{
    struct zone_time local = zone_local(receipt->zone, receipt->judged_at_us);
    return promotion_holds(promotion, receipt, &local);
}

void promotion_select(const struct promotion *const *candidates, size_t count,
                      const struct promotion_receipt *receipt, struct promotion_offers *offers)
{
    offers->count = 0;
    if (count == 0) {
        return;
    }
    struct zone_time local = zone_local(receipt->zone, receipt->judged_at_us);
    for (size_t index = 0; index < count && offers->count < PROMOTION_OFFERS_MAX; index++) {
        if (promotion_holds(candidates[index], receipt, &local)) {
            offers->offers[offers->count++] = candidates[index];
        }
    }
}

bool promotion_has_category(const struct promotion *promotion, const char *category)
{
    for (uint32_t index = 0; index < promotion->category_count; index++) {
        if (strcmp(promotion->categories[index], category) == 0) {
            return true;
        }
    }
    return promotion->category_count == 0;
}
