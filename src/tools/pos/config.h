// SPDX-License-Identifier: Apache-2.0
// The till's settings from an INI file: one section [till] with the long names of the options.
#ifndef POS_CONFIG_H
#define POS_CONFIG_H

#include "tools/pos/settings.h"

// Reads the file into the settings. What is wrong is reported as file:line: fact.
BASE_MUST_USE enum pos_result config_read(const struct pos *pos, const char *path,
                                          struct settings *settings);

#endif
