// SPDX-License-Identifier: Apache-2.0
// Proves that a file that must not hold a private key is explained and not read.
#include "net/tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "net/pki.h"
#include "net/tls_internal.h"
#include "support/cmocka.h"

static void a_key_that_others_may_read_is_refused_with_its_mode_and_a_remedy(void **state)
{
    (void)state;
    struct pki pki;
    struct pki_authority authority;
    struct pki_files files;
    pki_open(&pki);
    pki_make_authority(&pki, "authority", &authority);
    pki_issue(&pki, &authority, &(struct pki_wish){.file = "server", .name = "localhost"}, &files);
    const struct net_tls_files asked = {files.certificate, files.key, authority.files.certificate};
    struct net_tls *tls = NULL;
    struct net_error error;
    assert_int_equal(chmod(files.key, 0604), 0);
    assert_int_equal(net_tls_create_server(&asked, &tls, &error), NET_BAD_CERTIFICATE);
    assert_null(tls);
    assert_int_equal(strncmp(error.fact, files.key, strlen(files.key)), 0);
    assert_non_null(strstr(error.fact, "is open to other users (owner "));
    assert_non_null(strstr(error.fact, "mode 0604)"));
    assert_non_null(strstr(error.hint, "mode 0600"));
    assert_int_equal(chmod(files.key, 0600), 0);
    assert_int_equal(net_tls_create_server(&asked, &tls, &error), NET_OK);
    net_tls_release(tls);
    pki_drop_authority(&authority);
    pki_close(&pki);
}

// Opening it would wait for somebody to write.
static void a_pipe_is_no_key_and_nobody_waits_for_it(void **state)
{
    (void)state;
    char folder[] = "/tmp/bonus-key-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char path[64];
    snprintf(path, sizeof(path), "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    struct net_error error;
    assert_int_equal(net_tls_load_key(NULL, path, &error), NET_BAD_CERTIFICATE);
    assert_non_null(strstr(error.fact, "is not a regular file"));
    assert_int_equal(remove(path), 0);
    assert_int_equal(remove(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_that_others_may_read_is_refused_with_its_mode_and_a_remedy),
        cmocka_unit_test(a_pipe_is_no_key_and_nobody_waits_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
