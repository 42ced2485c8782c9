// SPDX-License-Identifier: Apache-2.0
// Opens tills with the settings: the one that the settings name, or one of a folder of tills.
#ifndef POS_TILLS_H
#define POS_TILLS_H

#include "tools/pos/settings.h"

// The files of one till.
struct tills_files {
    const char *certificate;
    const char *key;
    const char *journal;
};

// On success *till is to be closed with bonus_close(). `files` NULL: those of the settings.
BASE_MUST_USE enum pos_result tills_open(const struct pos *pos, const struct settings *settings,
                                         const struct tills_files *files, struct bonus **till);

// Opens the settings' till and logs on.
BASE_MUST_USE enum pos_result tills_connect(const struct pos *pos, const struct settings *settings,
                                            struct bonus **till);

// With --offline it only opens it.
BASE_MUST_USE enum pos_result tills_reach(const struct pos *pos, const struct settings *settings,
                                          struct bonus **till);

// Keeps what happened for `bonus-pos advise`, and says so.
enum pos_result tills_advise(const struct pos *pos, struct bonus *till,
                             const struct bonus_advice *happened);

// A STAN of the command line.
BASE_MUST_USE enum pos_result tills_read_stan(const struct pos *pos, const char *word,
                                              uint64_t *stan);

// Reports why a call on the till failed.
enum pos_result tills_fail(const struct pos *pos, const struct bonus *till,
                           enum bonus_result result);

#endif
