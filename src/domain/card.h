// SPDX-License-Identifier: Apache-2.0
// The life of a card: printed and in stock, given to a member, blocked and freed again.
#ifndef DOMAIN_CARD_H
#define DOMAIN_CARD_H

#include <stdbool.h>

#include "base/check.h"
#include "domain/verdict.h"

// The numbers of CardState in proto/bonus/v1/card.proto.
enum card_state {
    CARD_ABSENT = 0,  // there is no such card
    CARD_STOCK = 1,   // printed, not yet given to anybody
    CARD_ACTIVE = 2,  // has a member
    CARD_BLOCKED = 3, // with or without a member
};

struct card_facts {
    enum card_state state;
    bool has_member;
};

// "stock", for logs and listings.
const char *card_state_name(enum card_state state);

// Gives a card from stock to a new member. CARD_UNKNOWN, CARD_BLOCKED, CARD_ACTIVE refuse, and
// leave
// `*after` alone.
BASE_MUST_USE enum verdict card_activate_decide(const struct card_facts *card,
                                                enum card_state *after);

// Blocks a card, or lifts the block. A card in stock may be blocked (a lost parcel); lifting gives
// it back to stock, or to its member if it has one. Blocking a blocked card is APPROVED and changes
// no state: its row records that somebody asked again, and why. Lifting a block that is not there
// is CARD_NOT_BLOCKED, because whoever asks believes something wrong.
BASE_MUST_USE enum verdict card_block_decide(const struct card_facts *card, bool lift,
                                             enum card_state *after);

#endif
