// SPDX-License-Identifier: Apache-2.0
// What comes back: the facts of an answer, and the outcome that carries them. Pointers of an
// outcome live until the next call on the handle.
#ifndef BONUS_FACTS_H
#define BONUS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bonus/codes.h>

enum bonus_card_state {
    BONUS_CARD_STATE_NONE = 0,
    BONUS_CARD_STATE_STOCK = 1,
    BONUS_CARD_STATE_ACTIVE = 2,
    BONUS_CARD_STATE_BLOCKED = 3,
};

struct bonus_card_facts {
    uint64_t rrn;
    int64_t member;
    enum bonus_card_state state;
    int64_t posted_at_us;
};

// An account: what a card has in one currency. `points` is the sum of the parts less the debt.
struct bonus_balance {
    uint32_t currency;
    int64_t points;
    int64_t lifetime;           // money of all purchases
    int64_t spendable;          // can be spent now; none while there is debt
    int64_t pending;            // earned, can be spent on a later day
    int64_t held;               // set aside by holds
    int64_t debt;               // spent and then taken back; the next awards repay it
    int64_t expiring;           // of those that can be spent: expire first, and soon
    uint32_t expiring_last_day; // on which those can be spent, YYYYMMDD
};

struct bonus_balance_facts {
    enum bonus_card_state state;
    size_t count;
    const struct bonus_balance *balances; // one for each currency, by its code
    int64_t read_at_us;
};

// A promotion that had a part in the award.
struct bonus_rule {
    uint32_t promotion; // its number in the programme
    const char *text;   // as slips show it
    uint32_t rate_bp;   // that it set or added; 0: it gave points, not a rate
    int64_t points;     // that it gave beside any rate
};

// Of a posted or quoted purchase, and of a late claim.
struct bonus_purchase_facts {
    uint64_t rrn; // 0: a quote, or training. With ALREADY_POSTED the only fact there is
    uint32_t currency;
    int64_t base;     // money the points were reckoned on
    uint32_t rate_bp; // basis points: 1100 is 11 %
    int64_t earned;
    int64_t redeemed;
    int64_t balance_after;
    int64_t lifetime_after; // money of all purchases of this account, this one included
    uint32_t programme_version;
    int64_t posted_at_us;
    bool training;
    int64_t spendable_after; // these as in struct bonus_balance
    int64_t pending_after;
    int64_t held_after;
    int64_t debt_after;
    int64_t expiring; // a repeat may be without them
    uint32_t expiring_last_day;
    int64_t redeemable_max; // of a quote: the most that points may pay
    size_t rule_count;      // 0: the programme's rate alone
    const struct bonus_rule *rules;
    bool clock_skewed;     // the till's clock is wrong, the server's was used
    bool velocity_warning; // unusually often or much: done, and the operators see it
    uint64_t original;     // of a late claim: RRN of the receipt that was claimed
};

// Of a hold, a commit and a void.
struct bonus_hold_facts {
    uint64_t rrn;
    uint64_t hold; // names the hold from now on; of a hold the same as rrn
    int64_t held;  // set aside by the hold
    int64_t hold_until_us;
    int64_t redeemed;                  // paid with
    int64_t released;                  // given back
    const struct bonus_balance *after; // the account after this posting
    uint32_t programme_version;
    int64_t posted_at_us;
    bool clock_skewed;
    bool velocity_warning;
};

// Of a refund. What was taken is a positive number.
struct bonus_refund_facts {
    uint64_t rrn;      // with ALREADY_POSTED the only fact there is
    uint64_t original; // 0: a blind refund
    uint32_t currency;
    int64_t total;
    int64_t base;                      // the part of it on which points had been reckoned
    int64_t taken_back;                // points that the goods had earned
    int64_t given_back;                // points that the goods were paid with
    int64_t written_off;               // of taken_back: spent meanwhile, the chain bears them
    int64_t cash_deducted;             // of taken_back: spent meanwhile, kept back of the money
    int64_t pay_out;                   // money to pay out
    const struct bonus_balance *after; // NULL: no card
    uint32_t programme_version;
    int64_t posted_at_us;
    bool clock_skewed;
    bool velocity_warning;
};

// Of a reversal. `original` 0: the server had not heard of that STAN, and never posts it now.
struct bonus_reversal_facts {
    uint64_t rrn;
    uint64_t original;
    enum bonus_kind original_kind;
    int64_t taken_back;
    int64_t given_back;
    int64_t written_off;
    const struct bonus_balance *after; // NULL: nothing was posted, or without a card
    int64_t posted_at_us;
};

// Of an advice that a rule stood against: recorded, not applied; the operators see to it.
struct bonus_parked_facts {
    uint64_t rrn;
    enum bonus_code reason; // what would have been answered at the time
    int64_t posted_at_us;
};

// What the server knows of an earlier request of this till; the outcome's other facts are those of
// its answer.
struct bonus_status_facts {
    enum bonus_kind kind; // NONE: it was reversed before it came
    enum bonus_code code;
};

// What became of one request.
struct bonus_outcome {
    enum bonus_result result; // OK, REFUSED, UNKNOWN, UNREACHABLE, or why it could not be sent
    enum bonus_kind kind;
    enum bonus_code code; // what the server said last
    uint64_t stan;        // of keyed kinds; for a status the STAN that was asked about
    void *tag;            // as given to ..._submit()
    bool repeated;        // the server gave the first answer again: it had decided this before
    unsigned tries;       // how often it was sent by this handle
    const char *error;    // for people: why it is not OK; empty if it is
    const char *slip;     // as it leaves the printer, lines ended by \n; empty: none
    // NULL where there are no such facts. An advice that was applied has those of what happened.
    const struct bonus_purchase_facts *purchase;
    const struct bonus_card_facts *card;
    const struct bonus_balance_facts *balance;
    const struct bonus_hold_facts *hold;
    const struct bonus_refund_facts *refund;
    const struct bonus_reversal_facts *reversal;
    const struct bonus_parked_facts *parked;
    const struct bonus_status_facts *status;
    int64_t server_at_us; // of an echo
};

#endif
