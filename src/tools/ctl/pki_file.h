// SPDX-License-Identifier: Apache-2.0
// Keys and certificates as PEM files. A file appears whole or not at all, and never in the place of
// another one unless that is asked for; only the owner can read a key.
#ifndef CTL_PKI_FILE_H
#define CTL_PKI_FILE_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "tools/ctl/ctl.h"

// Makes the folder if it is not there; its parent is.
BASE_MUST_USE enum ctl_result pki_file_make_folder(struct ctl *ctl, const char *path);

// CTL_CANNOT_CREATE if there is such a file and `force` is not set.
BASE_MUST_USE enum ctl_result pki_file_check_free(struct ctl *ctl, const char *path, bool force);

BASE_MUST_USE enum ctl_result pki_file_write_key(struct ctl *ctl, const char *path, EVP_PKEY *key,
                                                 bool force);
BASE_MUST_USE enum ctl_result pki_file_write_public_key(struct ctl *ctl, const char *path,
                                                        EVP_PKEY *key, bool force);
BASE_MUST_USE enum ctl_result pki_file_write_certificate(struct ctl *ctl, const char *path,
                                                         X509 *certificate, bool force);

// The caller frees what they read.
BASE_MUST_USE enum ctl_result pki_file_read_key(struct ctl *ctl, const char *path, EVP_PKEY **key);
BASE_MUST_USE enum ctl_result pki_file_read_certificate(struct ctl *ctl, const char *path,
                                                        X509 **certificate);

#endif
