// SPDX-License-Identifier: Apache-2.0
// Addresses through getaddrinfo() and getnameinfo().
#include "net/address.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>

enum net_result net_address_resolve(const char *host, const char *port, struct net_address *address,
                                    struct net_error *error)
{
    struct addrinfo hints = {
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICSERV | AI_PASSIVE,
    };
    struct addrinfo *found = NULL;
    int failure = getaddrinfo(host[0] == '\0' ? NULL : host, port, &hints, &found);
    if (failure != 0) {
        snprintf(error->fact, sizeof(error->fact), "%s:%s: %s", host, port, gai_strerror(failure));
        snprintf(error->hint, sizeof(error->hint),
                 "Give a host name or an address, and a port from 1 to 65535.");
        return NET_BAD_ADDRESS;
    }
    memcpy(&address->storage, found->ai_addr, found->ai_addrlen);
    address->size = found->ai_addrlen;
    freeaddrinfo(found);
    return NET_OK;
}

void net_address_print(const struct net_address *address,
                       char text[LIMIT_PEER_ADDRESS_BYTES_MAX + 1])
{
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];
    const struct sockaddr *socket_address = (const struct sockaddr *)&address->storage;
    if (getnameinfo(socket_address, address->size, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        snprintf(text, LIMIT_PEER_ADDRESS_BYTES_MAX + 1, "unknown");
        return;
    }
    int is_v6 = strchr(host, ':') != NULL;
    snprintf(text, LIMIT_PEER_ADDRESS_BYTES_MAX + 1, "%s%.56s%s:%.5s", is_v6 ? "[" : "", host,
             is_v6 ? "]" : "", port);
}
