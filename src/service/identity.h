// SPDX-License-Identifier: Apache-2.0
// Who holds a certificate, and whether they are still allowed to.
#ifndef SERVICE_IDENTITY_H
#define SERVICE_IDENTITY_H

#include "base/check.h"
#include "base/digest.h"
#include "domain/verdict.h"
#include "store/registry.h"

// APPROVED and the terminal; TERMINAL_UNKNOWN; or TERMINAL_BLOCKED if it or this certificate is.
BASE_MUST_USE enum verdict identity_find(const struct registry *registry,
                                         const uint8_t certificate[DIGEST_BYTES],
                                         const struct registry_terminal **terminal);

#endif
