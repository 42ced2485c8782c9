// SPDX-License-Identifier: Apache-2.0
// One TLS connection to the server: bytes in, bytes out, never messages. Nothing here waits except
// the look-up of the host's name; the owner polls the descriptor and calls link_advance().
#ifndef LIBBONUS_LINK_H
#define LIBBONUS_LINK_H

#include <stdbool.h>

#include <openssl/ssl.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "libbonus/fault.h"

struct link_target {
    const char *host;
    const char *port;
    const char *server_name; // that its certificate must bear
};

struct link;

// Context and target are kept and must outlive the link. All addresses of the host share connect_us
// for their TCP connections, with LIMIT_TILL_ADDRESS_MS for each at least.
struct link *link_create(SSL_CTX *context, const struct link_target *target,
                         const struct clock_source *clock, int64_t connect_us);

// NULL is fine.
void link_destroy(struct link *link);

// Begins to connect to the address that served last, or else to the one behind that which was tried
// last; looks the host up if all have failed. UNREACHABLE: it has no address, or none that is left
// takes a connection.
BASE_MUST_USE enum bonus_result link_start(struct link *link, struct fault *fault);

// Closes the connection, saying goodbye if it was open; forgets what was not sent or read.
void link_stop(struct link *link);

// Does whatever can be done now: connects, shakes hands, reads into link_input(), sends from
// link_output(). UNREACHABLE: the connection failed or ended, TLS_REFUSED: one side does not accept
// the other; what was received before stands in link_input(), and the link is to be stopped.
BASE_MUST_USE enum bonus_result link_advance(struct link *link, struct fault *fault);

// The server behind this connection serves: the next start begins with its address.
void link_confirm(struct link *link);

// Whether the handshake is done.
bool link_is_open(const struct link *link);

// For poll(2); the descriptor is -1 while stopped.
int link_descriptor(const struct link *link);
short link_events(const struct link *link);

// When link_advance() has something to do even if the descriptor is not ready; INT64_MAX: never.
int64_t link_wake_us(const struct link *link);

// Decrypted bytes for the owner to consume; plain bytes for the link to send.
struct buffer *link_input(struct link *link);
struct buffer *link_output(struct link *link);

#endif
