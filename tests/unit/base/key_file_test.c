// SPDX-License-Identifier: Apache-2.0
// Proves which files may hold a private key.
#include "base/key_file.h"

#include "base/check.h"
#include "support/cmocka.h"

enum { SELF = 990, OTHER = 991, ROOT = 0 };

static void a_key_is_closed_to_everybody_but_its_owner_and_roots_group(void **state)
{
    (void)state;
    static const struct {
        uid_t owner;
        mode_t mode;
        const char *fault;
    } cases[] = {
        {SELF, S_IFREG | 0600, NULL},
        {SELF, S_IFREG | 0400, NULL},
        {SELF, S_IFREG | 0640, "is open to other users"},
        {SELF, S_IFREG | 0604, "is open to other users"},
        {SELF, S_IFREG | 0602, "is open to other users"},
        {ROOT, S_IFREG | 0600, NULL},
        {ROOT, S_IFREG | 0640, NULL},
        {ROOT, S_IFREG | 0660, "is open to other users"},
        {ROOT, S_IFREG | 0650, "is open to other users"},
        {ROOT, S_IFREG | 0644, "is open to other users"},
        {OTHER, S_IFREG | 0600, "belongs to another user"},
        {SELF, S_IFIFO | 0600, "is not a regular file"},
        {SELF, S_IFDIR | 0700, "is not a regular file"},
    };
    for (size_t i = 0; i < BASE_COUNT(cases); i++) {
        const struct stat status = {.st_uid = cases[i].owner, .st_mode = cases[i].mode};
        const char *fault = key_file_find_fault(&status, SELF);
        assert_string_equal(fault == NULL ? "" : fault,
                            cases[i].fault == NULL ? "" : cases[i].fault);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_closed_to_everybody_but_its_owner_and_roots_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
