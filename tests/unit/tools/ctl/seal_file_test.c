// SPDX-License-Identifier: Apache-2.0
// Keys and signed exports on a folder of their own: what is believed, and what is refused and how.
#include "tools/ctl/seal_file.h"

#include <ftw.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/cmocka.h"
#include "tools/ctl/capture.h"
#include "tools/ctl/commands.h"

enum { PATH_BYTES = 256, TEXT_BYTES = 4096 };

struct folder {
    char path[PATH_BYTES];
    char key[PATH_BYTES * 2];
    char public_key[PATH_BYTES * 2];
    char file[PATH_BYTES * 2];
    struct capture capture;
};

static enum ctl_result run(struct folder *folder, const char *path)
{
    char texts[][PATH_BYTES * 2] = {"bonusctl", "seal", "key", "--out", ""};
    char *words[BASE_COUNT(texts)];
    snprintf(texts[4], sizeof(texts[4]), "%s", path);
    for (size_t index = 0; index < BASE_COUNT(texts); index++) {
        words[index] = texts[index];
    }
    return command_run(&folder->capture.ctl, commands, (int)BASE_COUNT(words), words);
}

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof(*folder));
    snprintf(folder->path, sizeof(folder->path), "/tmp/bonus-seal.XXXXXX");
    capture_init(&folder->capture);
    *state = folder;
    if (mkdtemp(folder->path) == NULL) {
        return 1;
    }
    snprintf(folder->key, sizeof(folder->key), "%s/seal.key", folder->path);
    snprintf(folder->public_key, sizeof(folder->public_key), "%s/seal.key.pub", folder->path);
    snprintf(folder->file, sizeof(folder->file), "%s/heads", folder->path);
    return run(folder, folder->key) != CTL_OK;
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

static void write_export(struct folder *folder)
{
    EVP_PKEY *key = NULL;
    struct seal_export exported = {
        .made_at = "2026-11-21T20:00:00.123456Z",
        .exported_at = "2026-11-22T01:02:03.000456Z",
        .lane_count = 1,
        .heads[0] = {.incarnation = 1,
                     .position = 12,
                     .seal = {1, 2, 3},
                     .posted_at = "2026-11-22T01:00:00.000000Z"},
    };
    assert_int_equal(seal_key_read(&folder->capture.ctl, folder->key, &key), CTL_OK);
    seal_key_fingerprint(key, exported.key);
    assert_int_equal(seal_file_write(&folder->capture.ctl, folder->file, key, &exported), CTL_OK);
    EVP_PKEY_free(key);
}

static enum ctl_result read_export(struct folder *folder, const char *public_key)
{
    EVP_PKEY *key = NULL;
    struct seal_export exported;
    assert_int_equal(seal_key_read_public(&folder->capture.ctl, public_key, &key), CTL_OK);
    enum ctl_result result = seal_file_read(&folder->capture.ctl, folder->file, key, &exported);
    assert_true(result != CTL_OK || exported.heads[0].position == 12);
    EVP_PKEY_free(key);
    return result;
}

static size_t load(const char *path, char text[TEXT_BYTES])
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    const size_t size = fread(text, 1, TEXT_BYTES - 1, file);
    text[size] = '\0';
    fclose(file);
    return size;
}

