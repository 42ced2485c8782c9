// SPDX-License-Identifier: Apache-2.0
// Reading and checking a configuration file.
#include "base/limits.h"
#include "config_file.h"

static void defaults_hold_where_nothing_is_set(void **state)
{
    (void)state;
    struct config_file file;
    config_file_read(&file, CONFIG_FILE_REQUIRED);
    assert_string_equal(config_file_errors(&file), "");
    assert_int_equal(file.config.listen_port, 7450);
    assert_string_equal(file.config.http_address, "127.0.0.1");
    assert_int_equal(file.config.log_level, LOG_INFO);
    assert_int_equal(file.config.lines[CONFIG_SETTING_listen_port], 0);
    config_file_clear(&file);
}

static void defaults_are_those_of_the_limits(void **state)
{
    (void)state;
    struct config_file file;
    config_file_read(&file, CONFIG_FILE_REQUIRED);
    assert_int_equal(file.config.limits_connections, LIMIT_CONNECTIONS_DEFAULT);
    assert_int_equal(file.config.limits_requests, LIMIT_REQUESTS_MAX);
    assert_int_equal(file.config.limits_requests_per_session, LIMIT_SESSION_REQUESTS_MAX);
    assert_int_equal(file.config.limits_logon_ms, LIMIT_LOGON_MS);
    assert_int_equal(file.config.limits_idle_ms, LIMIT_IDLE_MS);
    assert_int_equal(file.config.limits_request_ms, LIMIT_REQUEST_MS);
    assert_int_equal(file.config.limits_drain_ms, LIMIT_DRAIN_MS);
    assert_int_equal(file.config.database_turn_requests_max, LIMIT_TURN_REQUESTS_MAX);
    config_file_clear(&file);
}

static void values_are_taken_with_their_lines(void **state)
{
    (void)state;
    struct config_file file;
    config_file_read(&file, CONFIG_FILE_REQUIRED "[listen]\n; comment\n\n  port = 1234\n"
                                                 "[log]\nlevel=debug\n");
    assert_string_equal(config_file_errors(&file), "");
    assert_int_equal(file.config.listen_port, 1234);
    assert_int_equal(file.config.log_level, LOG_DEBUG);
    assert_string_equal(file.config.tls_key, "k");
    assert_int_equal(file.config.lines[CONFIG_SETTING_listen_port], 10);
    assert_int_equal(file.config.lines[CONFIG_SETTING_tls_certificate], 2);
    config_file_clear(&file);
}

static void every_error_is_reported_with_its_line(void **state)
{
    (void)state;
    struct config_file file;
    config_file_read(&file, "[listen]\n"
                            "port = 99999\n"
                            "prot = 3\n"
                            "nonsense\n"
                            "[limits]\n"
                            "requests = 0\n"
                            "requests = 5\n"
                            "drain_ms = 1.5\n"
                            "[nowhere]\n"
                            "x = 1\n"
                            "[log\n"
                            "[log]\n"
                            "level = loud\n"
                            "dangling");
    assert_true(config_file_has_error(&file, 2, "[listen] port is \"99999\""));
    assert_true(config_file_has_error(&file, 3, "[listen] prot is no setting"));
    assert_true(config_file_has_error(&file, 4, "the line says nothing"));
    assert_true(config_file_has_error(&file, 6, "[limits] requests is \"0\""));
    assert_true(config_file_has_error(&file, 7, "[limits] requests is set twice"));
    assert_true(config_file_has_error(&file, 8, "[limits] drain_ms is \"1.5\""));
    assert_true(config_file_has_error(&file, 10, "[nowhere] x is no setting"));
    assert_true(config_file_has_error(&file, 11, "the line says nothing"));
    assert_true(config_file_has_error(&file, 13, "[log] level is \"loud\""));
    assert_true(config_file_has_error(&file, 14, "the line says nothing"));
    assert_int_equal(file.errors.count, 10 + 4); // and four that are required
    config_file_clear(&file);
}

static void what_is_required_and_missing_is_named(void **state)
{
    (void)state;
    struct config_file file;
    config_file_read(&file, "");
    assert_int_equal(file.errors.count, 4);
    assert_non_null(strstr(config_file_errors(&file), ": [tls] certificate is not set\nHINT: "));
    assert_non_null(strstr(config_file_errors(&file), ": [tls] key is not set\nHINT: "));
    assert_non_null(strstr(config_file_errors(&file), ": [tls] authority is not set\nHINT: "));
    assert_non_null(strstr(config_file_errors(&file), ": [database] uri is not set\nHINT: "));
    config_file_clear(&file);
}

