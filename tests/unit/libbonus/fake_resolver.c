// SPDX-License-Identifier: Apache-2.0
// Builds the system's lists out of the test's addresses.
#include "libbonus/fake_resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "support/cmocka.h"

struct fake_address {
    struct addrinfo info;
    struct sockaddr_in socket;
};

struct fake_resolver *fake_resolver(void)
{
    static struct fake_resolver resolver;
    return &resolver;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *wanted,
                struct addrinfo **found)
{
    struct fake_resolver *resolver = fake_resolver();
    struct addrinfo **end = found;
    (void)name;
    resolver->asked_count++;
    if (resolver->is_dead) {
        return EAI_AGAIN;
    }
    for (size_t index = 0; resolver->addresses[index] != NULL; index++) {
        struct fake_address *address = memory_allocate(1, sizeof(*address));
        address->socket.sin_family = AF_INET;
        address->socket.sin_port = htons((uint16_t)strtoul(service, NULL, 10));
        assert_int_equal(inet_pton(AF_INET, resolver->addresses[index], &address->socket.sin_addr),
                         1);
        address->info = (struct addrinfo){
            .ai_family = AF_INET,
            .ai_socktype = wanted->ai_socktype,
            .ai_addr = (struct sockaddr *)&address->socket,
            .ai_addrlen = sizeof(address->socket),
        };
        *end = &address->info;
        end = &address->info.ai_next;
    }
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    while (list != NULL) {
        struct addrinfo *next = list->ai_next;
        free(list); // its first member
        list = next;
    }
}
