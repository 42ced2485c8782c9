// SPDX-License-Identifier: Apache-2.0
// Rows of the registry by their item, one reader for each in a table.
#include "store/registry_read_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/memory.h"
#include "store/registry_programme_internal.h"
#include "store/row_internal.h"

// Columns of registry_read_v1.
enum {
    COLUMN_ITEM,
    COLUMN_NUMBER,
    COLUMN_OTHER,
    COLUMN_MORE,
    COLUMN_FLAG,
    COLUMN_NAME,
    COLUMN_TEXT,
    COLUMN_BYTES,
    COLUMN_NUMBERS,
    COLUMN_COUNT
};

enum { INCARNATION_MAX = 127 }; // 7 bits of an RRN

static bool read_ledger(struct registry *registry, const struct row *row)
{
    int64_t lanes = row_integer(row, COLUMN_NUMBER);
    registry->lane_count = (uint16_t)lanes;
    return lanes > 0 && lanes <= LIMIT_LANES_MAX;
}

static bool read_incarnation(struct registry *registry, const struct row *row)
{
    int64_t lane = row_integer(row, COLUMN_NUMBER);
    int64_t number = row_integer(row, COLUMN_MORE);
    struct registry_incarnation *incarnation = &registry->incarnations[registry->incarnation_count];
    registry->incarnation_count++;
    incarnation->lane = (uint16_t)lane;
    incarnation->first_position = row_integer(row, COLUMN_OTHER);
    incarnation->incarnation = (uint16_t)number;
    if (number > registry->incarnation) {
        registry->incarnation = incarnation->incarnation;
    }
    return lane >= 0 && lane < LIMIT_LANES_MAX && number > 0 && number <= INCARNATION_MAX;
}

static bool read_revision(struct registry *registry, const struct row *row)
{
    registry->revision = row_integer(row, COLUMN_NUMBER);
    return registry->revision > 0;
}

// The zone of this name; it is added if it was not there. Stores and zones come in any order.
static struct zone *name_zone(struct registry *registry, const char *name)
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

static bool read_store(struct registry *registry, const struct row *row)
{
    struct registry_store *store = &registry->stores[registry->store_count];
    char zone[ZONE_NAME_BYTES_MAX];
    registry->store_count++;
    store->store = (uint32_t)row_integer(row, COLUMN_NUMBER);
    store->currency = (uint16_t)row_integer(row, COLUMN_OTHER);
    store->brand = (uint32_t)row_integer(row, COLUMN_MORE);
    row_text(row, COLUMN_NAME, store->name, sizeof(store->name));
    row_text(row, COLUMN_TEXT, zone, sizeof(zone));
    store->zone = name_zone(registry, zone);
    return true;
}

static bool read_terminal(struct registry *registry, const struct row *row)
{
    struct registry_terminal *terminal = &registry->terminals[registry->terminal_count];
    registry->terminal_count++;
    terminal->terminal = (uint32_t)row_integer(row, COLUMN_NUMBER);
    terminal->store = (uint32_t)row_integer(row, COLUMN_OTHER);
    terminal->blocked = row_integer(row, COLUMN_FLAG) != 0;
    row_text(row, COLUMN_NAME, terminal->name, sizeof(terminal->name));
    char role[16];
    row_text(row, COLUMN_TEXT, role, sizeof(role));
    static const enum terminal_role roles[] = {TERMINAL_ROLE_TERMINAL, TERMINAL_ROLE_OPERATOR,
                                               TERMINAL_ROLE_SUBSCRIBER};
    for (size_t i = 0; i < BASE_COUNT(roles); i++) {
        if (strcmp(role, terminal_role_name(roles[i])) == 0) {
            terminal->role = roles[i];
            return true;
        }
    }
    return false;
}

static bool read_certificate(struct registry *registry, const struct row *row)
{
    struct registry_certificate *certificate = &registry->certificates[registry->certificate_count];
    registry->certificate_count++;
    certificate->terminal = (uint32_t)row_integer(row, COLUMN_NUMBER);
    certificate->blocked = row_integer(row, COLUMN_FLAG) != 0;
    row_digest(row, COLUMN_BYTES, certificate->fingerprint);
    return true;
}

static bool read_programme(struct registry *registry, const struct row *row)
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

static bool read_setting(struct registry *registry, const struct row *row)
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

static bool read_promotion(struct registry *registry, const struct row *row)
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

static bool read_category(struct registry *registry, const struct row *row)
{
    struct registry_prepared *prepared = registry->prepared;
    struct registry_category *category = &prepared->categories[prepared->category_count];
    prepared->category_count++;
    category->promotion = (uint32_t)row_integer(row, COLUMN_NUMBER);
    row_text(row, COLUMN_NAME, category->name, sizeof(category->name));
    return true;
}

