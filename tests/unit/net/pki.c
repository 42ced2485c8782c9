// SPDX-License-Identifier: Apache-2.0
// Test certificates through OpenSSL's own functions.
#include "net/pki.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/check.h"
#include "base/random.h"

enum { DAY_SECONDS = 86400 };

void pki_open(struct pki *pki)
{
    snprintf(pki->folder, sizeof(pki->folder), "/tmp/bonus-pki-XXXXXX");
    CHECK(mkdtemp(pki->folder) != NULL);
}

static void pki_path(const struct pki *pki, const char *file, const char *ending,
                     char path[PKI_PATH_BYTES])
{
    snprintf(path, PKI_PATH_BYTES, "%s/%s%s", pki->folder, file, ending);
}

void pki_close(struct pki *pki)
{
    DIR *folder = opendir(pki->folder);
    CHECK(folder != NULL);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (entry->d_name[0] != '.') {
            CHECK(unlinkat(dirfd(folder), entry->d_name, 0) == 0);
        }
    }
    closedir(folder);
    CHECK(rmdir(pki->folder) == 0);
}

static void pki_write(const struct pki *pki, const char *file, X509 *certificate, EVP_PKEY *key,
                      struct pki_files *files)
{
    pki_path(pki, file, ".crt", files->certificate);
    pki_path(pki, file, ".key", files->key);
    FILE *out = fopen(files->certificate, "w");
    CHECK(out != NULL && PEM_write_X509(out, certificate) == 1 && fclose(out) == 0);
    out = fopen(files->key, "w");
    CHECK(out != NULL && fchmod(fileno(out), S_IRUSR | S_IWUSR) == 0);
    CHECK(PEM_write_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL) == 1);
    CHECK(fclose(out) == 0);
}

static void pki_add_entry(X509_NAME *name, const char *kind, const char *value)
{
    if (value != NULL) {
        CHECK(X509_NAME_add_entry_by_txt(name, kind, MBSTRING_UTF8, (const unsigned char *)value,
                                         -1, -1, 0) == 1);
    }
}

static void pki_add_extension(X509 *certificate, X509 *issuer, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    CHECK(extension != NULL && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

static X509 *pki_start_certificate(const struct pki_wish *wish, EVP_PKEY *key)
{
    bool has_days = wish->days_from != 0 || wish->days_until != 0;
    X509 *certificate = X509_new();
    CHECK(certificate != NULL && X509_set_version(certificate, X509_VERSION_3) == 1);
    uint64_t serial;
    random_fill(&serial, sizeof(serial));
    CHECK(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate),
                    (long)(has_days ? wish->days_from : -1) * DAY_SECONDS);
    X509_gmtime_adj(X509_getm_notAfter(certificate),
                    (long)(has_days ? wish->days_until : 7) * DAY_SECONDS);
    X509_NAME *subject = X509_NAME_new();
    pki_add_entry(subject, "OU", wish->unit);
    pki_add_entry(subject, "OU", wish->second_unit);
    pki_add_entry(subject, "CN", wish->name);
    CHECK(X509_set_subject_name(certificate, subject) == 1);
    X509_NAME_free(subject);
    CHECK(X509_set_pubkey(certificate, key) == 1);
    return certificate;
}

void pki_make_authority(struct pki *pki, const char *file, struct pki_authority *authority)
{
    authority->key = EVP_EC_gen("P-256");
    authority->certificate =
        pki_start_certificate(&(struct pki_wish){.name = file}, authority->key);
    X509 *certificate = authority->certificate;
    CHECK(X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1);
    pki_add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    pki_add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    CHECK(X509_sign(certificate, authority->key, EVP_sha256()) > 0);
    pki_write(pki, file, certificate, authority->key, &authority->files);
}

void pki_drop_authority(struct pki_authority *authority)
{
    X509_free(authority->certificate);
    EVP_PKEY_free(authority->key);
}

X509 *pki_issue_certificate(const struct pki_authority *authority, const struct pki_wish *wish,
                            EVP_PKEY *key)
{
    X509 *certificate = pki_start_certificate(wish, key);
    const X509_NAME *issuer = X509_get_subject_name(authority->certificate);
    CHECK(X509_set_issuer_name(certificate, issuer) == 1);
    pki_add_extension(certificate, authority->certificate, NID_basic_constraints, "CA:FALSE");
    pki_add_extension(certificate, authority->certificate, NID_subject_alt_name,
                      "IP:127.0.0.1,DNS:localhost");
    if (wish->key_usage != NULL) {
        pki_add_extension(certificate, authority->certificate, NID_ext_key_usage, wish->key_usage);
    }
    CHECK(X509_sign(certificate, authority->key, EVP_sha256()) > 0);
    return certificate;
}

void pki_issue(struct pki *pki, const struct pki_authority *authority, const struct pki_wish *wish,
               struct pki_files *files)
{
    EVP_PKEY *key = EVP_EC_gen(wish->curve == NULL ? "P-256" : wish->curve);
    CHECK(key != NULL);
    X509 *certificate = pki_issue_certificate(authority, wish, key);
    pki_write(pki, wish->file, certificate, key, files);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

void pki_write_text(struct pki *pki, const char *file, const char *text, char path[PKI_PATH_BYTES])
{
    pki_path(pki, file, "", path);
    FILE *out = fopen(path, "w");
    CHECK(out != NULL && fchmod(fileno(out), S_IRUSR | S_IWUSR) == 0);
    CHECK(fputs(text, out) >= 0 && fclose(out) == 0);
}
