// SPDX-License-Identifier: Apache-2.0
// Random bytes from getrandom(2), whole or not at all.
#include "base/random.h"

#include <errno.h>
#include <stdint.h>
#include <sys/random.h>

#include "base/check.h"

void random_fill(void *bytes, size_t size)
{
    uint8_t *next = bytes;
    while (size > 0) {
        ssize_t filled = getrandom(next, size, 0);
        if (filled < 0 && errno == EINTR) {
            continue;
        }
        CHECK(filled > 0);
        next += filled;
        size -= (size_t)filled;
    }
}
