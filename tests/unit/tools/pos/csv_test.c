// SPDX-License-Identifier: Apache-2.0
#include "tools/pos/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/cmocka.h"

// Reads `text` and writes what it means as "[field|field]..." and the result that ended it.
static enum csv_result read_all(const char *text, size_t size, char *meaning, size_t meaning_size)
{
    struct csv_reader *reader = memory_allocate(1, sizeof(*reader));
    FILE *file = fmemopen((void *)(uintptr_t)text, size, "r");
    assert_non_null(file);
    csv_init(reader, file);
    meaning[0] = '\0';
    enum csv_result result = csv_read(reader);
    for (; result == CSV_OK; result = csv_read(reader)) {
        for (size_t index = 0; index < reader->field_count; index++) {
            size_t used = strlen(meaning);
            snprintf(meaning + used, meaning_size - used, "%c%s", index == 0 ? '[' : '|',
                     reader->fields[index]);
        }
        size_t used = strlen(meaning);
        snprintf(meaning + used, meaning_size - used, "]%lu", reader->line);
    }
    fclose(file);
    free(reader);
    return result;
}

static void records_mean_what_rfc_4180_says(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *meaning; // each record's fields and the line it begins on
    } cases[] = {
        {"a,b,c\n1,2,3\n", "[a|b|c]1[1|2|3]2"},
        {"a,b,c\r\n1,2,3\r\n", "[a|b|c]1[1|2|3]2"},
        {"no,end", "[no|end]1"},
        {"a,,\n,,b\n", "[a||]1[||b]2"},
        {"\"a,b\",c\n", "[a,b|c]1"},
        {"\"say \"\"yes\"\" now\",\"\"\n", "[say \"yes\" now|]1"},
        {"\"two\nlines\",x\nnext,y\n", "[two\nlines|x]1[next|y]3"},
        {"\"quoted\",\"last\"\r\n", "[quoted|last]1"},
        {"a\n\n\nb\n", "[a]1[b]4"},
        {" spaces , stay \n", "[ spaces | stay ]1"},
        {"\"\"", "[]1"},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        char meaning[256];
        assert_int_equal(
            read_all(cases[index].text, strlen(cases[index].text), meaning, sizeof(meaning)),
            CSV_END);
        assert_string_equal(meaning, cases[index].meaning);
    }
}

static void what_is_no_record_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        enum csv_result result;
    } cases[] = {
        {"a\"b\n", 4, CSV_STRAY_QUOTE},
        {"\"a\"b\n", 5, CSV_STRAY_QUOTE},
        {"\"open,\nlines\n", 13, CSV_OPEN_QUOTE},
        {"a\0b\n", 4, CSV_NUL},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        char meaning[256];
        assert_int_equal(read_all(cases[index].text, cases[index].size, meaning, sizeof(meaning)),
                         cases[index].result);
    }
}

static void a_record_has_its_maxima(void **state)
{
    (void)state;
    static char text[CSV_RECORD_BYTES_MAX + 16];
    char meaning[1024];
    memset(text, ',', CSV_FIELDS_MAX - 1);
    assert_int_equal(read_all(text, CSV_FIELDS_MAX - 1, meaning, sizeof(meaning)), CSV_END);
    memset(text, ',', CSV_FIELDS_MAX);
    assert_int_equal(read_all(text, CSV_FIELDS_MAX, meaning, sizeof(meaning)), CSV_TOO_MANY);
    memset(text, 'x', CSV_RECORD_BYTES_MAX);
    assert_int_equal(read_all(text, CSV_RECORD_BYTES_MAX, meaning, sizeof(meaning)), CSV_TOO_LONG);
    assert_int_equal(read_all(text, CSV_RECORD_BYTES_MAX - 1, meaning, sizeof(meaning)), CSV_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_mean_what_rfc_4180_says),
        cmocka_unit_test(what_is_no_record_is_refused),
        cmocka_unit_test(a_record_has_its_maxima),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
