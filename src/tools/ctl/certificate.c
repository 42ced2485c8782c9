// SPDX-License-Identifier: Apache-2.0
// Certificates as the registry knows them; making them is pki_certificate.c.
#include "tools/ctl/certificate.h"

#include "tools/ctl/pki_file.h"

void certificate_print_fingerprint(const X509 *certificate,
                                   char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES])
{
    uint8_t digest[DIGEST_BYTES];
    unsigned size = 0;
    CHECK(X509_digest(certificate, EVP_sha256(), digest, &size) == 1 && size == DIGEST_BYTES);
    hex_print(digest, sizeof(digest), fingerprint);
}

enum ctl_result certificate_read_fingerprint(struct ctl *ctl, const char *path,
                                             char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES])
{
    X509 *certificate = NULL;
    enum ctl_result result = pki_file_read_certificate(ctl, path, &certificate);
    if (result == CTL_OK) {
        certificate_print_fingerprint(certificate, fingerprint);
    }
    X509_free(certificate);
    return result;
}
