// SPDX-License-Identifier: Apache-2.0
// Proves that issued certificates are what a server wants of a client.
#include "tools/bench/certificate.h"

#include <openssl/pem.h>
#include <string.h>

#include "net/peer.h"
#include "tools/bench/scene.h"
#include "support/cmocka.h"

static void a_certificate_names_its_holder_and_works_with_its_key(void **state)
{
    struct scene *scene = *state;
    char path[PKI_PATH_BYTES];
    char authority_path[PKI_PATH_BYTES];
    uint8_t fingerprint[DIGEST_BYTES];
    struct certificate_authority authority;
    const struct certificate_holder holder = {.unit = "operator", .name = "operator-00001"};
    snprintf(path, sizeof(path), "%s/operator.pem", scene->pki.folder);
    snprintf(authority_path, sizeof(authority_path), "%s/ca.pem", scene->pki.folder);
    assert_int_equal(certificate_read_authority(&scene->bench, scene->pki.folder, &authority),
                     BENCH_OK);
    assert_int_equal(certificate_issue(&scene->bench, &authority, &holder, path, fingerprint),
                     BENCH_OK);
    certificate_clear_authority(&authority);

    FILE *file = fopen(path, "re");
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    struct net_peer peer;
    assert_int_equal(net_peer_read_certificate(&peer, certificate), NET_OK);
    assert_string_equal(peer.unit, "operator");
    assert_string_equal(peer.name, "operator-00001");
    assert_memory_equal(peer.fingerprint, fingerprint, DIGEST_BYTES);
    X509_free(certificate);

    struct net_tls *tls = NULL;
    struct net_error error;
    const struct net_tls_files files = {
        .certificate = path, .key = path, .authority = authority_path};
    assert_int_equal(net_tls_create_client(&files, &tls, &error), NET_OK);
    net_tls_release(tls);
}

static void a_folder_without_an_authority_is_explained(void **state)
{
    struct scene *scene = *state;
    struct certificate_authority authority;
    assert_int_equal(certificate_read_authority(&scene->bench, "/nowhere", &authority),
                     BENCH_NO_INPUT);
    assert_non_null(strstr(scene_error(scene), "/nowhere/ca.pem"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_certificate_names_its_holder_and_works_with_its_key,
                                        scene_set_up, scene_tear_down),
        cmocka_unit_test_setup_teardown(a_folder_without_an_authority_is_explained, scene_set_up,
                                        scene_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