static void long_values_are_taken_and_too_long_lines_told(void **state)
{
    (void)state;
    char content[2048] = "[tls]\ncertificate = c\nkey = k\nauthority = a\n[database]\nuri = ";
    size_t size = strlen(content);
    memset(content + size, 'u', CONFIG_TEXT_BYTES_MAX - 1);
    struct config_file file;
    config_file_read(&file, content);
    assert_string_equal(config_file_errors(&file), "");
    assert_int_equal(strlen(file.config.database_uri), CONFIG_TEXT_BYTES_MAX - 1);
    config_file_clear(&file);

    content[size + CONFIG_TEXT_BYTES_MAX - 1] = 'u';
    config_file_read(&file, content);
    assert_int_equal(file.errors.count, 1);
    config_file_clear(&file);

    memset(content + size, 'u', 1200);
    strcpy(content + size + 1200, "\n[listen]\nport = 77\n");
    config_file_read(&file, content);
    assert_true(config_file_has_error(&file, 6, "the line is too long"));
    assert_int_equal(file.config.listen_port, 77);
    assert_int_equal(file.config.lines[CONFIG_SETTING_listen_port], 8);
    config_file_clear(&file);
}

static void settings_that_contradict_each_other_are_errors(void **state)
{
    (void)state;
    struct config_file file;
    config_file_read(&file, CONFIG_FILE_REQUIRED "[limits]\nrequests = 4\n"
                                                 "requests_per_session = 5\n"
                                                 "[http]\nport = 7450\n");
    assert_true(
        config_file_has_error(&file, 9, "[limits] requests_per_session is more than requests"));
    assert_true(config_file_has_error(&file, 11, "[http] port is [listen] port"));
    assert_int_equal(file.errors.count, 2);
    config_file_clear(&file);
}

static void a_file_that_is_not_there_is_told(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, CONFIG_ERRORS_BYTES_MAX);
    struct config config;
    struct config_errors errors = {.text = &text};
    config_read(&config, "/nowhere/bonusd.ini", &errors);
    assert_int_equal(errors.count, 1);
    assert_memory_equal(buffer_bytes(&text), "/nowhere/bonusd.ini: No such file or directory\n",
                        47);
    buffer_clear(&text);
}

static void count_kept(void *context, const char *setting)
{
    unsigned *count = context;
    ++*count;
    assert_string_equal(setting, "[listen] port");
}

static void a_reload_takes_what_may_change_and_names_the_rest(void **state)
{
    (void)state;
    struct config_file now;
    struct config_file next;
    config_file_read(&now, CONFIG_FILE_REQUIRED);
    config_file_read(&next, CONFIG_FILE_REQUIRED "[listen]\nport = 1\n[log]\nlevel = warn\n");
    unsigned count = 0;
    config_adopt(&now.config, &next.config, count_kept, &count);
    assert_int_equal(count, 1);
    assert_int_equal(now.config.listen_port, 7450);
    assert_int_equal(now.config.log_level, LOG_WARN);
    config_file_clear(&now);
    config_file_clear(&next);
}

static void the_example_has_no_error(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, CONFIG_ERRORS_BYTES_MAX);
    struct config config;
    struct config_errors errors = {.text = &text};
    config_read(&config, BONUS_SOURCE_DIR "/src/daemon/bonusd.ini", &errors);
    assert_int_equal(errors.count, 0);
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_hold_where_nothing_is_set),
        cmocka_unit_test(defaults_are_those_of_the_limits),
        cmocka_unit_test(values_are_taken_with_their_lines),
        cmocka_unit_test(every_error_is_reported_with_its_line),
        cmocka_unit_test(what_is_required_and_missing_is_named),
        cmocka_unit_test(long_values_are_taken_and_too_long_lines_told),
        cmocka_unit_test(settings_that_contradict_each_other_are_errors),
        cmocka_unit_test(a_file_that_is_not_there_is_told),
        cmocka_unit_test(a_reload_takes_what_may_change_and_names_the_rest),
        cmocka_unit_test(the_example_has_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
