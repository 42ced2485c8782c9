// SPDX-License-Identifier: Apache-2.0
// What the two forms of an answer share.
#ifndef POS_ANSWER_INTERNAL_H
#define POS_ANSWER_INTERNAL_H

#include "tools/pos/answer.h"

// "active".
const char *answer_card_state_name(enum bonus_card_state state);

// Of the posting that the outcome tells of; 0: none.
uint64_t answer_rrn(const struct bonus_outcome *outcome);

#endif
