// SPDX-License-Identifier: Apache-2.0
// What the fake server decides: a ledger of a few lines that knows keys and no rules.
#ifndef LIBBONUS_FAKE_LEDGER_H
#define LIBBONUS_FAKE_LEDGER_H

#include "libbonus/fake_server.h"

// NULL: nothing was decided under this STAN.
struct fake_posting *fake_ledger_find(struct fake_server *server, uint64_t stan);

// Answers a request; one that is new and keyed is decided with `result`.
void fake_ledger_decide(struct fake_server *server, const struct wire_request *request,
                        enum wire_result_code result, struct wire_response *answer);

#endif
