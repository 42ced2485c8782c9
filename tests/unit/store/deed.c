// SPDX-License-Identifier: Apache-2.0
// The rule of a deed.
#include "deed.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "deed_back.h"

static enum verdict purchase_refusal(const struct posting *posting,
                                     const struct posting_facts *facts)
{
    if (facts->receipt_position > 0) {
        return VERDICT_ALREADY_POSTED;
    }
    if (*posting->card == '\0') {
        return VERDICT_APPROVED;
    }
    switch (facts->card) {
    case CARD_ABSENT:
        return VERDICT_CARD_UNKNOWN;
    case CARD_STOCK:
        return VERDICT_CARD_NOT_ACTIVE;
    case CARD_BLOCKED:
        return VERDICT_CARD_BLOCKED;
    case CARD_ACTIVE:
        break;
    }
    return VERDICT_APPROVED;
}

static enum verdict purchase_decide_deed(const struct deed *deed, const struct posting_facts *facts,
                                         struct posting_effect *effect)
{
    enum verdict refusal = purchase_refusal(&deed->posting, facts);
    if (refusal != VERDICT_APPROVED) {
        return refusal;
    }
    effect->kind = JOURNAL_PURCHASE;
    effect->store = deed->receipt.store;
    effect->currency = DEED_CURRENCY;
    effect->money = deed->money;
    effect->receipt_at_us = INT64_C(1763717000000000);
    effect->utc_offset_min = 180;
    if (*deed->posting.card != '\0') {
        effect->base = deed->money;
        effect->rate_bp = DEED_RATE_BP;
        effect->earned = deed->money / 10;
        effect->member = facts->member;
        effect->account_changed = true;
        effect->account = *facts->account;
        effect->account.lifetime.minor += deed->money;
        struct lot lot = {.expires_on = LOT_NEVER, .points = {effect->earned}};
        CHECK(account_credit(&effect->account, lot, 0, &effect->moves) == BASE_OK);
        effect->details.spendable_after = effect->account.balance.minor;
        if (effect->account.debt.minor > 0) {
            effect->details.spendable_after = 0;
            effect->details.debt_after = effect->account.debt.minor;
        }
    }
    return VERDICT_APPROVED;
}

static enum verdict card_decide_deed(const struct deed *deed, const struct posting_facts *facts,
                                     struct posting_effect *effect)
{
    const struct card_facts card = {.state = facts->card, .has_member = facts->member > 0};
    bool is_activation = deed->posting.request_kind == DEED_ACTIVATION;
    enum verdict verdict = is_activation ? card_activate_decide(&card, &effect->card)
                                         : card_block_decide(&card, false, &effect->card);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    effect->kind = is_activation ? JOURNAL_CARD_ACTIVATED : JOURNAL_CARD_BLOCKED;
    effect->member = is_activation ? facts->next_position : facts->member;
    effect->card_changed = effect->card != facts->card;
    return VERDICT_APPROVED;
}

static enum verdict deed_decide(struct posting *posting, const struct posting_facts *facts,
                                struct posting_effect *effect)
{
    struct deed *deed = (struct deed *)posting;
    deed->decided_count++;
    if (deed->terminal_blocked) {
        return VERDICT_TERMINAL_BLOCKED;
    }
    static enum verdict (*const rules[])(const struct deed *deed, const struct posting_facts *facts,
                                         struct posting_effect *effect) = {
        [DEED_PURCHASE] = purchase_decide_deed, [DEED_ACTIVATION] = card_decide_deed,
        [DEED_BLOCKING] = card_decide_deed,     [DEED_REFUND] = deed_decide_refund,
        [DEED_REVERSAL] = deed_decide_reversal, [DEED_EXPIRY] = deed_decide_expiry,
        [DEED_PARKED] = deed_decide_parked,
    };
    return rules[posting->request_kind](deed, facts, effect);
}

static void deed_posted(struct posting *posting, enum store_result result)
{
    struct deed *deed = (struct deed *)posting;
    deed->posted_count++;
    deed->result = result;
    if (deed->list != NULL) {
        CHECK(deed->list->count < BASE_COUNT(deed->list->heard));
        deed->list->heard[deed->list->count++] = deed;
    }
}

void deed_init(struct deed *deed, enum deed_kind kind, uint64_t stan, const char *card)
{
    static const struct posting_rule rule = {.decide = deed_decide, .posted = deed_posted};
    memset(deed, 0, sizeof(*deed));
    deed->posting = (struct posting){
        .rule = &rule,
        .key = {.terminal = 1, .epoch = 9, .stan = stan},
        .request_kind = (uint16_t)kind,
        .card = card,
        .arrived_at_us = INT64_C(1763717390000000),
        .sent_at_us = INT64_C(1763717380000000),
        .deadline_ms = 10000,
    };
    char body[sizeof(deed->body)];
    snprintf(body, sizeof(body), "body of %u", (unsigned)stan);
    deed_set_body(deed, body);
}

void deed_init_purchase(struct deed *deed, uint64_t stan, const char *card, int64_t money)
{
    deed_init(deed, DEED_PURCHASE, stan, card);
    deed->money = money;
    deed->posting.currency = *card != '\0' ? DEED_CURRENCY : 0;
    deed_set_receipt(deed, (uint32_t)stan);
}

void deed_init_activation(struct deed *deed, uint64_t stan, const char *card)
{
    deed_init(deed, DEED_ACTIVATION, stan, card);
}

void deed_init_blocking(struct deed *deed, uint64_t stan, const char *card)
{
    deed_init(deed, DEED_BLOCKING, stan, card);
}

void deed_set_receipt(struct deed *deed, uint32_t number)
{
    snprintf(deed->receipt_number, sizeof(deed->receipt_number), "R%u", number);
    deed->receipt = (struct receipt_identity){
        .store = 5, .fiscal_device = "FD-1", .number = deed->receipt_number, .date = 20251121};
    deed->posting.receipt = &deed->receipt;
}

void deed_set_body(struct deed *deed, const char *body)
{
    snprintf(deed->body, sizeof(deed->body), "%s", body);
    deed->posting.body = (const uint8_t *)deed->body;
    deed->posting.body_size = strlen(deed->body);
    memset(deed->posting.fingerprint, 0, DIGEST_BYTES);
    memcpy(deed->posting.fingerprint, deed->body, strlen(deed->body));
}
