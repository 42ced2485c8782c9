// SPDX-License-Identifier: Apache-2.0
// Rows as registry_read_v1 returns them.
#include "registry_rows.h"

#include <string.h>

#include "base/check.h"
#include "pgresult.h"
#include "store/registry_read_internal.h"
#include "support/cmocka.h"

int rows_add_item(PGresult *result, const char *item, int64_t number, int64_t other)
{
    int row = pgresult_add_row(result);
    pgresult_set_text(result, row, ITEM, item);
    pgresult_set_int8(result, row, NUMBER, number);
    if (other != 0) {
        pgresult_set_int8(result, row, OTHER, other);
    }
    return row;
}

void rows_add_store(PGresult *result, int64_t store, const char *name)
{
    int row = rows_add_item(result, "store", store, 643);
    pgresult_set_text(result, row, NAME, name);
    pgresult_set_text(result, row, TEXT, "Europe/Moscow");
}

int rows_add_numbers(PGresult *result, const char *item, const char *name, const int64_t *numbers,
                     size_t count)
{
    int row = rows_add_item(result, item, 0, 0);
    pgresult_set_text(result, row, NAME, name);
    pgresult_set_int8_array(result, row, NUMBERS, numbers, count);
    return row;
}

void rows_add_zone(PGresult *result, const char *name)
{
    static const int64_t shifts[] = {0, 10800, 1269730800, 14400, 1414274400, 10800};
    rows_add_numbers(result, "zone", name, shifts, BASE_COUNT(shifts));
}

int rows_add_setting(PGresult *result, const char *name, struct setting setting)
{
    const int64_t numbers[] = {setting.from_version, setting.to_version, setting.currency,
                               setting.store, setting.value};
    return rows_add_numbers(result, "setting", name, numbers, BASE_COUNT(numbers));
}

void rows_add_rate(PGresult *result, int64_t currency, int64_t rate_bp)
{
    rows_add_setting(result, "rate_bp", (struct setting){1, UINT32_MAX, currency, 0, rate_bp});
}

void rows_add_incarnation(PGresult *result, int64_t lane, int64_t first_position,
                          int64_t incarnation)
{
    int row = rows_add_item(result, "incarnation", lane, first_position);
    pgresult_set_int4(result, row, MORE, incarnation);
}

// Ledger, incarnations and revision, without which there is no registry.
int rows_make(void **state)
{
    *state = pgresult_create_rows(COLUMNS);
    rows_add_item(*state, "ledger", LANES, 0);
    for (int64_t lane = LANES - 1; lane >= 0; lane--) {
        rows_add_incarnation(*state, lane, 1, 1);
    }
    rows_add_item(*state, "revision", 12, 0);
    return 0;
}

int rows_drop(void **state)
{
    PQclear(*state);
    return 0;
}

void rows_assert_refused(const PGresult *rows, const char *about)
{
    const char *problem = "";
    assert_null(registry_read(rows, &problem));
    if (strstr(problem, about) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", problem, about);
    }
}

struct registry *rows_read(void **state)
{
    const char *problem = "";
    struct registry *registry = registry_read(*state, &problem);
    assert_non_null(registry);
    return registry;
}
