// SPDX-License-Identifier: Apache-2.0
// Proves that result.proto, the table in docs/protocol.md and the retry rules in the code agree.
#include "wire/result_code.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"
#include "base/check.h"

enum {
    RESULTS_MAX = 64,
    NAME_BYTES_MAX = 40,
    LINE_BYTES_MAX = 1024,
};

struct result {
    char name[NAME_BYTES_MAX]; // "BUSY"
    int number;
    char retry[NAME_BYTES_MAX]; // the table's last column
};

struct results {
    struct result list[RESULTS_MAX];
    size_t count;
};

// "  RESULT_BUSY = 20;   // ..."
static bool parse_proto_line(const char *line, struct result *result)
{
    return sscanf(line, " RESULT_%39[A-Z_] = %d;", result->name, &result->number) == 2 &&
           result->number != WIRE_RESULT_UNSPECIFIED;
}

// "| `BUSY` | 20 | ... | no | yes, same STAN |"
static bool parse_table_line(const char *line, struct result *result)
{
    if (sscanf(line, "| `%39[A-Z_]` | %d |", result->name, &result->number) != 2) {
        return false;
    }
    const char *last = line;
    for (const char *bar = strstr(line, " | "); bar != NULL; bar = strstr(bar + 1, " | ")) {
        last = bar + strlen(" | ");
    }
    return sscanf(last, "%39[^|\n]", result->retry) == 1;
}

static void read_results(const char *path,
                         bool (*parse_line)(const char *line, struct result *result),
                         struct results *results)
{
    char line[LINE_BYTES_MAX];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    results->count = 0;
    while (fgets(line, sizeof(line), file) != NULL) {
        assert_true(results->count < RESULTS_MAX);
        if (parse_line(line, &results->list[results->count])) {
            results->count++;
        }
    }
    fclose(file);
    assert_true(results->count > 0);
}

static void read_table(struct results *results)
{
    read_results(BONUS_SOURCE_DIR "/docs/protocol.md", parse_table_line, results);
}

static void the_table_lists_the_results_of_the_proto_in_their_order(void **state)
{
    (void)state;
    struct results proto;
    struct results table;
    read_results(BONUS_SOURCE_DIR "/proto/bonus/v1/result.proto", parse_proto_line, &proto);
    read_table(&table);
    assert_int_equal(proto.count, table.count);
    for (size_t index = 0; index < proto.count; index++) {
        assert_string_equal(table.list[index].name, proto.list[index].name);
        assert_int_equal(table.list[index].number, proto.list[index].number);
    }
}

static const char *retry_text(enum wire_result_code code)
{
    if (code == WIRE_RESULT_APPROVED) {
        return "not needed ";
    }
    switch (wire_result_code_retry(code)) {
    case WIRE_RETRY_NEVER:
        return "no ";
    case WIRE_RETRY_SAME_STAN:
        return "yes, same STAN ";
    case WIRE_RETRY_IN_DOUBT:
        return "yes, same STAN and nothing else ";
    case WIRE_RETRY_LOGON:
        return "yes, after Logon ";
    case WIRE_RETRY_LATER:
        return "yes, ask again later ";
    }
    return "";
}

static void the_table_says_of_retries_what_the_code_does(void **state)
{
    (void)state;
    struct results table;
    read_table(&table);
    for (size_t index = 0; index < table.count; index++) {
        const struct result *row = &table.list[index];
        char name[NAME_BYTES_MAX + 8];
        snprintf(name, sizeof(name), "RESULT_%s", row->name);
        enum wire_result_code code = (enum wire_result_code)row->number;
        assert_string_equal(wire_result_code_name(code), name);
        assert_string_equal(row->retry, retry_text(code));
    }
}

static void an_unknown_result_is_read_as_in_doubt(void **state)
{
    (void)state;
    assert_int_equal(wire_result_code_retry((enum wire_result_code)999), WIRE_RETRY_IN_DOUBT);
    assert_int_equal(wire_result_code_retry(WIRE_RESULT_UNSPECIFIED), WIRE_RETRY_IN_DOUBT);
    assert_string_equal(wire_result_code_name((enum wire_result_code)999), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_lists_the_results_of_the_proto_in_their_order),
        cmocka_unit_test(the_table_says_of_retries_what_the_code_does),
        cmocka_unit_test(an_unknown_result_is_read_as_in_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
