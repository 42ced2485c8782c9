// SPDX-License-Identifier: Apache-2.0
// What the head office should look at, as bits of a journal row's `flags`. A bit keeps its meaning
// for ever.
#ifndef DOMAIN_FLAG_H
#define DOMAIN_FLAG_H

enum posting_flag {
    POSTING_FLAG_CLOCK_SKEWED = 1 << 0, // the till's clock was not believed, see clock.h
    POSTING_FLAG_VELOCITY = 1 << 1,     // a soft limit of velocity was passed
    POSTING_FLAG_BLIND_REFUND = 1 << 2, // a refund without an original
    POSTING_FLAG_ADVICE = 1 << 3,       // it had happened offline when the server heard of it
};

#endif
