// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/listing.h"

#include <string.h>

#include "support/cmocka.h"
#include "tools/ctl/capture.h"

// Two rows as a server would send them: (store int4, currency int2, name text, blocked bool).
static PGresult *rows_make(void)
{
    enum { BOOL = 16, INT2 = 21, INT4 = 23, TEXT = 25 };
    char names[][16] = {"store", "currency", "name", "blocked"};
    PGresAttDesc columns[] = {
        {.name = names[0], .typid = INT4, .typlen = 4},
        {.name = names[1], .typid = INT2, .typlen = 2},
        {.name = names[2], .typid = TEXT, .typlen = -1},
        {.name = names[3], .typid = BOOL, .typlen = 1},
    };
    static const char *const values[2][4] = {{"7", "643", "Арбат", "f"}, {"12", "1", NULL, "t"}};
    PGresult *rows = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    assert_int_equal(PQsetResultAttrs(rows, BASE_COUNT(columns), columns), 1);
    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 4; column++) {
            char text[32] = "";
            const char *value = values[row][column];
            snprintf(text, sizeof(text), "%s", value == NULL ? "" : value);
            assert_int_equal(
                PQsetvalue(rows, row, column, text, value == NULL ? -1 : (int)strlen(text)), 1);
        }
    }
    return rows;
}

static void people_get_columns_letters_and_words(void **state)
{
    (void)state;
    struct capture capture;
    capture_init(&capture);
    PGresult *rows = rows_make();
    listing_print(&capture.ctl, rows);
    assert_string_equal(capture_out(&capture), "store  currency  name   blocked\n"
                                               "    7  RUB       Арбат  no\n"
                                               "   12  1                yes\n");
    PQclear(rows);
    capture_clear(&capture);
}

static void programs_get_numbers_nulls_and_booleans(void **state)
{
    (void)state;
    struct capture capture;
    capture_init(&capture);
    capture.ctl.json = true;
    PGresult *rows = rows_make();
    listing_print(&capture.ctl, rows);
    json_t *printed = json_loads(capture_out(&capture), 0, NULL);
    json_t *expected = json_pack("[{s:i, s:s, s:s, s:b}, {s:i, s:s, s:n, s:b}]", "store", 7,
                                 "currency", "RUB", "name", "Арбат", "blocked", 0, "store", 12,
                                 "currency", "1", "name", "blocked", 1);
    assert_true(json_equal(printed, expected));
    json_decref(expected);
    json_decref(printed);
    PQclear(rows);
    capture_clear(&capture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_get_columns_letters_and_words),
        cmocka_unit_test(programs_get_numbers_nulls_and_booleans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
