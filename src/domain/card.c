// SPDX-License-Identifier: Apache-2.0
// What operators may do to a card, one line of a table for each state it can be in.
#include "domain/card.h"

#include <stddef.h>

static const struct card_rule {
    const char *name;
    enum verdict activate;
    enum verdict block;
    enum verdict lift;
} card_rules[] = {
    [CARD_ABSENT] = {"absent", VERDICT_CARD_UNKNOWN, VERDICT_CARD_UNKNOWN, VERDICT_CARD_UNKNOWN},
    [CARD_STOCK] = {"stock", VERDICT_APPROVED, VERDICT_APPROVED, VERDICT_CARD_NOT_BLOCKED},
    [CARD_ACTIVE] = {"active", VERDICT_CARD_ACTIVE, VERDICT_APPROVED, VERDICT_CARD_NOT_BLOCKED},
    [CARD_BLOCKED] = {"blocked", VERDICT_CARD_BLOCKED, VERDICT_APPROVED, VERDICT_APPROVED},
};

static const struct card_rule *card_rule_of(enum card_state state)
{
    CHECK((size_t)state < BASE_COUNT(card_rules));
    return &card_rules[state];
}

const char *card_state_name(enum card_state state)
{
    return card_rule_of(state)->name;
}

enum verdict card_activate_decide(const struct card_facts *card, enum card_state *after)
{
    enum verdict verdict = card_rule_of(card->state)->activate;
    if (verdict == VERDICT_APPROVED) {
        *after = CARD_ACTIVE;
    }
    return verdict;
}

static enum verdict card_lift_decide(const struct card_facts *card, enum card_state *after)
{
    enum verdict verdict = card_rule_of(card->state)->lift;
    if (verdict == VERDICT_APPROVED) {
        *after = card->has_member ? CARD_ACTIVE : CARD_STOCK;
    }
    return verdict;
}

enum verdict card_block_decide(const struct card_facts *card, bool lift, enum card_state *after)
{
    if (lift) {
        return card_lift_decide(card, after);
    }
    enum verdict verdict = card_rule_of(card->state)->block;
    if (verdict == VERDICT_APPROVED) {
        *after = CARD_BLOCKED;
    }
    return verdict;
}
