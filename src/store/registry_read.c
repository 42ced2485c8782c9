// SPDX-License-Identifier: Apache-2.0
// Rows of the registry by their item, one reader for each in a table.
#include "store/registry_read_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/memory.h"
#include "store/registry_programme_internal.h"
#include "store/registry_read_programme_internal.h"

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
    store->zone = registry_name_zone(registry, zone);
    return true;
}

static bool read_terminal(struct registry *registry, const struct row *row)
{
    struct registry_terminal *terminal = &registry->terminals[registry->terminal_count];
    registry->terminal_count++;
    terminal->terminal = (uint32_t)row_integer(row, COLUMN_NUMBER);
    terminal->store = (uint32_t)row_integer(row, COLUMN_OTHER);
    terminal->blocked = row_integer(row, COLUMN_FLAG) != 0;
    terminal->may_refund_blind = row_integer(row, COLUMN_MORE) != 0;
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

static bool read_supervisor(struct registry *registry, const struct row *row)
{
    struct registry_supervisor *supervisor = &registry->supervisors[registry->supervisor_count];
    registry->supervisor_count++;
    supervisor->store = (uint32_t)row_integer(row, COLUMN_NUMBER);
    row_digest(row, COLUMN_BYTES, supervisor->code_digest);
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
    {"zone", registry_read_zone, "the offsets of a zone are not what this daemon can hold"},
    {"store", read_store, ""},
    {"terminal", read_terminal, "a terminal has a role this daemon does not know"},
    {"certificate", read_certificate, ""},
    {"supervisor", read_supervisor, ""},
    {"programme", registry_read_programme, ""},
    {"setting", registry_read_setting, "a setting this daemon does not know, or out of its bounds"},
    {"promotion", registry_read_promotion, "a promotion this daemon does not know"},
    {"category", registry_read_category, ""},
};

enum { READER_COUNT = BASE_COUNT(readers) };

// The reader of a row's item; READER_COUNT: there is none.
static size_t find_reader(const PGresult *result, int number)
{
    const struct row row = {.result = result, .number = number};
    char item[16];
    row_text(&row, COLUMN_ITEM, item, sizeof(item));
    size_t reader = 0;
    while (reader < READER_COUNT && strcmp(item, readers[reader].item) != 0) {
        reader++;
    }
    return reader;
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

static int compare_supervisors(const void *a, const void *b)
{
    const struct registry_supervisor *x = a;
    const struct registry_supervisor *y = b;
    if (x->store != y->store) {
        return x->store < y->store ? -1 : 1;
    }
    return memcmp(x->code_digest, y->code_digest, DIGEST_BYTES);
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
    qsort(registry->supervisors, registry->supervisor_count, sizeof(*registry->supervisors),
          compare_supervisors);
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

// How many rows each reader gets.
struct row_counts {
    size_t counts[READER_COUNT + 1]; // the last: of items nobody reads
};

static void count_rows(const PGresult *result, struct row_counts *counts)
{
    *counts = (struct row_counts){0};
    for (int i = 0; i < PQntuples(result); i++) {
        counts->counts[find_reader(result, i)]++;
    }
}

static size_t rows_of(const struct row_counts *counts, const char *item)
{
    size_t reader = 0;
    while (strcmp(item, readers[reader].item) != 0) {
        reader++;
    }
    return counts->counts[reader];
}

// An upper bound of the offsets that all zones have.
static size_t count_shifts(const PGresult *result)
{
    size_t bytes = 0;
    for (int i = 0; i < PQntuples(result); i++) {
        bytes += (size_t)PQgetlength(result, i, COLUMN_NUMBERS);
    }
    return bytes / (2 * sizeof(int64_t));
}

// With room for what the rows hold.
static struct registry *registry_create(const PGresult *result)
{
    struct registry *registry = memory_allocate(1, sizeof(*registry));
    struct registry_prepared *prepared = memory_allocate(1, sizeof(*prepared));
    struct row_counts counts;
    count_rows(result, &counts);
    size_t zones = rows_of(&counts, "zone") + rows_of(&counts, "store");
    size_t categories = rows_of(&counts, "category") + 1;
    registry->incarnations =
        memory_allocate(rows_of(&counts, "incarnation") + 1, sizeof(*registry->incarnations));
    registry->stores = memory_allocate(rows_of(&counts, "store") + 1, sizeof(*registry->stores));
    registry->terminals =
        memory_allocate(rows_of(&counts, "terminal") + 1, sizeof(*registry->terminals));
    registry->certificates =
        memory_allocate(rows_of(&counts, "certificate") + 1, sizeof(*registry->certificates));
    registry->supervisors =
        memory_allocate(rows_of(&counts, "supervisor") + 1, sizeof(*registry->supervisors));
    registry->settings =
        memory_allocate(rows_of(&counts, "setting") + 1, sizeof(*registry->settings));
    registry->promotions =
        memory_allocate(rows_of(&counts, "promotion") + 1, sizeof(*registry->promotions));
    registry->zones = memory_allocate(zones + 1, sizeof(*registry->zones));
    prepared->categories = memory_allocate(categories, sizeof(*prepared->categories));
    prepared->category_names = memory_allocate(categories, sizeof(*prepared->category_names));
    prepared->shifts = memory_allocate(count_shifts(result) + 1, sizeof(*prepared->shifts));
    registry->prepared = prepared;
    return registry;
}

static bool registry_read_rows(struct registry *registry, const PGresult *result,
                               const char **problem)
{
    for (int i = 0; i < PQntuples(result); i++) {
        const struct row row = {.result = result, .number = i};
        size_t reader = find_reader(result, i);
        if (reader == READER_COUNT) {
            *problem = "an item this daemon does not know";
            return false;
        }
        if (!readers[reader].read(registry, &row)) {
            *problem = readers[reader].problem;
            return false;
        }
    }
    return true;
}

static bool registry_has_zones(const struct registry *registry)
{
    for (size_t i = 0; i < registry->zone_count; i++) {
        if (registry->zones[i].shift_count == 0) {
            return false;
        }
    }
    return true;
}

// Whether everything is there and fits together.
static bool registry_complete(struct registry *registry, const char **problem)
{
    if (registry->lane_count == 0 || registry->revision == 0) {
        *problem = "the ledger or its revision is missing";
        return false;
    }
    registry_sort(registry);
    if (!registry_has_incarnations(registry)) {
        *problem = "a lane has positions without an incarnation";
        return false;
    }
    if (!registry_has_zones(registry)) {
        *problem = "a store's zone has no offsets";
        return false;
    }
    return registry_prepare(registry, problem);
}

struct registry *registry_read(const PGresult *result, const char **problem)
{
    if (PQntuples(result) > LIMIT_REGISTRY_ROWS_MAX || PQnfields(result) != COLUMN_COUNT) {
        *problem = "more rows, or other columns, than this daemon can hold";
        return NULL;
    }
    struct registry *registry = registry_create(result);
    if (!registry_read_rows(registry, result, problem) || !registry_complete(registry, problem)) {
        registry_destroy(registry);
        return NULL;
    }
    return registry;
}
