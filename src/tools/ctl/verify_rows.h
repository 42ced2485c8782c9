// SPDX-License-Identifier: Apache-2.0
// Journal rows and seals of a lane out of the database, for verify_lane().
#ifndef CTL_VERIFY_ROWS_H
#define CTL_VERIFY_ROWS_H

#include "tools/ctl/verify_page.h"

struct verify_rows {
    struct verify_page journal;
    struct verify_page seals;
    struct verify_room rules;
    struct verify_room moves;
};

void verify_rows_init(struct verify_rows *rows, struct database *database, uint16_t lane);
void verify_rows_clear(struct verify_rows *rows);

enum verify_step verify_rows_next(struct verify_rows *rows, struct verify_row *row);
enum verify_step verify_rows_next_seal(struct verify_rows *rows, struct verify_seal *seal);

// Why one of them could not be read.
enum ctl_result verify_rows_result(const struct verify_rows *rows);

#endif
