// SPDX-License-Identifier: Apache-2.0
// The server's addresses and which of them is the one to try. An address that failed gives way to
// the next, in a circle; one that served is the first to be tried again. They are looked up when
// all of them have failed in a row, and before the first try; while the resolver gives no answer
// the old ones stay.
#ifndef LIBBONUS_ADDRESS_H
#define LIBBONUS_ADDRESS_H

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>

#include "libbonus/fault.h"

struct address_list {
    struct addrinfo *all;
    const struct addrinfo *current;
    size_t count;
    size_t failed_count; // in a row
};

void address_list_clear(struct address_list *list);

// Looks the host up if all addresses have failed; this may wait for the resolver. UNREACHABLE: no
// address was ever found.
BASE_MUST_USE enum bonus_result address_list_refresh(struct address_list *list, const char *host,
                                                     const char *port, struct fault *fault);

// Whether none is left to be tried before the next look-up.
bool address_list_is_used_up(const struct address_list *list);

// The current one did not serve: the next becomes current.
void address_list_fail(struct address_list *list);

// The current one served.
void address_list_confirm(struct address_list *list);

#endif
