// SPDX-License-Identifier: Apache-2.0
// The rows of the table of commands, each at the end of its own file.
#ifndef BENCH_COMMANDS_H
#define BENCH_COMMANDS_H

#include "tools/bench/command.h"

extern const struct command pki_command;
extern const struct command cards_command;
extern const struct command bodies_command;
extern const struct command activate_command;
extern const struct command load_command;

// Options of every command that talks to the server, for values that begin with a
// struct world_options.
#define WORLD_OPTIONS                                                                              \
    {.name = "host",                                                                               \
     .kind = OPTION_TEXT,                                                                          \
     .offset = offsetof(struct world_options, host),                                               \
     .value_name = "HOST",                                                                         \
     .help = "of bonusd; default 127.0.0.1"},                                                      \
        {.name = "port",                                                                           \
         .kind = OPTION_NUMBER,                                                                    \
         .offset = offsetof(struct world_options, port),                                           \
         .number_min = 1,                                                                          \
         .number_max = 65535,                                                                      \
         .value_name = "PORT",                                                                     \
         .help = "of bonusd; default 7450"},                                                       \
    {                                                                                              \
        .name = "dir", .kind = OPTION_TEXT, .offset = offsetof(struct world_options, folder),      \
        .value_name = "DIR", .help = "with the certificates; default pki"                          \
    }

#endif
