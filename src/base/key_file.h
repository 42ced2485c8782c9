// SPDX-License-Identifier: Apache-2.0
// Which files may hold a private key: those of nobody who could then speak in its owner's name.
#ifndef BASE_KEY_FILE_H
#define BASE_KEY_FILE_H

#include <sys/stat.h>
#include <sys/types.h>

// Why this file must not be a private key's, or NULL. A key belongs to root or to `self`, the user
// that runs the program. Others may do nothing with it; its group may read it if it is root's.
const char *key_file_find_fault(const struct stat *status, uid_t self);

#endif
