// SPDX-License-Identifier: Apache-2.0
// Makes keys and X.509 v3 certificates (RFC 5280) for the chain's own authority: P-256, SHA-256.
// Nothing here touches a file, a clock or the generator of random numbers but OpenSSL's for keys.
#ifndef CTL_PKI_CERTIFICATE_H
#define CTL_PKI_CERTIFICATE_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    PKI_SERIAL_BYTES = 16,
    PKI_NAME_BYTES_MAX = 63,        // as the registry keeps them; below ub-common-name
    PKI_CLOCK_SKEW_SECONDS = 86400, // tills whose clock is behind accept a new certificate too
};

enum pki_use {
    PKI_USE_AUTHORITY, // signs the others, and nothing below them
    PKI_USE_SERVER,
    PKI_USE_CLIENT,
};

// What a certificate says.
struct pki_subject {
    enum pki_use use;
    const char *unit;         // OU: the role
    const char *name;         // CN
    const char *const *hosts; // subjectAltName of a server: DNS names or IP addresses
    size_t host_count;
    int64_t now_s; // since 1970-01-01 UTC
    uint32_t days; // of validity
    uint8_t serial[PKI_SERIAL_BYTES];
};

// Letters, digits, '.', '-', '_', at most PKI_NAME_BYTES_MAX, beginning with a letter or a digit:
// it names a folder too.
bool pki_name_is_valid(const char *name);

// A DNS name (letters, digits, '-', '.', also "*.") or an IPv4 or IPv6 address.
bool pki_host_is_valid(const char *host);

// A new P-256 key; NULL if OpenSSL fails, as for the certificate below. The caller frees both.
EVP_PKEY *pki_key_create(void);

// Signed by the issuer's key; an authority signs itself: issuer NULL, issuer_key its own key.
X509 *pki_certificate_create(const struct pki_subject *subject, EVP_PKEY *key, X509 *issuer,
                             EVP_PKEY *issuer_key);

#endif
