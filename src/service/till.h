// SPDX-License-Identifier: Apache-2.0
// What the daemon remembers of a terminal from its first Logon on: its live session, and how often
// it lately sent what cannot be right. Outlives sessions, so that connecting anew forgives nothing.
#ifndef SERVICE_TILL_H
#define SERVICE_TILL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

struct session;
struct till_table;

struct till {
    uint32_t terminal;
    struct session *session; // the live one, or NULL
    int64_t faults_since_ms; // when counting began
    uint32_t fault_count;
    struct till *next; // in the table
};

struct till_table *till_table_create(void);

// NULL is fine.
void till_table_destroy(struct till_table *table);

// The till of a terminal, made if it is new; NULL when LIMIT_TERMINALS_MAX are known.
BASE_MUST_USE struct till *till_table_reach(struct till_table *table, uint32_t terminal);

// NULL if it has not logged on since the start.
struct till *till_table_find(const struct till_table *table, uint32_t terminal);

// Counts a fault; whether the budget of LIMIT_TILL_FAULTS_MAX within LIMIT_TILL_FAULTS_MS is spent.
bool till_count_fault(struct till *till, int64_t now_ms);

// How long the till is to stay away: 0 while its budget lasts.
uint32_t till_penalty_ms(const struct till *till, int64_t now_ms);

#endif
