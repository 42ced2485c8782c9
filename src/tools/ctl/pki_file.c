// SPDX-License-Identifier: Apache-2.0
// PEM is put together in memory, so that a file is written whole.
#include "tools/ctl/pki_file.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/ctl/whole_file.h"

enum ctl_result pki_file_make_folder(struct ctl *ctl, const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return ctl_fail(ctl, CTL_CANNOT_CREATE, NULL, "%s: %m", path);
    }
    return CTL_OK;
}

enum ctl_result pki_file_check_free(struct ctl *ctl, const char *path, bool force)
{
    if (!force && access(path, F_OK) == 0) {
        return ctl_fail(ctl, CTL_CANNOT_CREATE, "--force replaces it for good",
                        "%s is there already", path);
    }
    return CTL_OK;
}

// What was put together in memory, a key in memory that is wiped when it is given back.
static enum ctl_result pki_file_write(struct ctl *ctl, const struct whole_file *file, BIO *pem,
                                      bool is_complete)
{
    char *text = NULL;
    const long size = pem == NULL ? 0 : BIO_get_mem_data(pem, &text);
    enum ctl_result result =
        is_complete ? whole_file_write(ctl, file, text, (size_t)size)
                    : ctl_fail(ctl, CTL_SOFTWARE, NULL, "OpenSSL could not write %s", file->path);
    BIO_free(pem);
    return result;
}

enum ctl_result pki_file_write_key(struct ctl *ctl, const char *path, EVP_PKEY *key, bool force)
{
    const struct whole_file file = {.path = path, .mode = 0600, .force = force};
    BIO *pem = BIO_new(BIO_s_secmem());
    const bool is_complete =
        pem != NULL && PEM_write_bio_PKCS8PrivateKey(pem, key, NULL, NULL, 0, NULL, NULL) == 1;
    return pki_file_write(ctl, &file, pem, is_complete);
}

enum ctl_result pki_file_write_public_key(struct ctl *ctl, const char *path, EVP_PKEY *key,
                                          bool force)
{
    const struct whole_file file = {.path = path, .mode = 0644, .force = force};
    BIO *pem = BIO_new(BIO_s_mem());
    const bool is_complete = pem != NULL && PEM_write_bio_PUBKEY(pem, key) == 1;
    return pki_file_write(ctl, &file, pem, is_complete);
}

enum ctl_result pki_file_write_certificate(struct ctl *ctl, const char *path, X509 *certificate,
                                           bool force)
{
    const struct whole_file file = {.path = path, .mode = 0644, .force = force};
    BIO *pem = BIO_new(BIO_s_mem());
    const bool is_complete = pem != NULL && PEM_write_bio_X509(pem, certificate) == 1;
    return pki_file_write(ctl, &file, pem, is_complete);
}

static FILE *pki_file_open(struct ctl *ctl, const char *path, enum ctl_result *result)
{
    FILE *file = fopen(path, "re");
    *result = CTL_OK;
    if (file == NULL) {
        *result =
            ctl_fail(ctl, CTL_NO_INPUT, "bonusctl pki init makes the authority", "%s: %m", path);
    }
    return file;
}

enum ctl_result pki_file_read_key(struct ctl *ctl, const char *path, EVP_PKEY **key)
{
    enum ctl_result result;
    FILE *file = pki_file_open(ctl, path, &result);
    if (result != CTL_OK) {
        return result;
    }
    *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    return *key != NULL ? CTL_OK
                        : ctl_fail(ctl, CTL_DATA, NULL, "%s is no private key in PEM form", path);
}

enum ctl_result pki_file_read_certificate(struct ctl *ctl, const char *path, X509 **certificate)
{
    enum ctl_result result;
    FILE *file = pki_file_open(ctl, path, &result);
    if (result != CTL_OK) {
        return result;
    }
    *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    return *certificate != NULL
               ? CTL_OK
               : ctl_fail(ctl, CTL_DATA, NULL, "%s is no certificate in PEM form", path);
}
