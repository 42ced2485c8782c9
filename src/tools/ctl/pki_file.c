// SPDX-License-Identifier: Apache-2.0
// A file is written beside its place, flushed to the disk, and then renamed.
#include "tools/ctl/pki_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

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

// Flushes and closes the file under its passing name and gives it its own.
static bool pki_file_finish(FILE *file, const char *passing, const char *path, bool force)
{
    const bool is_written = fflush(file) == 0 && fsync(fileno(file)) == 0;
    if (fclose(file) != 0 || !is_written) {
        return false;
    }
    return renameat2(AT_FDCWD, passing, AT_FDCWD, path, force ? 0 : RENAME_NOREPLACE) == 0;
}

// One of key and certificate is NULL.
static enum ctl_result pki_file_write(struct ctl *ctl, const char *path, EVP_PKEY *key,
                                      X509 *certificate, bool force)
{
    char passing[PATH_MAX];
    if (snprintf(passing, sizeof(passing), "%s.new", path) >= (int)sizeof(passing)) {
        return ctl_fail(ctl, CTL_CANNOT_CREATE, NULL, "%s: the name is too long", path);
    }
    (void)unlink(passing);
    const int fd =
        open(passing, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, key != NULL ? 0600 : 0644);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (file == NULL) {
        return ctl_fail(ctl, CTL_CANNOT_CREATE, NULL, "%s: %m", passing);
    }
    const int written = key != NULL
                            ? PEM_write_PKCS8PrivateKey(file, key, NULL, NULL, 0, NULL, NULL)
                            : PEM_write_X509(file, certificate);
    if (!pki_file_finish(file, passing, path, force) || written != 1) {
        enum ctl_result result = ctl_fail(ctl, CTL_CANNOT_CREATE, NULL, "%s: %m", path);
        (void)unlink(passing);
        return result;
    }
    return CTL_OK;
}

enum ctl_result pki_file_write_key(struct ctl *ctl, const char *path, EVP_PKEY *key, bool force)
{
    return pki_file_write(ctl, path, key, NULL, force);
}

enum ctl_result pki_file_write_certificate(struct ctl *ctl, const char *path, X509 *certificate,
                                           bool force)
{
    return pki_file_write(ctl, path, NULL, certificate, force);
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
