// SPDX-License-Identifier: Apache-2.0
// What connections take from a net_tls.
#ifndef NET_TLS_INTERNAL_H
#define NET_TLS_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/types.h>

struct net_tls {
    SSL_CTX *context;
    uint32_t owners;
    bool is_server;
};

#endif
