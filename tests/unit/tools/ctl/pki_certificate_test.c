// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/pki_certificate.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "support/cmocka.h"

#include "base/check.h"

enum { NOW = 1790000000, DAY = 86400 }; // September 2026

struct authority {
    EVP_PKEY *key;
    X509 *certificate;
};

static struct authority authority_make(void)
{
    struct authority authority = {.key = pki_key_create()};
    const struct pki_subject subject = {.use = PKI_USE_AUTHORITY,
                                        .unit = "authority",
                                        .name = "test authority",
                                        .now_s = NOW,
                                        .days = 100,
                                        .serial = {0xFF, 1}};
    authority.certificate = pki_certificate_create(&subject, authority.key, NULL, authority.key);
    assert_non_null(authority.certificate);
    return authority;
}

static void authority_clear(struct authority *authority)
{
    X509_free(authority->certificate);
    EVP_PKEY_free(authority->key);
}

static X509 *leaf_make(const struct authority *authority, const struct pki_subject *subject)
{
    EVP_PKEY *key = pki_key_create();
    X509 *leaf = pki_certificate_create(subject, key, authority->certificate, authority->key);
    assert_non_null(leaf);
    assert_int_equal(X509_check_private_key(leaf, key), 1);
    EVP_PKEY_free(key);
    return leaf;
}

// Whether a peer that trusts the authority accepts the certificate for this purpose at this time.
static bool is_accepted(const struct authority *authority, X509 *leaf, int purpose, int64_t at_s)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    assert_int_equal(X509_STORE_add_cert(store, authority->certificate), 1);
    assert_int_equal(X509_STORE_CTX_init(context, store, leaf, NULL), 1);
    X509_STORE_CTX_set_purpose(context, purpose);
    X509_STORE_CTX_set_time(context, 0, (time_t)at_s);
    const bool accepted = X509_verify_cert(context) == 1;
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    return accepted;
}

static void assert_name(X509 *certificate, int field, const char *value)
{
    char text[128];
    assert_true(X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), field, text,
                                          sizeof(text)) > 0);
    assert_string_equal(text, value);
}

static void a_client_bears_its_role_and_name_and_is_accepted_as_client_only(void **state)
{
    (void)state;
    struct authority authority = authority_make();
    const struct pki_subject subject = {
        .use = PKI_USE_CLIENT, .unit = "terminal", .name = "till-7", .now_s = NOW, .days = 30};
    X509 *leaf = leaf_make(&authority, &subject);
    assert_name(leaf, NID_organizationName, "bonus");
    assert_name(leaf, NID_organizationalUnitName, "terminal");
    assert_name(leaf, NID_commonName, "till-7");
    assert_true(is_accepted(&authority, leaf, X509_PURPOSE_SSL_CLIENT, NOW));
    assert_false(is_accepted(&authority, leaf, X509_PURPOSE_SSL_SERVER, NOW));
    assert_int_equal(X509_check_ca(leaf), 0);
    X509_free(leaf);
    authority_clear(&authority);
}

static void a_server_is_accepted_under_its_hosts_alone(void **state)
{
    (void)state;
    static const char *const hosts[] = {"bonus.example", "*.shop.example", "127.0.0.1", "::1"};
    struct authority authority = authority_make();
    const struct pki_subject subject = {.use = PKI_USE_SERVER,
                                        .unit = "server",
                                        .name = "bonus",
                                        .hosts = hosts,
                                        .host_count = BASE_COUNT(hosts),
                                        .now_s = NOW,
                                        .days = 30};
    X509 *leaf = leaf_make(&authority, &subject);
    assert_true(is_accepted(&authority, leaf, X509_PURPOSE_SSL_SERVER, NOW));
    assert_false(is_accepted(&authority, leaf, X509_PURPOSE_SSL_CLIENT, NOW));
    assert_int_equal(X509_check_host(leaf, "bonus.example", 0, 0, NULL), 1);
    assert_int_equal(X509_check_host(leaf, "a.shop.example", 0, 0, NULL), 1);
    assert_int_equal(X509_check_host(leaf, "bonus", 0, 0, NULL), 0);
    assert_int_equal(X509_check_ip_asc(leaf, "127.0.0.1", 0), 1);
    assert_int_equal(X509_check_ip_asc(leaf, "::1", 0), 1);
    assert_int_equal(X509_check_ip_asc(leaf, "127.0.0.2", 0), 0);
    X509_free(leaf);
    authority_clear(&authority);
}

