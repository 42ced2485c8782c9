// SPDX-License-Identifier: Apache-2.0
// getaddrinfo() and freeaddrinfo() for tests, linked in the place of the system's: every name has
// the addresses the test gives it, and a port is a number.
#ifndef LIBBONUS_FAKE_RESOLVER_H
#define LIBBONUS_FAKE_RESOLVER_H

#include <stdbool.h>
#include <stddef.h>

enum { FAKE_ADDRESSES_MAX = 4 };

struct fake_resolver {
    const char *addresses[FAKE_ADDRESSES_MAX]; // IPv4, up to the first NULL
    bool is_dead;                              // nobody answers questions for names
    size_t asked_count;
};

// The one there is.
struct fake_resolver *fake_resolver(void);

#endif
