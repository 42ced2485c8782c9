// SPDX-License-Identifier: Apache-2.0
// An export of heads as a file: signed when it is written, believed only if the signature fits.
#ifndef CTL_SEAL_FILE_H
#define CTL_SEAL_FILE_H

#include "tools/ctl/seal_export.h"

// Signs and writes the file, which must not be there; to ctl->out if `path` is NULL.
BASE_MUST_USE enum ctl_result seal_file_write(struct ctl *ctl, const char *path, EVP_PKEY *key,
                                              const struct seal_export *exported);

// CTL_DATA, with the reason reported, unless it is an export that this key has signed.
BASE_MUST_USE enum ctl_result seal_file_read(struct ctl *ctl, const char *path, EVP_PKEY *key,
                                             struct seal_export *exported);

#endif
