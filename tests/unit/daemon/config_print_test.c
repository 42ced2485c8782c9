// SPDX-License-Identifier: Apache-2.0
// The table of settings, printed.
#include "config_file.h"

static void what_is_printed_can_be_read_again(void **state)
{
    (void)state;
    struct config_file first;
    struct config_file second;
    config_file_read(&first, CONFIG_FILE_REQUIRED "[listen]\nport = 1\n[log]\nlevel = warn\n");
    struct buffer text;
    buffer_init(&text, CONFIG_ERRORS_BYTES_MAX);
    config_print(&first.config, &text);
    assert_int_equal(buffer_append(&text, "", 1), BASE_OK);
    config_file_read(&second, (const char *)buffer_bytes(&text));
    assert_string_equal(config_file_errors(&second), "");
    memcpy(second.config.lines, first.config.lines, sizeof(first.config.lines));
    assert_memory_equal(&first.config, &second.config, sizeof(first.config));
    buffer_clear(&text);
    config_file_clear(&first);
    config_file_clear(&second);
}

static void the_page_in_docs_is_what_the_table_says(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, CONFIG_ERRORS_BYTES_MAX);
    config_print_docs(&text);
    FILE *file = fopen(BONUS_SOURCE_DIR "/docs/configuration.md", "r");
    assert_non_null(file);
    char *page = malloc(CONFIG_ERRORS_BYTES_MAX);
    assert_non_null(page);
    size_t size = fread(page, 1, CONFIG_ERRORS_BYTES_MAX, file);
    fclose(file);
    bool same = size == buffer_size(&text) && memcmp(page, buffer_bytes(&text), size) == 0;
    free(page);
    buffer_clear(&text);
    if (!same) {
        fail_msg("run: bonusd --print-config-docs > docs/configuration.md");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printed_can_be_read_again),
        cmocka_unit_test(the_page_in_docs_is_what_the_table_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
