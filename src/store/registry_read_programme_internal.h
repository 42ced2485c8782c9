// SPDX-License-Identifier: Apache-2.0
// The rows that registry_read_v1 returns, and the readers of those that make up the programme. Each
// returns false for a row that this daemon cannot hold.
#ifndef STORE_REGISTRY_READ_PROGRAMME_INTERNAL_H
#define STORE_REGISTRY_READ_PROGRAMME_INTERNAL_H

#include <stdbool.h>

#include "store/registry_programme_internal.h"
#include "store/row_internal.h"

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

bool registry_read_programme(struct registry *registry, const struct row *row);
bool registry_read_setting(struct registry *registry, const struct row *row);
bool registry_read_promotion(struct registry *registry, const struct row *row);
bool registry_read_category(struct registry *registry, const struct row *row);
bool registry_read_zone(struct registry *registry, const struct row *row);

// The zone of this name; it is added if it was not there: stores and zones come in any order.
struct zone *registry_name_zone(struct registry *registry, const char *name);

#endif
