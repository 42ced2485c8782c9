// SPDX-License-Identifier: Apache-2.0
// Proves that bad certificate files are found and explained when they are loaded.
#include "net/tls.h"

#include <stdlib.h>
#include <string.h>

#include "net/pki.h"
#include "support/cmocka.h"

struct fixture {
    struct pki pki;
    struct pki_authority authority;
    struct pki_authority stranger;
    struct pki_files good;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    pki_open(&fixture->pki);
    pki_make_authority(&fixture->pki, "authority", &fixture->authority);
    pki_make_authority(&fixture->pki, "stranger", &fixture->stranger);
    pki_issue(&fixture->pki, &fixture->authority,
              &(struct pki_wish){.file = "good", .name = "localhost"}, &fixture->good);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    pki_drop_authority(&fixture->stranger);
    pki_drop_authority(&fixture->authority);
    pki_close(&fixture->pki);
    free(fixture);
    return 0;
}

static void assert_explained(const char *certificate, const char *key, const char *authority,
                             const char *file, const char *fact)
{
    const struct net_tls_files files = {certificate, key, authority};
    struct net_tls *tls = NULL;
    struct net_error error;
    assert_int_equal(net_tls_create_server(&files, &tls, &error), NET_BAD_CERTIFICATE);
    assert_null(tls);
    assert_non_null(strstr(error.fact, file));
    assert_non_null(strstr(error.fact, fact));
    assert_true(strlen(error.hint) > 0);
}

static void good_files_make_both_sides(void **state)
{
    struct fixture *fixture = *state;
    const struct net_tls_files files = {fixture->good.certificate, fixture->good.key,
                                        fixture->authority.files.certificate};
    struct net_tls *tls = NULL;
    struct net_error error;
    assert_int_equal(net_tls_create_server(&files, &tls, &error), NET_OK);
    assert_ptr_equal(net_tls_retain(tls), tls);
    net_tls_release(tls);
    net_tls_release(tls);
    assert_int_equal(net_tls_create_client(&files, &tls, &error), NET_OK);
    net_tls_release(tls);
    net_tls_release(NULL);
}

static void a_missing_file_is_named(void **state)
{
    struct fixture *fixture = *state;
    const char *authority = fixture->authority.files.certificate;
    assert_explained("/nowhere.crt", fixture->good.key, authority, "/nowhere.crt", "No such file");
    assert_explained(fixture->good.certificate, "/nowhere.key", authority, "/nowhere.key",
                     "No such file");
    assert_explained(fixture->good.certificate, fixture->good.key, "/nowhere.pem", "/nowhere.pem",
                     "No such file");
}

static void a_file_that_is_no_pem_is_named(void **state)
{
    struct fixture *fixture = *state;
    char path[PKI_PATH_BYTES];
    pki_write_text(&fixture->pki, "text", "hello\n", path);
    const char *authority = fixture->authority.files.certificate;
    assert_explained(path, fixture->good.key, authority, path, "no start line");
    assert_explained(fixture->good.certificate, path, authority, path, "");
    assert_explained(fixture->good.certificate, fixture->good.key, path, path, "");
}

static void a_key_of_another_certificate_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_explained(fixture->good.certificate, fixture->authority.files.key,
                     fixture->authority.files.certificate, fixture->authority.files.key,
                     "key values mismatch");
}

static void an_expired_certificate_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct pki_files expired;
    pki_issue(&fixture->pki, &fixture->authority,
              &(struct pki_wish){
                  .file = "expired", .name = "localhost", .days_from = -9, .days_until = -2},
              &expired);
    assert_explained(expired.certificate, expired.key, fixture->authority.files.certificate,
                     expired.certificate, "certificate has expired");
}

static void a_certificate_of_another_authority_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_explained(fixture->good.certificate, fixture->good.key,
                     fixture->stranger.files.certificate, fixture->good.certificate, "issuer");
}

static void a_certificate_for_the_wrong_use_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct pki_files client;
    pki_issue(&fixture->pki, &fixture->authority,
              &(struct pki_wish){.file = "wrong", .name = "a", .key_usage = "clientAuth"}, &client);
    assert_explained(client.certificate, client.key, fixture->authority.files.certificate,
                     client.certificate, "purpose");
}

static void another_curve_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct pki_files other;
    pki_issue(&fixture->pki, &fixture->authority,
              &(struct pki_wish){.file = "curve", .name = "a", .curve = "P-384"}, &other);
    assert_explained(other.certificate, other.key, fixture->authority.files.certificate,
                     other.certificate, "P-256");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files_make_both_sides),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(a_file_that_is_no_pem_is_named),
        cmocka_unit_test(a_key_of_another_certificate_is_refused),
        cmocka_unit_test(an_expired_certificate_is_refused),
        cmocka_unit_test(a_certificate_of_another_authority_is_refused),
        cmocka_unit_test(a_certificate_for_the_wrong_use_is_refused),
        cmocka_unit_test(another_curve_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
