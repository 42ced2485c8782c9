// SPDX-License-Identifier: Apache-2.0
// The result enum of the net layer, why a connection was closed, and the text of a bad start.
#ifndef NET_RESULT_H
#define NET_RESULT_H

enum net_result {
#define NET_RESULT(name) NET_##name,
#include "net/result.def"
#undef NET_RESULT
};

enum net_close {
#define NET_CLOSE(name, label) NET_CLOSE_##name,
#include "net/close.def"
#undef NET_CLOSE
    NET_CLOSE_COUNT,
};

// What is wrong with a configured file or address, for a person: "server.crt: certificate has
// expired" and what to do about it.
struct net_error {
    char fact[320];
    char hint[160];
};

// "FULL", for logs and tests.
const char *net_result_name(enum net_result result);

// "frame_too_large", for logs and metrics.
const char *net_close_label(enum net_close reason);

#endif
