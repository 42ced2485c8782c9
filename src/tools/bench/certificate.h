// SPDX-License-Identifier: Apache-2.0
// Client certificates by the thousand, signed by the authority that `bonusctl pki init` made. Key
// and certificate go into one PEM file, which serves as both. For loads, not for shops.
#ifndef BENCH_CERTIFICATE_H
#define BENCH_CERTIFICATE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/check.h"
#include "base/digest.h"
#include "tools/bench/bench.h"

struct certificate_authority {
    X509 *certificate;
    EVP_PKEY *key;
};

// Reads FOLDER/ca.pem and FOLDER/ca.key.
BASE_MUST_USE enum bench_result certificate_read_authority(struct bench *bench, const char *folder,
                                                           struct certificate_authority *authority);
void certificate_clear_authority(struct certificate_authority *authority);

// Who gets a certificate.
struct certificate_holder {
    const char *unit; // OU, the role
    const char *name; // CN
};

// Writes a new P-256 key and its certificate, valid for a few days, to `path`. The fingerprint is
// SHA-256 of the certificate's DER, as the registry keeps it.
BASE_MUST_USE enum bench_result certificate_issue(struct bench *bench,
                                                  const struct certificate_authority *authority,
                                                  const struct certificate_holder *holder,
                                                  const char *path,
                                                  uint8_t fingerprint[DIGEST_BYTES]);

#endif
