// SPDX-License-Identifier: Apache-2.0
// Certificates as the registry knows them; making them is pki_certificate.c.
#include "tools/ctl/certificate.h"

#include <string.h>

#include "tools/ctl/pki_file.h"

enum { CERTIFICATE_NAME_BYTES = 256 };

void certificate_print_fingerprint(const X509 *certificate,
                                   char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES])
{
    uint8_t digest[DIGEST_BYTES];
    unsigned size = 0;
    CHECK(X509_digest(certificate, EVP_sha256(), digest, &size) == 1 && size == DIGEST_BYTES);
    hex_print(digest, sizeof(digest), fingerprint);
}

static enum ctl_result certificate_check_name(struct ctl *ctl, const char *path,
                                              const X509 *certificate, const char *name)
{
    char common_name[CERTIFICATE_NAME_BYTES] = "";
    (void)X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, common_name,
                                    sizeof(common_name));
    if (strcmp(common_name, name) == 0) {
        return CTL_OK;
    }
    return ctl_fail(ctl, CTL_DATA, "a terminal is registered under the CN of its certificate",
                    "%s is the certificate of \"%s\", not of \"%s\"", path, common_name, name);
}

enum ctl_result certificate_read_fingerprint(struct ctl *ctl, const char *path, const char *name,
                                             char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES])
{
    X509 *certificate = NULL;
    enum ctl_result result = pki_file_read_certificate(ctl, path, &certificate);
    if (result == CTL_OK) {
        result = certificate_check_name(ctl, path, certificate, name);
    }
    if (result == CTL_OK) {
        certificate_print_fingerprint(certificate, fingerprint);
    }
    X509_free(certificate);
    return result;
}
