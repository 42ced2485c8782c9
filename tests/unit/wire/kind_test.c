// SPDX-License-Identifier: Apache-2.0
// Proves that the kinds which kind.proto calls keyed are those which carry a STAN, and that the
// table in docs/protocol.md says the same.
#include "wire/kind.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"

enum { LINE_BYTES_MAX = 512 };

// Calls `check` for each line of a file and returns how many it took.
static int each_line(const char *path, bool (*check)(const char *line))
{
    char line[LINE_BYTES_MAX];
    int taken = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        taken += check(line) ? 1 : 0;
    }
    fclose(file);
    return taken;
}

// "  KIND_PURCHASE = 5;            // keyed"
static bool check_proto_line(const char *line)
{
    char name[40];
    int number = 0;
    if (sscanf(line, " KIND_%39[A-Z_] = %d;", name, &number) != 2) {
        return false;
    }
    const char *comment = strstr(line, "// keyed");
    assert_int_equal(wire_kind_is_keyed((enum wire_kind)number), comment != NULL);
    return true;
}

// "| `PURCHASE` | terminals | `Purchase` | `purchase` | yes |"
static bool check_table_line(const char *line)
{
    char name[40];
    if (sscanf(line, "| `%39[A-Z_]` | ", name) != 1) {
        return false;
    }
    for (int number = 1; number <= WIRE_KIND_ADVICE; number++) {
        enum wire_kind kind = (enum wire_kind)number;
        if (strcmp(wire_kind_name(kind) + strlen("KIND_"), name) == 0) {
            const char *yes = strstr(line, "| yes |\n");
            assert_int_equal(wire_kind_is_keyed(kind), yes != NULL);
            return true;
        }
    }
    return false; // a table of something else
}

static void the_keyed_kinds_are_those_that_the_proto_calls_so(void **state)
{
    (void)state;
    assert_int_equal(each_line(BONUS_SOURCE_DIR "/proto/bonus/v1/kind.proto", check_proto_line),
                     WIRE_KIND_ADVICE + 1);
}

static void the_table_of_messages_says_so_too(void **state)
{
    (void)state;
    assert_int_equal(each_line(BONUS_SOURCE_DIR "/docs/protocol.md", check_table_line),
                     WIRE_KIND_ADVICE);
}

static void a_kind_of_a_newer_client_is_not_keyed(void **state)
{
    (void)state;
    assert_false(wire_kind_is_keyed((enum wire_kind)(WIRE_KIND_ADVICE + 1)));
    assert_false(wire_kind_is_keyed((enum wire_kind) - 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keyed_kinds_are_those_that_the_proto_calls_so),
        cmocka_unit_test(the_table_of_messages_says_so_too),
        cmocka_unit_test(a_kind_of_a_newer_client_is_not_keyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
