// SPDX-License-Identifier: Apache-2.0
// What can only be found wrong by using it: the configuration file and the PEM files it names.
#ifndef DAEMON_STARTUP_H
#define DAEMON_STARTUP_H

#include "base/check.h"
#include "daemon/config.h"

struct net_tls;

// Reads the file, and if it has no error the certificates. Returns the server's TLS, which the
// caller releases, or NULL; then there is at least one error.
BASE_MUST_USE struct net_tls *startup_load(const char *path, struct config *config,
                                           struct config_errors *errors);

#endif