// Pairs of an instant and the offset from then on, in rising order.
static bool read_zone(struct registry *registry, const struct row *row)
{
    int64_t numbers[2 * LIMIT_ZONE_SHIFTS_MAX];
    char name[ZONE_NAME_BYTES_MAX];
    row_text(row, COLUMN_NAME, name, sizeof(name));
    size_t count = row_numbers(row, COLUMN_NUMBERS, numbers, BASE_COUNT(numbers));
    struct zone *zone = name_zone(registry, name);
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

static const struct {
    const char *item;
    bool (*read)(struct registry *registry, const struct row *row);
    const char *problem;
} readers[] = {
    {"ledger", read_ledger, "the number of lanes is out of range"},
    {"incarnation", read_incarnation, "a lane or an incarnation is out of range"},
    {"revision", read_revision, "the revision is out of range"},
    {"store", read_store, ""},
    {"terminal", read_terminal, "a terminal has a role this daemon does not know"},
    {"certificate", read_certificate, ""},
    {"rate", read_rate, "the programme has more currencies than this daemon can hold"},
};

static bool registry_read_row(struct registry *registry, const struct row *row,
                              const char **problem)
{
    char item[16];
    row_text(row, COLUMN_ITEM, item, sizeof(item));
    for (size_t i = 0; i < BASE_COUNT(readers); i++) {
        if (strcmp(item, readers[i].item) == 0) {
            *problem = readers[i].problem;
            return readers[i].read(registry, row);
        }
    }
    *problem = "an item this daemon does not know";
    return false;
}

static int compare_incarnations(const void *a, const void *b)
{
    const struct registry_incarnation *x = a;
    const struct registry_incarnation *y = b;
    if (x->lane != y->lane) {
        return x->lane < y->lane ? -1 : 1;
    }
    if (x->first_position != y->first_position) {
        return x->first_position < y->first_position ? -1 : 1;
    }
    return (x->incarnation > y->incarnation) - (x->incarnation < y->incarnation);
}

static int compare_stores(const void *a, const void *b)
{
    uint32_t x = ((const struct registry_store *)a)->store;
    uint32_t y = ((const struct registry_store *)b)->store;
    return (x > y) - (x < y);
}

static int compare_terminals(const void *a, const void *b)
{
    uint32_t x = ((const struct registry_terminal *)a)->terminal;
    uint32_t y = ((const struct registry_terminal *)b)->terminal;
    return (x > y) - (x < y);
}

static int compare_certificates(const void *a, const void *b)
{
    return memcmp(((const struct registry_certificate *)a)->fingerprint,
                  ((const struct registry_certificate *)b)->fingerprint, DIGEST_BYTES);
}

static void registry_sort(struct registry *registry)
{
    qsort(registry->incarnations, registry->incarnation_count, sizeof(*registry->incarnations),
          compare_incarnations);
    qsort(registry->stores, registry->store_count, sizeof(*registry->stores), compare_stores);
    qsort(registry->terminals, registry->terminal_count, sizeof(*registry->terminals),
          compare_terminals);
    qsort(registry->certificates, registry->certificate_count, sizeof(*registry->certificates),
          compare_certificates);
}

// Whether each lane has an incarnation for each of its positions. They are sorted.
static bool registry_has_incarnations(const struct registry *registry)
{
    uint16_t next = 0; // the lane whose incarnations come next
    for (size_t i = 0; i < registry->incarnation_count; i++) {
        const struct registry_incarnation *incarnation = &registry->incarnations[i];
        bool begins_lane = incarnation->lane == next && incarnation->first_position == 1;
        if (incarnation->lane >= next && !begins_lane) {
            return false;
        }
        next = (uint16_t)(incarnation->lane + 1);
    }
    return next == registry->lane_count;
}

struct registry *registry_read(const PGresult *result, const char **problem)
{
    int rows = PQntuples(result);
    if (rows > LIMIT_REGISTRY_ROWS_MAX || PQnfields(result) != COLUMN_COUNT) {
        *problem = "more rows, or other columns, than this daemon can hold";
        return NULL;
    }
    struct registry *registry = memory_allocate(1, sizeof(*registry));
    registry->incarnations = memory_allocate((size_t)rows + 1, sizeof(*registry->incarnations));
    registry->stores = memory_allocate((size_t)rows + 1, sizeof(*registry->stores));
    registry->terminals = memory_allocate((size_t)rows + 1, sizeof(*registry->terminals));
    registry->certificates = memory_allocate((size_t)rows + 1, sizeof(*registry->certificates));
    for (int i = 0; i < rows; i++) {
        struct row row = {.result = result, .number = i};
        if (!registry_read_row(registry, &row, problem)) {
            registry_destroy(registry);
            return NULL;
        }
    }
    if (registry->lane_count == 0 || registry->revision == 0) {
        *problem = "the ledger or its revision is missing";
        registry_destroy(registry);
        return NULL;
    }
    registry_sort(registry);
    if (!registry_has_incarnations(registry)) {
        *problem = "a lane has positions without an incarnation";
        registry_destroy(registry);
        return NULL;
    }
    return registry;
}
