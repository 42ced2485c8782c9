// SPDX-License-Identifier: Apache-2.0
// What the service counts: requests by kind and result, how long they took, sessions, and why
// sessions were cut.
#ifndef SERVICE_METER_H
#define SERVICE_METER_H

#include <stdint.h>

#include "domain/verdict.h"
#include "wire/kind.h"

struct metric;
struct metrics;

enum {
    METER_KINDS = WIRE_KIND_ADVICE + 1, // kind 0 stands for all that have no handler
    METER_RESULTS = VERDICT_NUMBERS,
};

struct meter {
    struct metrics *metrics;
    struct metric *requests[METER_KINDS][METER_RESULTS]; // registered when first counted
    struct metric *seconds[METER_KINDS];
    struct metric *in_flight;
    struct metric *body_bytes;
    struct metric *sessions;
    struct metric *displaced;
    struct metric *blocked;
    struct metric *faulty;
};

void meter_init(struct meter *meter, struct metrics *metrics);

// A request of this kind (any number) was answered.
void meter_count_request(struct meter *meter, enum wire_kind kind, enum verdict verdict,
                         int64_t took_us);

#endif
