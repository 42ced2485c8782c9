// SPDX-License-Identifier: Apache-2.0
// `bonusctl verify --against FILE`: the rule that history still contains every head that was
// exported. Brings together the file, the walk of each lane and the database's incarnations.
#ifndef CTL_VERIFY_HEADS_H
#define CTL_VERIFY_HEADS_H

#include "tools/ctl/database.h"
#include "tools/ctl/verify_against.h"
#include "tools/ctl/verify_report.h"

struct verify_heads;

// Reads the export and checks its signature; the failure is reported. On CTL_OK the caller destroys
// *heads.
BASE_MUST_USE enum ctl_result verify_heads_create(struct ctl *ctl, const char *path,
                                                  const char *public_key_path,
                                                  struct verify_heads **heads);

// NULL is fine.
void verify_heads_destroy(struct verify_heads *heads);

// CTL_DATA if the export is one of another ledger.
BASE_MUST_USE enum ctl_result verify_heads_check_ledger(const struct verify_heads *heads,
                                                        struct database *database);

// What takes the seals of a lane that is about to be walked; NULL if it was not exported. The lane
// has ended when it is told its last sealed position.
struct verify_against *verify_heads_begin_lane(struct verify_heads *heads, uint16_t lane);
void verify_heads_end_lane(struct verify_heads *heads, uint16_t lane, int64_t last);

// Names every difference, when all lanes have been walked.
BASE_MUST_USE enum ctl_result verify_heads_report(struct verify_heads *heads,
                                                  struct database *database,
                                                  struct verify_report *report);

#endif
