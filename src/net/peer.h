// SPDX-License-Identifier: Apache-2.0
// Who is at the other end, as its certificate says. What the peer may do is looked up by others.
#ifndef NET_PEER_H
#define NET_PEER_H

#include <stdint.h>

#include <openssl/types.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"
#include "net/result.h"

struct net_peer {
    char unit[LIMIT_PEER_UNIT_BYTES_MAX + 1];       // subject OU, the role: terminal, operator ...
    char name[LIMIT_PEER_NAME_BYTES_MAX + 1];       // subject CN, the identity
    uint8_t fingerprint[DIGEST_BYTES];              // SHA-256 of the certificate's DER
    char address[LIMIT_PEER_ADDRESS_BYTES_MAX + 1]; // where it comes from
};

// Fills unit, name and fingerprint. NET_BAD_CERTIFICATE unless the subject has exactly one OU and
// one CN, as text that fits and holds no zero byte.
BASE_MUST_USE enum net_result net_peer_read_certificate(struct net_peer *peer, X509 *certificate);

#endif
