// SPDX-License-Identifier: Apache-2.0
// The Ed25519 key (RFC 8032) that signs exported heads. The private key belongs to whoever vouches
// for the ledger, the public one to everyone who keeps exports.
#ifndef CTL_SEAL_KEY_H
#define CTL_SEAL_KEY_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "tools/ctl/ctl.h"

enum { SEAL_SIGNATURE_BYTES = 64 };

// A new key; NULL if OpenSSL fails. The caller frees it, as those below, with EVP_PKEY_free().
EVP_PKEY *seal_key_create(void);

// PEM files. A private key that others than its owner may read is refused (base/key_file.h).
BASE_MUST_USE enum ctl_result seal_key_read(struct ctl *ctl, const char *path, EVP_PKEY **key);
BASE_MUST_USE enum ctl_result seal_key_read_public(struct ctl *ctl, const char *path,
                                                   EVP_PKEY **key);

// SHA-256 of the public key in DER (SubjectPublicKeyInfo): names the key, from either half of it.
void seal_key_fingerprint(const EVP_PKEY *key, uint8_t fingerprint[DIGEST_BYTES]);

// CTL_SOFTWARE if OpenSSL fails.
BASE_MUST_USE enum ctl_result seal_key_sign(struct ctl *ctl, EVP_PKEY *key, const void *bytes,
                                            size_t size, uint8_t signature[SEAL_SIGNATURE_BYTES]);

// Whether the signature is this key's over these bytes.
bool seal_key_has_signed(EVP_PKEY *key, const void *bytes, size_t size,
                         const uint8_t signature[SEAL_SIGNATURE_BYTES]);

#endif
