// SPDX-License-Identifier: Apache-2.0
// What TLS needs on one side: certificate, key and authority, checked and put together whole, so
// that a reload either gets a new one or keeps the old. TLS 1.3 only, both sides show certificates,
// no tickets, no resumption, no early data: resumption would skip the certificate.
#ifndef NET_TLS_H
#define NET_TLS_H

#include "base/check.h"
#include "net/result.h"

struct net_tls;

// PEM files. The certificate is for a P-256 key and issued by the authority; the file may hold
// intermediate certificates behind it. The key's file belongs to root or to the user that runs the
// program and is closed to others; if it is root's, its group may read it.
struct net_tls_files {
    const char *certificate;
    const char *key;
    const char *authority;
};

// Reads the files; they are not needed afterwards. NET_BAD_CERTIFICATE fills *error: a file that is
// missing or broken, a key that others may read or of another certificate, a certificate that has
// expired or that the authority has not issued. *tls belongs to the caller, who gives it up with
// net_tls_release().
BASE_MUST_USE enum net_result net_tls_create_server(const struct net_tls_files *files,
                                                    struct net_tls **tls, struct net_error *error);
BASE_MUST_USE enum net_result net_tls_create_client(const struct net_tls_files *files,
                                                    struct net_tls **tls, struct net_error *error);

// One more owner; connections and listeners are owners of what they use.
struct net_tls *net_tls_retain(struct net_tls *tls);

// One owner less; the last one frees it. NULL is fine.
void net_tls_release(struct net_tls *tls);

#endif
