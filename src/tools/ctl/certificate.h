// SPDX-License-Identifier: Apache-2.0
// The fingerprint by which a certificate is registered: SHA-256 of its DER form.
#ifndef CTL_CERTIFICATE_H
#define CTL_CERTIFICATE_H

#include <openssl/x509.h>

#include "base/digest.h"
#include "base/hex.h"
#include "tools/ctl/ctl.h"

enum { CERTIFICATE_FINGERPRINT_TEXT_BYTES = HEX_TEXT_BYTES(DIGEST_BYTES) };

// In lower-case hexadecimal digits.
void certificate_print_fingerprint(const X509 *certificate,
                                   char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES]);

// That of the first certificate of a PEM file. CTL_DATA if it is not a certificate of `name` (its
// CN): registering a till under its neighbour's name is found out now, not at the first receipt.
BASE_MUST_USE enum ctl_result
certificate_read_fingerprint(struct ctl *ctl, const char *path, const char *name,
                             char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES]);

#endif
