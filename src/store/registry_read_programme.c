// SPDX-License-Identifier: Apache-2.0
// Rows of the programme and of zones, by their item.
#include "store/registry_read_programme_internal.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"

struct zone *registry_name_zone(struct registry *registry, const char *name)
{
    for (size_t i = 0; i < registry->zone_count; i++) {
        if (strcmp(registry->zones[i].name, name) == 0) {
            return &registry->zones[i];
        }
    }
    struct zone *zone = &registry->zones[registry->zone_count++];
    snprintf(zone->name, sizeof(zone->name), "%s", name);
    return zone;
}

bool registry_read_programme(struct registry *registry, const struct row *row)
{
    registry->programme.version = (uint32_t)row_integer(row, COLUMN_NUMBER);
    return true;
}

// Numbers of a setting.
enum {
    SETTING_FROM_VERSION,
    SETTING_TO_VERSION,
    SETTING_CURRENCY,
    SETTING_STORE,
    SETTING_VALUE,
    SETTING_NUMBERS
};

bool registry_read_setting(struct registry *registry, const struct row *row)
{
    int64_t numbers[SETTING_NUMBERS];
    char name[PROGRAMME_SETTING_NAME_BYTES_MAX];
    struct registry_setting *setting = &registry->settings[registry->setting_count];
    registry->setting_count++;
    row_text(row, COLUMN_NAME, name, sizeof(name));
    if (row_numbers(row, COLUMN_NUMBERS, numbers, SETTING_NUMBERS) != SETTING_NUMBERS ||
        !programme_setting_find(name, &setting->setting)) {
        return false;
    }
    setting->from_version = (uint32_t)numbers[SETTING_FROM_VERSION];
    setting->to_version = (uint32_t)numbers[SETTING_TO_VERSION];
    setting->currency = (uint32_t)numbers[SETTING_CURRENCY];
    setting->store = (uint32_t)numbers[SETTING_STORE];
    setting->value = numbers[SETTING_VALUE];
    row_text(row, COLUMN_TEXT, setting->category, sizeof(setting->category));
    const struct programme_value value = {
        .setting = setting->setting, .category = setting->category, .value = setting->value};
    struct programme_settings tried;
    programme_settings_init(&tried);
    return programme_settings_put(&tried, &value) == BASE_OK;
}

// Numbers of a promotion.
enum {
    PROMOTION_FROM_VERSION,
    PROMOTION_TO_VERSION,
    PROMOTION_KIND,
    PROMOTION_STACKING,
    PROMOTION_VALUE,
    PROMOTION_CURRENCY,
    PROMOTION_STORE,
    PROMOTION_BRAND,
    PROMOTION_SEGMENT,
    PROMOTION_WEEKDAYS,
    PROMOTION_HOURS,
    PROMOTION_FIRST_DAY,
    PROMOTION_LAST_DAY,
    PROMOTION_MINIMUM,
    PROMOTION_NUMBERS
};

bool registry_read_promotion(struct registry *registry, const struct row *row)
{
    int64_t numbers[PROMOTION_NUMBERS];
    struct promotion *promotion = &registry->promotions[registry->promotion_count];
    registry->promotion_count++;
    if (row_numbers(row, COLUMN_NUMBERS, numbers, PROMOTION_NUMBERS) != PROMOTION_NUMBERS) {
        return false;
    }
    promotion->promotion = (uint32_t)row_integer(row, COLUMN_NUMBER);
    promotion->from_version = (uint32_t)numbers[PROMOTION_FROM_VERSION];
    promotion->to_version = (uint32_t)numbers[PROMOTION_TO_VERSION];
    promotion->kind = (enum promotion_kind)numbers[PROMOTION_KIND];
    promotion->stacking = (enum promotion_stacking)numbers[PROMOTION_STACKING];
    promotion->value = numbers[PROMOTION_VALUE];
    promotion->currency = (uint32_t)numbers[PROMOTION_CURRENCY];
    promotion->store = (uint32_t)numbers[PROMOTION_STORE];
    promotion->brand = (uint32_t)numbers[PROMOTION_BRAND];
    promotion->segment = (uint32_t)numbers[PROMOTION_SEGMENT];
    promotion->weekdays = (uint32_t)numbers[PROMOTION_WEEKDAYS];
    promotion->hours = (uint32_t)numbers[PROMOTION_HOURS];
    promotion->first_day = (int32_t)numbers[PROMOTION_FIRST_DAY];
    promotion->last_day = (int32_t)numbers[PROMOTION_LAST_DAY];
    promotion->minimum.minor = numbers[PROMOTION_MINIMUM];
    row_text(row, COLUMN_NAME, promotion->name, sizeof(promotion->name));
    return promotion->kind >= PROMOTION_RATE && promotion->kind <= PROMOTION_POINTS &&
           promotion->stacking >= PROMOTION_BEST && promotion->stacking <= PROMOTION_REPLACE &&
           promotion->value >= 0;
}

bool registry_read_category(struct registry *registry, const struct row *row)
{
    struct registry_prepared *prepared = registry->prepared;
    struct registry_category *category = &prepared->categories[prepared->category_count];
    prepared->category_count++;
    category->promotion = (uint32_t)row_integer(row, COLUMN_NUMBER);
    row_text(row, COLUMN_NAME, category->name, sizeof(category->name));
    return true;
}

// Pairs of an instant and the offset from then on, in rising order.
bool registry_read_zone(struct registry *registry, const struct row *row)
{
    int64_t numbers[2 * LIMIT_ZONE_SHIFTS_MAX];
    char name[ZONE_NAME_BYTES_MAX];
    row_text(row, COLUMN_NAME, name, sizeof(name));
    size_t count = row_numbers(row, COLUMN_NUMBERS, numbers, BASE_COUNT(numbers));
    struct zone *zone = registry_name_zone(registry, name);
    struct zone_shift *shifts = &registry->prepared->shifts[registry->prepared->shift_count];
    if (count < 2 || count > BASE_COUNT(numbers) || count % 2 != 0 || zone->shift_count > 0) {
        return false;
    }
    zone->shifts = shifts;
    zone->shift_count = count / 2;
    registry->prepared->shift_count += zone->shift_count;
    for (size_t i = 0; i < zone->shift_count; i++) {
        int64_t offset_s = numbers[2 * i + 1];
        shifts[i] = (struct zone_shift){.at_s = numbers[2 * i], .offset_s = (int32_t)offset_s};
        if (offset_s < -ZONE_OFFSET_S_MAX || offset_s > ZONE_OFFSET_S_MAX ||
            (i > 0 && shifts[i].at_s <= shifts[i - 1].at_s)) {
            return false;
        }
    }
    return true;
}