static void validity_begins_a_day_early_and_lasts_the_days_asked_for(void **state)
{
    (void)state;
    struct authority authority = authority_make();
    const struct pki_subject subject = {
        .use = PKI_USE_CLIENT, .unit = "terminal", .name = "till", .now_s = NOW, .days = 30};
    X509 *leaf = leaf_make(&authority, &subject);
    static const struct {
        int64_t at_s;
        bool accepted;
    } cases[] = {{NOW - DAY - 1, false},
                 {NOW - DAY + 1, true},
                 {NOW + 30 * DAY - 1, true},
                 {NOW + 30 * DAY + 1, false}};
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        assert_int_equal(is_accepted(&authority, leaf, X509_PURPOSE_SSL_CLIENT, cases[index].at_s),
                         cases[index].accepted);
    }
    X509_free(leaf);
    authority_clear(&authority);
}

static void keys_are_p256_and_serials_positive(void **state)
{
    (void)state;
    struct authority authority = authority_make();
    char group[32];
    size_t size = 0;
    assert_int_equal(EVP_PKEY_get_group_name(authority.key, group, sizeof(group), &size), 1);
    assert_string_equal(group, "prime256v1");
    assert_int_equal(X509_check_ca(authority.certificate), 1);
    assert_int_equal(X509_get_pathlen(authority.certificate), 0);
    BIGNUM *serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(authority.certificate), NULL);
    assert_false(BN_is_negative(serial));
    assert_int_equal(BN_num_bytes(serial), PKI_SERIAL_BYTES);
    BN_free(serial);
    authority_clear(&authority);
}

static void another_authority_is_not_trusted(void **state)
{
    (void)state;
    struct authority ours = authority_make();
    struct authority theirs = authority_make();
    const struct pki_subject subject = {
        .use = PKI_USE_CLIENT, .unit = "terminal", .name = "till", .now_s = NOW, .days = 30};
    X509 *leaf = leaf_make(&theirs, &subject);
    assert_false(is_accepted(&ours, leaf, X509_PURPOSE_SSL_CLIENT, NOW));
    X509_free(leaf);
    authority_clear(&theirs);
    authority_clear(&ours);
}

static void names_and_hosts_keep_to_safe_letters(void **state)
{
    (void)state;
    static const char *const right_names[] = {"till-1", "a", "7", "Store_12.till-3"};
    static const char *const wrong_names[] = {"",    ".",     "..",  "-x", "a/b",
                                              "a b", "касса", "a\n", "_a"};
    static const char *const right_hosts[] = {"localhost", "a.b-c.example", "*.example", "10.0.0.1",
                                              "fe80::1"};
    static const char *const wrong_hosts[] = {"", "*.", "*", "a,DNS:b", "a b", "-a", "a/b", "ж"};
    for (size_t index = 0; index < BASE_COUNT(right_names); index++) {
        assert_true(pki_name_is_valid(right_names[index]));
    }
    for (size_t index = 0; index < BASE_COUNT(wrong_names); index++) {
        assert_false(pki_name_is_valid(wrong_names[index]));
    }
    for (size_t index = 0; index < BASE_COUNT(right_hosts); index++) {
        assert_true(pki_host_is_valid(right_hosts[index]));
    }
    for (size_t index = 0; index < BASE_COUNT(wrong_hosts); index++) {
        assert_false(pki_host_is_valid(wrong_hosts[index]));
    }
    char longest[PKI_NAME_BYTES_MAX + 2];
    memset(longest, 'a', sizeof(longest));
    longest[PKI_NAME_BYTES_MAX] = '\0';
    assert_true(pki_name_is_valid(longest));
    longest[PKI_NAME_BYTES_MAX] = 'a';
    longest[PKI_NAME_BYTES_MAX + 1] = '\0';
    assert_false(pki_name_is_valid(longest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_bears_its_role_and_name_and_is_accepted_as_client_only),
        cmocka_unit_test(a_server_is_accepted_under_its_hosts_alone),
        cmocka_unit_test(validity_begins_a_day_early_and_lasts_the_days_asked_for),
        cmocka_unit_test(keys_are_p256_and_serials_positive),
        cmocka_unit_test(another_authority_is_not_trusted),
        cmocka_unit_test(names_and_hosts_keep_to_safe_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
