// SPDX-License-Identifier: Apache-2.0
// Ed25519 by OpenSSL's EVP, and the files its keys are read from.
#include "tools/ctl/seal_key.h"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/key_file.h"

EVP_PKEY *seal_key_create(void)
{
    return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

// Takes the key if it is one of Ed25519.
static enum ctl_result seal_key_take(struct ctl *ctl, const char *path, const char *what,
                                     EVP_PKEY *read, EVP_PKEY **key)
{
    if (read == NULL || EVP_PKEY_is_a(read, "ED25519") != 1) {
        EVP_PKEY_free(read);
        return ctl_fail(ctl, CTL_DATA, "bonusctl seal key makes a pair",
                        "%s is no %s key of Ed25519 in PEM form", path, what);
    }
    *key = read;
    return CTL_OK;
}

// What is looked at is what is read: a file exchanged meanwhile has a descriptor of its own.
static FILE *seal_key_open(struct ctl *ctl, const char *path, bool is_private,
                           enum ctl_result *result)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        *result = ctl_fail(ctl, CTL_NO_INPUT, "bonusctl seal key makes a key pair", "%s: %m", path);
        if (fd >= 0) {
            close(fd);
        }
        return NULL;
    }
    const char *fault = is_private ? key_file_find_fault(&status, geteuid()) : NULL;
    if (fault != NULL) {
        close(fd);
        *result = ctl_fail(ctl, CTL_NO_INPUT, "give it to whoever exports, with mode 0600",
                           "%s: %s (owner %u, mode %04o)", path, fault, (unsigned)status.st_uid,
                           (unsigned)status.st_mode & 07777);
        return NULL;
    }
    FILE *file = fdopen(fd, "r");
    CHECK(file != NULL);
    return file;
}

enum ctl_result seal_key_read(struct ctl *ctl, const char *path, EVP_PKEY **key)
{
    enum ctl_result result = CTL_OK;
    FILE *file = seal_key_open(ctl, path, true, &result);
    if (file == NULL) {
        return result;
    }
    EVP_PKEY *read = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    return seal_key_take(ctl, path, "private", read, key);
}

enum ctl_result seal_key_read_public(struct ctl *ctl, const char *path, EVP_PKEY **key)
{
    enum ctl_result result = CTL_OK;
    FILE *file = seal_key_open(ctl, path, false, &result);
    if (file == NULL) {
        return result;
    }
    EVP_PKEY *read = PEM_read_PUBKEY(file, NULL, NULL, NULL);
    fclose(file);
    return seal_key_take(ctl, path, "public", read, key);
}

void seal_key_fingerprint(const EVP_PKEY *key, uint8_t fingerprint[DIGEST_BYTES])
{
    unsigned char *der = NULL;
    const int size = i2d_PUBKEY(key, &der);
    CHECK(size > 0);
    struct digest_engine *engine = digest_engine_create();
    digest_compute(engine, der, (size_t)size, fingerprint);
    digest_engine_destroy(engine);
    OPENSSL_free(der);
}

enum ctl_result seal_key_sign(struct ctl *ctl, EVP_PKEY *key, const void *bytes, size_t size,
                              uint8_t signature[SEAL_SIGNATURE_BYTES])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t signature_size = SEAL_SIGNATURE_BYTES;
    const bool is_signed = context != NULL &&
                           EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
                           EVP_DigestSign(context, signature, &signature_size, bytes, size) == 1 &&
                           signature_size == SEAL_SIGNATURE_BYTES;
    EVP_MD_CTX_free(context);
    return is_signed ? CTL_OK : ctl_fail(ctl, CTL_SOFTWARE, NULL, "OpenSSL could not sign");
}

bool seal_key_has_signed(EVP_PKEY *key, const void *bytes, size_t size,
                         const uint8_t signature[SEAL_SIGNATURE_BYTES])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const bool has_signed =
        context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestVerify(context, signature, SEAL_SIGNATURE_BYTES, bytes, size) == 1;
    EVP_MD_CTX_free(context);
    return has_signed;
}
