// SPDX-License-Identifier: Apache-2.0
// Rows of the registry by their item, one reader for each in a table.
#include "store/registry_read_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/memory.h"
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

static bool read_store(struct registry *registry, const struct row *row)
{
    struct registry_store *store = &registry->stores[registry->store_count];
    registry->store_count++;
    store->store = (uint32_t)row_integer(row, COLUMN_NUMBER);
    store->currency = (uint16_t)row_integer(row, COLUMN_OTHER);
    row_text(row, COLUMN_NAME, store->name, sizeof(store->name));
    row_text(row, COLUMN_TEXT, store->zone, sizeof(store->zone));
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

static bool read_rate(struct registry *registry, const struct row *row)
{
    struct programme *programme = &registry->programme;
    if (programme->rate_count == BASE_COUNT(programme->rates)) {
        return false;
    }
    programme->version = (uint32_t)row_integer(row, COLUMN_NUMBER);
    programme->rates[programme->rate_count] = (struct programme_currency){
        .currency = (uint32_t)row_integer(row, COLUMN_OTHER),
        .rate_bp = (uint32_t)row_integer(row, COLUMN_MORE),
    };
    programme->rate_count++;
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
