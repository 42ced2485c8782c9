// SPDX-License-Identifier: Apache-2.0
// What connections take from a net_tls, and what the files that build one share.
#ifndef NET_TLS_INTERNAL_H
#define NET_TLS_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/check.h"
#include "net/result.h"

enum { NET_TLS_REASON_BYTES = 96 };

struct net_tls {
    SSL_CTX *context;
    uint32_t owners;
    bool is_server;
};

// Always NET_BAD_CERTIFICATE, with "file: fact" and the remedy in *error; the second takes the fact
// from OpenSSL. OpenSSL's errors are cleared.
enum net_result net_tls_explain(struct net_error *error, const char *file, const char *fact,
                                const char *hint);
enum net_result net_tls_explain_openssl(struct net_error *error, const char *file,
                                        const char *hint);

// Loads the key that belongs to the certificate of the context, if its file is fit for one.
BASE_MUST_USE enum net_result net_tls_load_key(SSL_CTX *context, const char *file,
                                               struct net_error *error);

#endif
