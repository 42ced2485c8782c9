// SPDX-License-Identifier: Apache-2.0
// A struct ctl whose streams end in memory.
#ifndef CTL_TEST_CAPTURE_H
#define CTL_TEST_CAPTURE_H

#include "tools/ctl/ctl.h"

struct capture {
    struct ctl ctl;
    char *out;
    size_t out_size;
    char *error;
    size_t error_size;
};

void capture_init(struct capture *capture);
void capture_clear(struct capture *capture);

// What was written so far.
const char *capture_out(struct capture *capture);
const char *capture_error(struct capture *capture);

#endif
