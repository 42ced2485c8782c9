// SPDX-License-Identifier: Apache-2.0
// Reads OpenSSL's queue of errors.
#include "base/openssl.h"

#include <stdio.h>
#include <string.h>

#include <openssl/err.h>

void openssl_describe_error(char *text, size_t size)
{
    unsigned long code = ERR_peek_error();
    const char *reason = ERR_SYSTEM_ERROR(code) ? strerrordesc_np(ERR_GET_REASON(code))
                                                : ERR_reason_error_string(code);
    snprintf(text, size, "%s", code == 0 || reason == NULL ? "no reason given" : reason);
    ERR_clear_error();
}
