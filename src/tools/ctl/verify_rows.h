// SPDX-License-Identifier: Apache-2.0
// Journal rows and seals of a lane out of the database, a page at a time, inside the caller's
// transaction.
#ifndef CTL_VERIFY_ROWS_H
#define CTL_VERIFY_ROWS_H

#include "tools/ctl/database.h"
#include "tools/ctl/verify_lane.h"

// A page of rows and the place in it.
struct verify_page {
    const char *statement;
    PGresult *rows;
    int row;
    int64_t after; // position of the last row of the page
};

struct verify_rows {
    struct database *database;
    uint16_t lane;
    struct verify_page journal;
    struct verify_page seals;
    enum ctl_result result; // why a page could not be read
};

void verify_rows_init(struct verify_rows *rows, struct database *database, uint16_t lane);
void verify_rows_clear(struct verify_rows *rows);

enum verify_step verify_rows_next(struct verify_rows *rows, struct verify_row *row);
enum verify_step verify_rows_next_seal(struct verify_rows *rows, struct verify_seal *seal);

#endif
