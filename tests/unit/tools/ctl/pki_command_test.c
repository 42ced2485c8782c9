// SPDX-License-Identifier: Apache-2.0
// The pki commands on a folder of their own.
#include "tools/ctl/commands.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/cmocka.h"
#include "tools/ctl/capture.h"
#include "tools/ctl/certificate.h"

enum { WORDS_MAX = 16, PATH_BYTES = 256 };

struct folder {
    char path[PATH_BYTES];
    struct capture capture;
};

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof(*folder));
    snprintf(folder->path, sizeof(folder->path), "/tmp/bonus-pki.XXXXXX");
    capture_init(&folder->capture);
    *state = folder;
    return mkdtemp(folder->path) == NULL;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static int tear_down(void **state)
{
    struct folder *folder = *state;
    nftw(folder->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    capture_clear(&folder->capture);
    free(folder);
    return 0;
}

// Runs "pki ROLE [NAME]" on the folder, with up to two more words.
static enum ctl_result pki(struct folder *folder, const char *role, const char *name,
                           const char *more)
{
    char texts[WORDS_MAX][PATH_BYTES];
    const char *const given[] = {"bonusctl", "pki", role, name, "--dir", folder->path, more};
    char *words[WORDS_MAX];
    int count = 0;
    for (size_t index = 0; index < BASE_COUNT(given); index++) {
        if (given[index] != NULL) {
            snprintf(texts[count], PATH_BYTES, "%s", given[index]);
            words[count] = texts[count];
            count++;
        }
    }
    return command_run(&folder->capture.ctl, commands, count, words);
}

static mode_t mode_of(const struct folder *folder, const char *name)
{
    char path[PATH_BYTES * 2];
    struct stat status;
    snprintf(path, sizeof(path), "%s/%s", folder->path, name);
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static void fingerprint_of(struct folder *folder, const char *file, const char *name,
                           char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES])
{
    char path[PATH_BYTES * 2];
    snprintf(path, sizeof(path), "%s/%s", folder->path, file);
    assert_int_equal(certificate_read_fingerprint(&folder->capture.ctl, path, name, fingerprint),
                     CTL_OK);
}

static void files_lie_where_everyone_looks_and_keys_are_the_owners_alone(void **state)
{
    struct folder *folder = *state;
    umask(022);
    assert_int_equal(pki(folder, "init", NULL, NULL), CTL_OK);
    assert_int_equal(pki(folder, "server", "bonusd", "--host=localhost"), CTL_OK);
    assert_int_equal(pki(folder, "terminal", "till-1", NULL), CTL_OK);
    assert_int_equal(pki(folder, "operator", "anna", NULL), CTL_OK);
    assert_int_equal(pki(folder, "subscriber", "office", NULL), CTL_OK);
    static const char *const keys[] = {"ca.key", "bonusd/key.pem", "till-1/key.pem", "anna/key.pem",
                                       "office/key.pem"};
    for (size_t index = 0; index < BASE_COUNT(keys); index++) {
        assert_int_equal(mode_of(folder, keys[index]), 0600);
    }
    assert_int_equal(mode_of(folder, "ca.pem"), 0644);
    assert_int_equal(mode_of(folder, "till-1/cert.pem"), 0644);
}

static void the_fingerprint_that_is_printed_is_that_of_the_file(void **state)
{
    struct folder *folder = *state;
    char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES];
    assert_int_equal(pki(folder, "init", NULL, NULL), CTL_OK);
    fingerprint_of(folder, "ca.pem", "bonus authority", fingerprint);
    assert_non_null(strstr(capture_out(&folder->capture), fingerprint));
}

static void a_certificate_is_not_taken_under_another_name(void **state)
{
    struct folder *folder = *state;
    char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES];
    char path[PATH_BYTES * 2];
    snprintf(path, sizeof(path), "%s/till-1/cert.pem", folder->path);
    assert_int_equal(pki(folder, "init", NULL, NULL), CTL_OK);
    assert_int_equal(pki(folder, "terminal", "till-1", NULL), CTL_OK);
    assert_int_equal(
        certificate_read_fingerprint(&folder->capture.ctl, path, "till-2", fingerprint), CTL_DATA);
    assert_non_null(strstr(capture_error(&folder->capture),
                           "is the certificate of \"till-1\", not of \"till-2\""));
}

static void nothing_is_overwritten_unless_forced(void **state)
{
    struct folder *folder = *state;
    char before[CERTIFICATE_FINGERPRINT_TEXT_BYTES];
    char after[CERTIFICATE_FINGERPRINT_TEXT_BYTES];
    assert_int_equal(pki(folder, "init", NULL, NULL), CTL_OK);
    assert_int_equal(pki(folder, "terminal", "till-1", NULL), CTL_OK);
    fingerprint_of(folder, "till-1/cert.pem", "till-1", before);
    assert_int_equal(pki(folder, "terminal", "till-1", NULL), CTL_CANNOT_CREATE);
    assert_int_equal(pki(folder, "init", NULL, NULL), CTL_CANNOT_CREATE);
    fingerprint_of(folder, "till-1/cert.pem", "till-1", after);
    assert_string_equal(before, after);
    assert_int_equal(pki(folder, "terminal", "till-1", "--force"), CTL_OK);
    fingerprint_of(folder, "till-1/cert.pem", "till-1", after);
    assert_string_not_equal(before, after);
}

static void a_name_cannot_leave_the_folder(void **state)
{
    struct folder *folder = *state;
    assert_int_equal(pki(folder, "init", NULL, NULL), CTL_OK);
    assert_int_equal(pki(folder, "terminal", "../till", NULL), CTL_USAGE);
    assert_int_equal(pki(folder, "server", "bonusd", "--host=a,DNS:b"), CTL_USAGE);
}

static void without_an_authority_there_is_a_hint(void **state)
{
    struct folder *folder = *state;
    assert_int_equal(pki(folder, "terminal", "till-1", NULL), CTL_NO_INPUT);
    assert_non_null(strstr(capture_error(&folder->capture), "HINT: bonusctl pki init"));
}

static void nothing_outlives_its_authority(void **state)
{
    struct folder *folder = *state;
    assert_int_equal(pki(folder, "init", NULL, "--days=10"), CTL_OK);
    assert_int_equal(pki(folder, "terminal", "till-1", "--days=11"), CTL_DATA);
    assert_int_equal(pki(folder, "terminal", "till-1", "--days=9"), CTL_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_lie_where_everyone_looks_and_keys_are_the_owners_alone),
        TEST(the_fingerprint_that_is_printed_is_that_of_the_file),
        TEST(a_certificate_is_not_taken_under_another_name),
        TEST(nothing_is_overwritten_unless_forced),
        TEST(a_name_cannot_leave_the_folder),
        TEST(without_an_authority_there_is_a_hint),
        TEST(nothing_outlives_its_authority),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
