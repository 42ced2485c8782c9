// SPDX-License-Identifier: Apache-2.0
// A circle of getaddrinfo()'s results.
#include "libbonus/address.h"

#include <sys/socket.h>

void address_list_clear(struct address_list *list)
{
    if (list->all != NULL) {
        freeaddrinfo(list->all);
    }
    *list = (struct address_list){0};
}

enum bonus_result address_list_refresh(struct address_list *list, const char *host,
                                       const char *port, struct fault *fault)
{
    if (!address_list_is_used_up(list)) {
        return BONUS_OK;
    }
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int status = getaddrinfo(host, port, &wanted, &found);
    if (status != 0 && list->all != NULL) {
        list->failed_count = 0; // they may be back before the resolver is
        return BONUS_OK;
    }
    if (status != 0) {
        return fault_set(fault, BONUS_UNREACHABLE, "%s port %s: %s.", host, port,
                         gai_strerror(status));
    }
    address_list_clear(list);
    list->all = found;
    list->current = found;
    for (const struct addrinfo *address = found; address != NULL; address = address->ai_next) {
        list->count++;
    }
    return BONUS_OK;
}

bool address_list_is_used_up(const struct address_list *list)
{
    return list->failed_count == list->count;
}

void address_list_fail(struct address_list *list)
{
    CHECK(!address_list_is_used_up(list));
    list->failed_count++;
    list->current = list->current->ai_next != NULL ? list->current->ai_next : list->all;
}

void address_list_confirm(struct address_list *list)
{
    list->failed_count = 0;
}
