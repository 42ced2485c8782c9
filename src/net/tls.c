// SPDX-License-Identifier: Apache-2.0
// Builds TLS contexts and explains what is wrong with their files.
#include "net/tls.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/openssl.h"
#include "net/tls_internal.h"

// AES-128 first: it is the fastest where there are AES instructions, and as good as the others.
#define NET_TLS_CIPHERS "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

enum net_result net_tls_explain(struct net_error *error, const char *file, const char *fact,
                                const char *hint)
{
    snprintf(error->fact, sizeof(error->fact), "%s: %s", file, fact);
    snprintf(error->hint, sizeof(error->hint), "%s", hint);
    ERR_clear_error();
    return NET_BAD_CERTIFICATE;
}

enum net_result net_tls_explain_openssl(struct net_error *error, const char *file, const char *hint)
{
    char reason[OPENSSL_REASON_BYTES];
    openssl_describe_error(reason, sizeof(reason));
    return net_tls_explain(error, file, reason, hint);
}

// Everything that does not depend on files. Cannot fail but by our own mistake.
static void net_tls_configure(SSL_CTX *context, bool is_server)
{
    CHECK(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1);
    CHECK(SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1);
    CHECK(SSL_CTX_set_ciphersuites(context, NET_TLS_CIPHERS) == 1);
    int groups[] = {NID_X25519, NID_X9_62_prime256v1};
    CHECK(SSL_CTX_set1_groups(context, groups, BASE_COUNT(groups)) == 1);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    CHECK(SSL_CTX_set_num_tickets(context, 0) == 1);
    CHECK(SSL_CTX_set_max_early_data(context, 0) == 1);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(context, LIMIT_CERTIFICATE_BYTES_MAX);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // With it a flood of KeyUpdate messages keeps one SSL_read() busy for as long as it lasts.
    SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
    int verify = SSL_VERIFY_PEER | (is_server ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
    SSL_CTX_set_verify(context, verify, NULL);
    SSL_CTX_set_verify_depth(context, LIMIT_CERTIFICATE_DEPTH_MAX);
}

static enum net_result net_tls_load_authority(SSL_CTX *context, const char *file,
                                              struct net_error *error)
{
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(file);
    if (names == NULL || SSL_CTX_load_verify_file(context, file) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return net_tls_explain_openssl(error, file,
                                       "Give the authority's certificate as a PEM file.");
    }
    SSL_CTX_set_client_CA_list(context, names);
    return NET_OK;
}

static enum net_result net_tls_load_identity(SSL_CTX *context, const struct net_tls_files *files,
                                             struct net_error *error)
{
    if (SSL_CTX_use_certificate_chain_file(context, files->certificate) != 1) {
        return net_tls_explain_openssl(error, files->certificate,
                                       "Give the certificate as a PEM file.");
    }
    EVP_PKEY *public_key = X509_get0_pubkey(SSL_CTX_get0_certificate(context));
    char group[32] = "";
    if (public_key == NULL ||
        EVP_PKEY_get_group_name(public_key, group, sizeof(group), NULL) != 1 ||
        OBJ_sn2nid(group) != NID_X9_62_prime256v1) {
        return net_tls_explain(error, files->certificate, "is not for a P-256 key",
                               "Make certificates with bonusctl pki.");
    }
    return net_tls_load_key(context, files->key, error);
}

// Whether a peer with the same authority would accept our own certificate now.
static enum net_result net_tls_verify_identity(SSL_CTX *context, const struct net_tls_files *files,
                                               bool is_server, struct net_error *error)
{
    STACK_OF(X509) *chain = NULL;
    SSL_CTX_get0_chain_certs(context, &chain);
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    CHECK(check != NULL);
    CHECK(X509_STORE_CTX_init(check, SSL_CTX_get_cert_store(context),
                              SSL_CTX_get0_certificate(context), chain) == 1);
    CHECK(X509_STORE_CTX_set_default(check, is_server ? "ssl_server" : "ssl_client") == 1);
    int verified = X509_verify_cert(check);
    int failure = X509_STORE_CTX_get_error(check);
    X509_STORE_CTX_free(check);
    if (verified != 1) {
        return net_tls_explain(error, files->certificate, X509_verify_cert_error_string(failure),
                               "Renew the certificate, or give the authority that issued it.");
    }
    return NET_OK;
}

static enum net_result net_tls_create(const struct net_tls_files *files, bool is_server,
                                      struct net_tls **tls, struct net_error *error)
{
    ERR_clear_error();
    SSL_CTX *context = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
    CHECK(context != NULL);
    net_tls_configure(context, is_server);
    enum net_result result = net_tls_load_authority(context, files->authority, error);
    if (result != NET_OK) {
        goto free_context;
    }
    result = net_tls_load_identity(context, files, error);
    if (result != NET_OK) {
        goto free_context;
    }
    result = net_tls_verify_identity(context, files, is_server, error);
    if (result != NET_OK) {
        goto free_context;
    }
    *tls = memory_allocate(1, sizeof(**tls));
    **tls = (struct net_tls){.context = context, .owners = 1, .is_server = is_server};
    return NET_OK;

free_context:
    SSL_CTX_free(context);
    return result;
}

enum net_result net_tls_create_server(const struct net_tls_files *files, struct net_tls **tls,
                                      struct net_error *error)
{
    return net_tls_create(files, true, tls, error);
}

enum net_result net_tls_create_client(const struct net_tls_files *files, struct net_tls **tls,
                                      struct net_error *error)
{
    return net_tls_create(files, false, tls, error);
}

struct net_tls *net_tls_retain(struct net_tls *tls)
{
    tls->owners++;
    return tls;
}

void net_tls_release(struct net_tls *tls)
{
    if (tls == NULL) {
        return;
    }
    CHECK(tls->owners > 0);
    if (--tls->owners == 0) {
        SSL_CTX_free(tls->context);
        free(tls);
    }
}
