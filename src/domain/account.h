// SPDX-License-Identifier: Apache-2.0
// A member's account in one currency: what a posting finds, and what it leaves behind.
// Always: balance = sum of the lots.
#ifndef DOMAIN_ACCOUNT_H
#define DOMAIN_ACCOUNT_H

#include <stdint.h>

#include "domain/amount.h"
#include "domain/lot.h"

struct account {
    int64_t position;      // journal position of its last row; 0: the account is not there yet
    struct points balance; // all points
    struct money lifetime; // money of all purchases so far
    uint16_t lot_count;
    struct lot lots[LOTS_MAX];
};

#endif
