// SPDX-License-Identifier: Apache-2.0
// Looks certificates up in a registry.
#include "service/identity.h"

enum verdict identity_find(const struct registry *registry, const uint8_t certificate[DIGEST_BYTES],
                           const struct registry_terminal **terminal)
{
    const struct registry_certificate *known = registry_find_certificate(registry, certificate);
    if (known == NULL) {
        return VERDICT_TERMINAL_UNKNOWN;
    }
    *terminal = registry_find_terminal(registry, known->terminal);
    if (*terminal == NULL) {
        return VERDICT_TERMINAL_UNKNOWN;
    }
    return known->blocked || (*terminal)->blocked ? VERDICT_TERMINAL_BLOCKED : VERDICT_APPROVED;
}
