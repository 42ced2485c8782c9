// SPDX-License-Identifier: Apache-2.0
// The form of an export, to the byte: what is written, and that nothing else is read.
#include "tools/ctl/seal_export.h"

#include <stdlib.h>
#include <string.h>

#include "support/cmocka.h"

#define SEAL_OF_7 "0707070707070707070707070707070707070707070707070707070707070707"
#define SEAL_OF_0 "0000000000000000000000000000000000000000000000000000000000000000"
#define TEXT                                                                                       \
    "bonus seal export 1\n"                                                                        \
    "ledger 2026-11-21T20:00:00.123456Z\n"                                                         \
    "lanes 2\n"                                                                                    \
    "exported 2026-11-22T01:02:03.000456Z\n"                                                       \
    "key " SEAL_OF_7 "\n"                                                                          \
    "head 0 2 1234 " SEAL_OF_7 " 2026-11-22T01:00:00.000000Z\n"                                    \
    "head 1 1 0 " SEAL_OF_0 " -\n"

static struct seal_export export_make(void)
{
    struct seal_export exported = {
        .made_at = "2026-11-21T20:00:00.123456Z",
        .exported_at = "2026-11-22T01:02:03.000456Z",
        .lane_count = 2,
        .heads[0] = {.incarnation = 2,
                     .position = 1234,
                     .posted_at = "2026-11-22T01:00:00.000000Z"},
        .heads[1] = {.incarnation = 1},
    };
    memset(exported.key, 7, sizeof(exported.key));
    memset(exported.heads[0].seal, 7, DIGEST_BYTES);
    return exported;
}

static void an_export_is_written_as_documented(void **state)
{
    (void)state;
    char text[SEAL_EXPORT_BYTES_MAX];
    const struct seal_export exported = export_make();
    assert_int_equal(seal_export_print(&exported, text), strlen(TEXT));
    assert_string_equal(text, TEXT);
}

static void what_was_written_is_read_back(void **state)
{
    (void)state;
    const struct seal_export expected = export_make();
    struct seal_export exported;
    assert_int_equal(seal_export_parse(TEXT, strlen(TEXT), &exported), 0);
    assert_memory_equal(&exported, &expected, sizeof(expected));
}

static void as_many_lanes_as_there_can_be_fit(void **state)
{
    (void)state;
    struct seal_export exported = export_make();
    struct seal_export read;
    const uint8_t signature[SEAL_SIGNATURE_BYTES] = {0};
    char text[SEAL_EXPORT_BYTES_MAX];
    exported.lane_count = SEAL_HEADS_MAX;
    for (size_t lane = 0; lane < SEAL_HEADS_MAX; lane++) {
        exported.heads[lane] = exported.heads[0];
        exported.heads[lane].incarnation = UINT16_MAX;
        exported.heads[lane].position = SEAL_POSITION_MAX;
    }
    const size_t signed_size = seal_export_print(&exported, text);
    assert_true(seal_export_print_signature(text, signed_size, signature) < SEAL_EXPORT_BYTES_MAX);
    assert_int_equal(seal_export_parse(text, signed_size, &read), 0);
    assert_memory_equal(&read, &exported, sizeof(read));
}

