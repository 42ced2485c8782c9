// SPDX-License-Identifier: Apache-2.0
// A hash table with chains. Terminals are numbered by the database, one after another, so that
// their low bits spread them evenly.
#include "service/till.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/slab.h"

enum { TILL_BUCKETS = 16384 };

static_assert(BASE_IS_POWER_OF_TWO(TILL_BUCKETS), "a bucket is the low bits of a number");

struct till_table {
    struct slab *tills;
    struct till *buckets[TILL_BUCKETS];
};

struct till_table *till_table_create(void)
{
    struct till_table *table = memory_allocate(1, sizeof(*table));
    table->tills = slab_create(sizeof(struct till), LIMIT_TERMINALS_MAX);
    return table;
}

void till_table_destroy(struct till_table *table)
{
    if (table == NULL) {
        return;
    }
    for (size_t i = 0; i < TILL_BUCKETS; i++) {
        while (table->buckets[i] != NULL) {
            struct till *till = table->buckets[i];
            CHECK(till->session == NULL);
            table->buckets[i] = till->next;
            slab_give(table->tills, till);
        }
    }
    slab_destroy(table->tills);
    free(table);
}

struct till *till_table_find(const struct till_table *table, uint32_t terminal)
{
    struct till *till = table->buckets[terminal % TILL_BUCKETS];
    while (till != NULL && till->terminal != terminal) {
        till = till->next;
    }
    return till;
}

struct till *till_table_reach(struct till_table *table, uint32_t terminal)
{
    struct till *till = till_table_find(table, terminal);
    if (till != NULL) {
        return till;
    }
    till = slab_take(table->tills);
    if (till != NULL) {
        struct till **bucket = &table->buckets[terminal % TILL_BUCKETS];
        till->terminal = terminal;
        till->next = *bucket;
        *bucket = till;
    }
    return till;
}

static bool till_counts(const struct till *till, int64_t now_ms)
{
    return till->fault_count > 0 && now_ms - till->faults_since_ms < LIMIT_TILL_FAULTS_MS;
}

bool till_count_fault(struct till *till, int64_t now_ms)
{
    if (!till_counts(till, now_ms)) {
        till->fault_count = 0;
        till->faults_since_ms = now_ms;
    }
    till->fault_count++;
    return till->fault_count > LIMIT_TILL_FAULTS_MAX;
}

uint32_t till_penalty_ms(const struct till *till, int64_t now_ms)
{
    if (!till_counts(till, now_ms) || till->fault_count <= LIMIT_TILL_FAULTS_MAX) {
        return 0;
    }
    return (uint32_t)(till->faults_since_ms + LIMIT_TILL_FAULTS_MS - now_ms);
}
