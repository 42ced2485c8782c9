// SPDX-License-Identifier: Apache-2.0
// The table of commands.
#include "tools/bench/commands.h"

const struct command *const commands[] = {
    &pki_command, &cards_command, &bodies_command, &activate_command, &load_command, NULL,
};
