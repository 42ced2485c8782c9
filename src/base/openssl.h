// SPDX-License-Identifier: Apache-2.0
// What OpenSSL has to say, for a person.
#ifndef BASE_OPENSSL_H
#define BASE_OPENSSL_H

#include <stddef.h>

enum { OPENSSL_REASON_BYTES = 160 };

// What went wrong at first, in OpenSSL's or the system's words; what OpenSSL adds later only says
// where it noticed. Empties the thread's queue of errors.
void openssl_describe_error(char *text, size_t size);

#endif
