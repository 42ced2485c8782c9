// SPDX-License-Identifier: Apache-2.0
// What the two forms of an answer share.
#ifndef POS_ANSWER_INTERNAL_H
#define POS_ANSWER_INTERNAL_H

#include "tools/pos/answer.h"

// "active".
const char *answer_card_state_name(enum bonus_card_state state);

// The caller owns it.
json_t *answer_to_json(const struct bonus_outcome *outcome);

#endif
