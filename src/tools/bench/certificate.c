// SPDX-License-Identifier: Apache-2.0
// X.509 v3 with nothing but what a handshake needs.
#include "tools/bench/certificate.h"

#include <fcntl.h>
#include <limits.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/random.h"

enum {
    CERTIFICATE_VERSION_3 = 2, // as encoded
    CERTIFICATE_DAYS = 7,
    CERTIFICATE_SKEW_SECONDS = 3600,
};

static FILE *certificate_open(struct bench *bench, const char *folder, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        (void)bench_fail(bench, BENCH_NO_INPUT, "bonusctl pki init makes the authority", "%s: %m",
                         path);
    }
    return file;
}

enum bench_result certificate_read_authority(struct bench *bench, const char *folder,
                                             struct certificate_authority *authority)
{
    *authority = (struct certificate_authority){0};
    FILE *file = certificate_open(bench, folder, "ca.pem");
    if (file == NULL) {
        return BENCH_NO_INPUT;
    }
    authority->certificate = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    file = certificate_open(bench, folder, "ca.key");
    if (file == NULL) {
        return BENCH_NO_INPUT;
    }
    authority->key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    if (authority->certificate == NULL || authority->key == NULL) {
        return bench_fail(bench, BENCH_NO_INPUT, NULL, "%s holds no authority", folder);
    }
    return BENCH_OK;
}

void certificate_clear_authority(struct certificate_authority *authority)
{
    X509_free(authority->certificate);
    EVP_PKEY_free(authority->key);
}

static bool certificate_add_name(X509_NAME *name, const char *field, const char *value)
{
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, (const unsigned char *)value, -1,
                                      -1, 0) == 1;
}

static bool certificate_fill(X509 *certificate, const struct certificate_authority *authority,
                             const struct certificate_holder *holder, EVP_PKEY *key)
{
    uint64_t serial;
    random_fill(&serial, sizeof(serial));
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_set_version(certificate, CERTIFICATE_VERSION_3) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial | 1) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -CERTIFICATE_SKEW_SECONDS) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), CERTIFICATE_DAYS * 86400L) != NULL &&
           certificate_add_name(name, "OU", holder->unit) &&
           certificate_add_name(name, "CN", holder->name) &&
           X509_set_pubkey(certificate, key) == 1 &&
           X509_set_issuer_name(certificate, X509_get_subject_name(authority->certificate)) == 1 &&
           X509_sign(certificate, authority->key, EVP_sha256()) > 0;
}

static bool certificate_write(const char *path, X509 *certificate, EVP_PKEY *key)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (file == NULL) {
        return false;
    }
    const bool written = PEM_write_X509(file, certificate) == 1 &&
                         PEM_write_PKCS8PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;
    return fclose(file) == 0 && written;
}

enum bench_result certificate_issue(struct bench *bench,
                                    const struct certificate_authority *authority,
                                    const struct certificate_holder *holder, const char *path,
                                    uint8_t fingerprint[DIGEST_BYTES])
{
    enum bench_result result = BENCH_OK;
    unsigned size = DIGEST_BYTES;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    if (key == NULL || certificate == NULL ||
        !certificate_fill(certificate, authority, holder, key) ||
        X509_digest(certificate, EVP_sha256(), fingerprint, &size) != 1) {
        result = bench_fail(bench, BENCH_SOFTWARE, NULL, "OpenSSL could not make a certificate");
    } else if (!certificate_write(path, certificate, key)) {
        result = bench_fail(bench, BENCH_CANNOT_CREATE, NULL, "%s: %m", path);
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    return result;
}
