// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/table.h"

#include "support/cmocka.h"
#include "tools/ctl/capture.h"

static void columns_line_up_by_characters_and_numbers_to_the_right(void **state)
{
    (void)state;
    struct capture capture;
    struct table table;
    capture_init(&capture);
    table_init(&table);
    table_add_column(&table, "name", false);
    table_add_column(&table, "n", true);
    table_add_column(&table, "end", false);
    static const char *const cells[] = {"Арбат", "7", "x", "Kiev", "1234", "y"};
    for (size_t index = 0; index < BASE_COUNT(cells); index++) {
        table_add(&table, cells[index]);
    }
    table_print(&capture.ctl, &table);
    assert_string_equal(capture_out(&capture), "name      n  end\n"
                                               "Арбат     7  x\n"
                                               "Kiev   1234  y\n");
    table_clear(&table);
    capture_clear(&capture);
}

static void a_table_without_rows_is_its_names(void **state)
{
    (void)state;
    struct capture capture;
    struct table table;
    capture_init(&capture);
    table_init(&table);
    table_add_column(&table, "store", true);
    table_add_column(&table, "name", false);
    table_print(&capture.ctl, &table);
    assert_string_equal(capture_out(&capture), "store  name\n");
    table_clear(&table);
    capture_clear(&capture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_line_up_by_characters_and_numbers_to_the_right),
        cmocka_unit_test(a_table_without_rows_is_its_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
