// SPDX-License-Identifier: Apache-2.0
// Prints what became of a request: the slip as it leaves the printer, or the facts, or JSON.
#ifndef POS_ANSWER_H
#define POS_ANSWER_H

#include <jansson.h>

#include "tools/pos/pos.h"

// Prints the outcome and, where it is no success, why and what to do next.
enum pos_result answer_print(const struct pos *pos, const struct bonus_outcome *outcome);

// The same as a JSON object. The caller owns it.
json_t *answer_to_json(const struct bonus_outcome *outcome);

// Prints a JSON value and a newline, and releases it.
void answer_print_json(const struct pos *pos, json_t *value);

// An amount as "1234.50".
json_t *answer_json_amount(int64_t amount);

#endif
