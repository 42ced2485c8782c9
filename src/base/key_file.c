// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's rule for the keys of servers and clients.
#include "base/key_file.h"

#include <stddef.h>

const char *key_file_find_fault(const struct stat *status, uid_t self)
{
    if (!S_ISREG(status->st_mode)) {
        return "is not a regular file";
    }
    if (status->st_uid != 0 && status->st_uid != self) {
        return "belongs to another user";
    }
    // Root hands a key to a group on purpose; a user's own group is often that of many users.
    mode_t forbidden = S_IRWXO | (status->st_uid == 0 ? S_IWGRP | S_IXGRP : S_IRWXG);
    if ((status->st_mode & forbidden) != 0) {
        return "is open to other users";
    }
    return NULL;
}