static void anything_else_is_named_by_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        const char *to;
        size_t line;
    } changes[] = {
        {"export 1", "export 2", 1},
        {"ledger ", "ledger  ", 2},
        {"21T20", "21 20", 2},
        {"56Z", "56", 2},
        {"lanes 2", "lanes 0", 3},
        {"lanes 2", "lanes 02", 3},
        {"lanes 2", "lanes 257", 3},
        {"lanes 2", "lanes -2", 3},
        {"lanes 2", "lanes 3", 8},
        {"lanes 2", "lanes 1", 7},
        {"lanes 2\n", "lanes 2\r\n", 3},
        {"exported", "Exported", 4},
        {"key 07", "key 0", 5},
        {"key 07", "key 0A", 5},
        {"head 0 ", "head 1 ", 6},
        {"head 0 2 1234", "head 0 2 01234", 6},
        {"head 0 2 1234", "head 0 2 1234567890123456789", 6},
        {"head 0 2 1234", "head 0 65536 1234", 6},
        {"head 0 2 1234", "head 0 2 0", 6},
        {"head 0 2 1234", "head 0 2 ", 6},
        {" 2026-11-22T01:00:00.000000Z\n", " -\n", 6},
        {"head 1 1 0 00", "head 1 1 0 01", 7},
        {" -\n", " -", 7},
        {" -\n", " - \n", 7},
        {" -\n", " -\nhead 2 1 0 " SEAL_OF_0 " -\n", 8},
    };
    for (size_t index = 0; index < BASE_COUNT(changes); index++) {
        struct seal_export exported;
        char text[SEAL_EXPORT_BYTES_MAX];
        const char *at = strstr(TEXT, changes[index].from);
        assert_non_null(at);
        const size_t size = (size_t)snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - TEXT), TEXT,
                                             changes[index].to, at + strlen(changes[index].from));
        if (seal_export_parse(text, size, &exported) != changes[index].line) {
            fail_msg("\"%s\" for \"%s\": line %zu", changes[index].to, changes[index].from,
                     seal_export_parse(text, size, &exported));
        }
    }
}

static void no_part_of_an_export_is_one(void **state)
{
    (void)state;
    for (size_t size = 0; size < strlen(TEXT); size++) {
        struct seal_export exported;
        char *part = malloc(size + 1); // so that reading behind it is noticed
        memcpy(part, TEXT, size);
        part[size] = 'x';
        assert_int_not_equal(seal_export_parse(part, size, &exported), 0);
        free(part);
    }
}

static void the_signature_is_the_last_line_and_covers_all_before_it(void **state)
{
    (void)state;
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    uint8_t read[SEAL_SIGNATURE_BYTES];
    char text[SEAL_EXPORT_BYTES_MAX] = TEXT;
    size_t signed_size = 0;
    memset(signature, 9, sizeof(signature));
    const size_t size = seal_export_print_signature(text, strlen(TEXT), signature);
    assert_true(seal_export_split(text, size, &signed_size, read));
    assert_int_equal(signed_size, strlen(TEXT));
    assert_memory_equal(read, signature, sizeof(read));
    for (size_t part = 0; part < size; part++) {
        assert_false(seal_export_split(text, part, &signed_size, read));
    }
    text[size] = '\n';
    assert_false(seal_export_split(text, size + 1, &signed_size, read));
    text[0] = 'B';
    assert_false(seal_export_split(text, size, &signed_size, read));
}

static void a_time_has_one_form(void **state)
{
    (void)state;
    char text[SEAL_TIME_BYTES];
    seal_time_print(1, text);
    assert_string_equal(text, "1970-01-01T00:00:00.000001Z");
    seal_time_print(INT64_C(1795222923999999), text);
    assert_string_equal(text, "2026-11-21T01:02:03.999999Z");
    assert_true(seal_time_is_valid(text));
    static const char *const others[] = {"",
                                         "2026",
                                         "infinity",
                                         "2026-11-21T01:02:03.99999Z",
                                         "2026-11-21T01:02:03.9999999Z",
                                         "2026-11-21T01:02:03.999999z"};
    for (size_t index = 0; index < BASE_COUNT(others); index++) {
        assert_false(seal_time_is_valid(others[index]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_is_written_as_documented),
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(as_many_lanes_as_there_can_be_fit),
        cmocka_unit_test(anything_else_is_named_by_its_line),
        cmocka_unit_test(no_part_of_an_export_is_one),
        cmocka_unit_test(the_signature_is_the_last_line_and_covers_all_before_it),
        cmocka_unit_test(a_time_has_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