static void store(const char *path, const char *text, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    fclose(file);
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static void only_its_owner_reads_the_private_key(void **state)
{
    struct folder *folder = *state;
    assert_int_equal(mode_of(folder->key), 0600);
    assert_int_equal(mode_of(folder->public_key), 0644);
}

static void a_private_key_that_others_may_read_signs_nothing(void **state)
{
    struct folder *folder = *state;
    EVP_PKEY *key = NULL;
    assert_int_equal(chmod(folder->key, 0644), 0);
    assert_int_equal(seal_key_read(&folder->capture.ctl, folder->key, &key), CTL_NO_INPUT);
    assert_non_null(strstr(capture_error(&folder->capture), "mode 0644"));
}

static void no_key_is_ever_replaced(void **state)
{
    struct folder *folder = *state;
    char before[TEXT_BYTES];
    char after[TEXT_BYTES];
    load(folder->key, before);
    assert_int_equal(run(folder, folder->key), CTL_CANNOT_CREATE);
    assert_int_equal(remove(folder->key), 0);
    assert_int_equal(run(folder, folder->key), CTL_CANNOT_CREATE); // the public one is still there
    store(folder->key, before, strlen(before));
    load(folder->key, after);
    assert_string_equal(before, after);
}

static void keys_that_are_none_of_ed25519_are_refused(void **state)
{
    struct folder *folder = *state;
    EVP_PKEY *key = NULL;
    assert_int_equal(seal_key_read_public(&folder->capture.ctl, folder->key, &key), CTL_DATA);
    assert_int_equal(chmod(folder->public_key, 0600), 0);
    assert_int_equal(seal_key_read(&folder->capture.ctl, folder->public_key, &key), CTL_DATA);
    assert_int_equal(seal_key_read_public(&folder->capture.ctl, folder->path, &key), CTL_DATA);
    assert_int_equal(seal_key_read_public(&folder->capture.ctl, "/nonexistent", &key),
                     CTL_NO_INPUT);
    EVP_PKEY *other = EVP_EC_gen("P-256");
    FILE *file = fopen(folder->public_key, "w");
    assert_int_equal(PEM_write_PUBKEY(file, other), 1);
    fclose(file);
    EVP_PKEY_free(other);
    assert_int_equal(seal_key_read_public(&folder->capture.ctl, folder->public_key, &key),
                     CTL_DATA);
}

static void both_halves_of_a_key_have_one_fingerprint(void **state)
{
    struct folder *folder = *state;
    EVP_PKEY *key = NULL;
    EVP_PKEY *public_key = NULL;
    uint8_t one[DIGEST_BYTES];
    uint8_t other[DIGEST_BYTES];
    assert_int_equal(seal_key_read(&folder->capture.ctl, folder->key, &key), CTL_OK);
    assert_int_equal(seal_key_read_public(&folder->capture.ctl, folder->public_key, &public_key),
                     CTL_OK);
    seal_key_fingerprint(key, one);
    seal_key_fingerprint(public_key, other);
    assert_memory_equal(one, other, DIGEST_BYTES);
    EVP_PKEY_free(key);
    EVP_PKEY_free(public_key);
}

static void an_export_as_it_was_signed_is_believed(void **state)
{
    struct folder *folder = *state;
    write_export(folder);
    assert_int_equal(read_export(folder, folder->public_key), CTL_OK);
}

static void an_export_is_not_written_over_another(void **state)
{
    struct folder *folder = *state;
    EVP_PKEY *key = NULL;
    const struct seal_export exported = {.made_at = "x", .exported_at = "x"};
    write_export(folder);
    assert_int_equal(seal_key_read(&folder->capture.ctl, folder->key, &key), CTL_OK);
    assert_int_equal(seal_file_write(&folder->capture.ctl, folder->file, key, &exported),
                     CTL_CANNOT_CREATE);
    EVP_PKEY_free(key);
    assert_int_equal(read_export(folder, folder->public_key), CTL_OK);
}

static void each_changed_byte_is_noticed(void **state)
{
    struct folder *folder = *state;
    char text[TEXT_BYTES];
    write_export(folder);
    const size_t size = load(folder->file, text);
    for (size_t at = 0; at < size; at++) {
        text[at] ^= 1;
        store(folder->file, text, size);
        assert_int_equal(read_export(folder, folder->public_key), CTL_DATA);
        text[at] ^= 1;
    }
    store(folder->file, text, size - 1);
    assert_int_equal(read_export(folder, folder->public_key), CTL_DATA);
    text[size] = '\n';
    store(folder->file, text, size + 1);
    assert_int_equal(read_export(folder, folder->public_key), CTL_DATA);
    store(folder->file, text, size);
    assert_int_equal(read_export(folder, folder->public_key), CTL_OK);
}

static void the_wrong_key_is_told_from_a_changed_file(void **state)
{
    struct folder *folder = *state;
    char other[PATH_BYTES * 2];
    char other_public[PATH_BYTES * 2];
    char text[TEXT_BYTES];
    snprintf(other, sizeof(other), "%s/other", folder->path);
    snprintf(other_public, sizeof(other_public), "%s/other.pub", folder->path);
    assert_int_equal(run(folder, other), CTL_OK);
    write_export(folder);
    assert_int_equal(read_export(folder, other_public), CTL_DATA);
    assert_non_null(strstr(capture_error(&folder->capture), "says that it was signed with key"));
    const size_t size = load(folder->file, text);
    char *position = strstr(text, "head 0 1 12 ");
    assert_non_null(position);
    position[strlen("head 0 1 1")] = '3';
    store(folder->file, text, size);
    assert_int_equal(read_export(folder, folder->public_key), CTL_DATA);
    assert_non_null(strstr(capture_error(&folder->capture), "is not as it was signed"));
}

static void files_that_are_no_exports_are_refused(void **state)
{
    struct folder *folder = *state;
    static const char line[] = "bonus seal export 1\n";
    char *large = calloc(1, SEAL_EXPORT_BYTES_MAX + 1);
    assert_int_equal(read_export(folder, folder->public_key), CTL_NO_INPUT);
    store(folder->file, "", 0);
    assert_int_equal(read_export(folder, folder->public_key), CTL_DATA);
    store(folder->file, line, strlen(line));
    assert_int_equal(read_export(folder, folder->public_key), CTL_DATA);
    store(folder->file, large, SEAL_EXPORT_BYTES_MAX + 1);
    assert_int_equal(read_export(folder, folder->public_key), CTL_DATA);
    assert_non_null(strstr(capture_error(&folder->capture), "has more than 65536 bytes"));
    free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_its_owner_reads_the_private_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_private_key_that_others_may_read_signs_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(no_key_is_ever_replaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_that_are_none_of_ed25519_are_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(both_halves_of_a_key_have_one_fingerprint, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_export_as_it_was_signed_is_believed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_export_is_not_written_over_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_changed_byte_is_noticed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_wrong_key_is_told_from_a_changed_file, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(files_that_are_no_exports_are_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
