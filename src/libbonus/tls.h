// SPDX-License-Identifier: Apache-2.0
// The till's side of TLS: 1.3 only, both sides show a certificate, nothing is ever resumed.
#ifndef LIBBONUS_TLS_H
#define LIBBONUS_TLS_H

#include <openssl/ssl.h>

#include "base/check.h"
#include "libbonus/fault.h"

struct tls_files {
    const char *ca;          // PEM: who may sign the server's certificate
    const char *certificate; // PEM: the till's own, with its chain
    const char *key;         // PEM: its private key, closed to others
};

// Reads the files. On success *context is to be freed with SSL_CTX_free(); otherwise FILES.
BASE_MUST_USE enum bonus_result tls_context_create(const struct tls_files *files, SSL_CTX **context,
                                                   struct fault *fault);

// A connection, not yet begun, that reads and writes memory BIOs and accepts only a server whose
// certificate bears `name` (a host's name or an IP address). To be freed with SSL_free(). NULL:
// OpenSSL takes no such name.
SSL *tls_connection_create(SSL_CTX *context, const char *name);

#endif
