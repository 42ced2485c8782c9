// SPDX-License-Identifier: Apache-2.0
// Proves how an identity is read out of a certificate.
#include "net/peer.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "net/pki.h"
#include "support/cmocka.h"

struct fixture {
    struct pki pki;
    struct pki_authority authority;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    pki_open(&fixture->pki);
    pki_make_authority(&fixture->pki, "authority", &fixture->authority);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    pki_drop_authority(&fixture->authority);
    pki_close(&fixture->pki);
    free(fixture);
    return 0;
}

static enum net_result read_identity(struct fixture *fixture, const struct pki_wish *wish,
                                     struct net_peer *peer)
{
    X509 *certificate = pki_issue_certificate(&fixture->authority, wish, fixture->authority.key);
    memset(peer, 0, sizeof(*peer));
    enum net_result result = net_peer_read_certificate(peer, certificate);
    uint8_t fingerprint[DIGEST_BYTES];
    X509_digest(certificate, EVP_sha256(), fingerprint, NULL);
    if (result == NET_OK) {
        assert_memory_equal(peer->fingerprint, fingerprint, DIGEST_BYTES);
    }
    X509_free(certificate);
    return result;
}

static void a_subject_names_role_and_identity(void **state)
{
    struct net_peer peer;
    const struct pki_wish wish = {.unit = "terminal", .name = "Каса-1"};
    assert_int_equal(read_identity(*state, &wish, &peer), NET_OK);
    assert_string_equal(peer.unit, "terminal");
    assert_string_equal(peer.name, "Каса-1");
}

static void a_subject_without_role_or_name_is_refused(void **state)
{
    struct net_peer peer;
    const struct pki_wish no_unit = {.name = "till-1"};
    const struct pki_wish no_name = {.unit = "terminal"};
    assert_int_equal(read_identity(*state, &no_unit, &peer), NET_BAD_CERTIFICATE);
    assert_int_equal(read_identity(*state, &no_name, &peer), NET_BAD_CERTIFICATE);
}

static void a_subject_with_two_roles_is_refused(void **state)
{
    struct net_peer peer;
    const struct pki_wish wish = {.unit = "terminal", .second_unit = "operator", .name = "till-1"};
    assert_int_equal(read_identity(*state, &wish, &peer), NET_BAD_CERTIFICATE);
}

static void a_role_that_is_too_long_is_refused(void **state)
{
    struct net_peer peer;
    const struct pki_wish longest = {.unit = "12345678901234567890123456789012", .name = "a"};
    const struct pki_wish longer = {.unit = "123456789012345678901234567890123", .name = "a"};
    assert_int_equal(read_identity(*state, &longest, &peer), NET_OK);
    assert_int_equal(read_identity(*state, &longer, &peer), NET_BAD_CERTIFICATE);
}

static void a_name_with_a_zero_byte_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct net_peer peer = {.unit = ""};
    X509 *certificate = pki_issue_certificate(
        &fixture->authority, &(struct pki_wish){.unit = "terminal"}, fixture->authority.key);
    X509_NAME *subject = X509_NAME_dup(X509_get_subject_name(certificate));
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)"till-1\0.evil",
                               12, -1, 0);
    X509_set_subject_name(certificate, subject);
    X509_NAME_free(subject);
    assert_int_equal(net_peer_read_certificate(&peer, certificate), NET_BAD_CERTIFICATE);
    X509_free(certificate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_subject_names_role_and_identity),
        cmocka_unit_test(a_subject_without_role_or_name_is_refused),
        cmocka_unit_test(a_subject_with_two_roles_is_refused),
        cmocka_unit_test(a_role_that_is_too_long_is_refused),
        cmocka_unit_test(a_name_with_a_zero_byte_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
