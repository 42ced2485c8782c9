// SPDX-License-Identifier: Apache-2.0
// Outcomes for people.
#include "tools/pos/answer.h"

#include <inttypes.h>

#include "tools/pos/answer_internal.h"
#include "tools/pos/money.h"

const char *answer_card_state_name(enum bonus_card_state state)
{
    static const char *const names[] = {
        [BONUS_CARD_STATE_NONE] = "unknown",
        [BONUS_CARD_STATE_STOCK] = "in stock",
        [BONUS_CARD_STATE_ACTIVE] = "active",
        [BONUS_CARD_STATE_BLOCKED] = "blocked",
    };
    return (size_t)state < BASE_COUNT(names) ? names[state] : "unknown";
}

static void answer_print_amount(const struct pos *pos, const char *name, int64_t amount)
{
    char text[MONEY_TEXT_BYTES];
    money_print(amount, text);
    fprintf(pos->out, "%-12s %s\n", name, text);
}

// What says nothing is left out.
static void answer_print_if(const struct pos *pos, const char *name, int64_t amount)
{
    if (amount != 0) {
        answer_print_amount(pos, name, amount);
    }
}

static void answer_print_currency(const struct pos *pos, uint32_t code)
{
    char currency[DECIMAL_TEXT_BYTES];
    money_currency_print(code, currency);
    fprintf(pos->out, "%-12s %s\n", "currency", currency);
}

static void answer_print_rrn(const struct pos *pos, const char *name, uint64_t number)
{
    char rrn[BONUS_RRN_TEXT_BYTES_MAX];
    bonus_rrn_format(number, rrn);
    if (number != 0) {
        fprintf(pos->out, "%-12s %s\n", name, rrn);
    }
}

static void answer_print_purchase(const struct pos *pos, const struct bonus_purchase_facts *facts)
{
    answer_print_rrn(pos, "RRN", facts->rrn);
    if (facts->currency == 0) {
        return; // ALREADY_POSTED knows no more
    }
    answer_print_rrn(pos, "original", facts->original);
    answer_print_currency(pos, facts->currency);
    answer_print_amount(pos, "earned", facts->earned);
    answer_print_amount(pos, "redeemed", facts->redeemed);
    answer_print_if(pos, "may redeem", facts->redeemable_max);
    answer_print_amount(pos, "balance", facts->balance_after);
    answer_print_amount(pos, "lifetime", facts->lifetime_after);
    answer_print_if(pos, "debt", facts->debt_after);
    for (size_t index = 0; index < facts->rule_count; index++) {
        fprintf(pos->out, "%-12s %s\n", "promotion", facts->rules[index].text);
    }
}

// The account after a posting; NULL: there is none.
static void answer_print_after(const struct pos *pos, const struct bonus_balance *after)
{
    if (after == NULL) {
        return;
    }
    answer_print_amount(pos, "balance", after->points);
    answer_print_amount(pos, "spendable", after->spendable);
    answer_print_if(pos, "pending", after->pending);
    answer_print_if(pos, "held", after->held);
    answer_print_if(pos, "debt", after->debt);
}

static void answer_print_hold(const struct pos *pos, const struct bonus_hold_facts *facts)
{
    answer_print_rrn(pos, "RRN", facts->rrn);
    answer_print_rrn(pos, "hold", facts->hold);
    answer_print_amount(pos, "held", facts->held);
    answer_print_if(pos, "redeemed", facts->redeemed);
    answer_print_if(pos, "released", facts->released);
    answer_print_after(pos, facts->after);
}

static void answer_print_refund(const struct pos *pos, const struct bonus_refund_facts *facts)
{
    answer_print_rrn(pos, "RRN", facts->rrn);
    if (facts->currency == 0) {
        return; // ALREADY_POSTED knows no more
    }
    answer_print_rrn(pos, "original", facts->original);
    answer_print_currency(pos, facts->currency);
    answer_print_amount(pos, "total", facts->total);
    answer_print_amount(pos, "taken back", facts->taken_back);
    answer_print_if(pos, "given back", facts->given_back);
    answer_print_if(pos, "written off", facts->written_off);
    answer_print_if(pos, "deducted", facts->cash_deducted);
    answer_print_amount(pos, "pay out", facts->pay_out);
    answer_print_after(pos, facts->after);
}

static void answer_print_reversal(const struct pos *pos, const struct bonus_reversal_facts *facts)
{
    answer_print_rrn(pos, "RRN", facts->rrn);
    answer_print_rrn(pos, "original", facts->original);
    fprintf(pos->out, "%-12s %s\n", "it was",
            facts->original == 0 ? "never posted, and never will be"
                                 : bonus_kind_name(facts->original_kind));
    answer_print_if(pos, "taken back", facts->taken_back);
    answer_print_if(pos, "given back", facts->given_back);
    answer_print_if(pos, "written off", facts->written_off);
    answer_print_after(pos, facts->after);
}

static void answer_print_parked(const struct pos *pos, const struct bonus_parked_facts *facts)
{
    answer_print_rrn(pos, "RRN", facts->rrn);
    fprintf(pos->out, "%-12s %s\n", "parked for", bonus_code_name(facts->reason));
}

static void answer_print_balance(const struct pos *pos, const struct bonus_balance_facts *facts)
{
    fprintf(pos->out, "card %s\n", answer_card_state_name(facts->state));
    for (size_t index = 0; index < facts->count; index++) {
        const struct bonus_balance *balance = &facts->balances[index];
        char currency[DECIMAL_TEXT_BYTES];
        money_currency_print(balance->currency, currency);
        fprintf(pos->out, "%s\n", currency);
        answer_print_amount(pos, "  points", balance->points);
        answer_print_amount(pos, "  spendable", balance->spendable);
        answer_print_if(pos, "  pending", balance->pending);
        answer_print_if(pos, "  held", balance->held);
        answer_print_if(pos, "  debt", balance->debt);
        answer_print_amount(pos, "  lifetime", balance->lifetime);
        answer_print_if(pos, "  expiring", balance->expiring);
    }
}

static void answer_print_posting(const struct pos *pos, const struct bonus_outcome *outcome)
{
    if (outcome->purchase != NULL) {
        answer_print_purchase(pos, outcome->purchase);
    }
    if (outcome->hold != NULL) {
        answer_print_hold(pos, outcome->hold);
    }
    if (outcome->refund != NULL) {
        answer_print_refund(pos, outcome->refund);
    }
    if (outcome->reversal != NULL) {
        answer_print_reversal(pos, outcome->reversal);
    }
    if (outcome->parked != NULL) {
        answer_print_parked(pos, outcome->parked);
    }
    if (outcome->card != NULL) {
        fprintf(pos->out, "card %s, member %" PRIi64 "\n",
                answer_card_state_name(outcome->card->state), outcome->card->member);
    }
}

static void answer_print_facts(const struct pos *pos, const struct bonus_outcome *outcome)
{
    if (outcome->status != NULL) {
        fprintf(pos->out, "STAN %" PRIu64 ": %s, %s\n", outcome->stan,
                bonus_kind_name(outcome->status->kind), bonus_code_name(outcome->status->code));
    }
    if (outcome->slip[0] != '\0') {
        fputs(outcome->slip, pos->out);
        return;
    }
    answer_print_posting(pos, outcome);
    if (outcome->balance != NULL) {
        answer_print_balance(pos, outcome->balance);
    }
}

uint64_t answer_rrn(const struct bonus_outcome *outcome)
{
    return outcome->purchase != NULL   ? outcome->purchase->rrn
           : outcome->hold != NULL     ? outcome->hold->rrn
           : outcome->refund != NULL   ? outcome->refund->rrn
           : outcome->reversal != NULL ? outcome->reversal->rrn
           : outcome->parked != NULL   ? outcome->parked->rrn
           : outcome->card != NULL     ? outcome->card->rrn
                                       : 0;
}

// The paper is for the customer; what the till's author wants to know goes beside it.
static void answer_tell_posted(const struct pos *pos, const struct bonus_outcome *outcome)
{
    char rrn[BONUS_RRN_TEXT_BYTES_MAX];
    if (outcome->stan == 0 || outcome->kind == BONUS_KIND_TRANSACTION_STATUS) {
        return;
    }
    bonus_rrn_format(answer_rrn(outcome), rrn);
    fprintf(pos->error, "bonus-pos: %s: STAN %" PRIu64 "%s%s\n",
            outcome->repeated ? "posted before" : "posted", outcome->stan,
            rrn[0] == '\0' ? "" : ", RRN ", rrn);
}

// What can be done about it, where there is something; NULL otherwise.
static const char *answer_hint(const struct bonus_outcome *outcome, char *hint, size_t size)
{
    if (outcome->code == BONUS_CODE_NOT_FOUND) {
        snprintf(hint, size, "bonus-pos repeat %" PRIu64 " makes it final", outcome->stan);
        return hint;
    }
    if (outcome->stan == 0 || outcome->kind == BONUS_KIND_TRANSACTION_STATUS ||
        (outcome->result != BONUS_UNKNOWN && outcome->result != BONUS_UNREACHABLE)) {
        return NULL;
    }
    snprintf(hint, size,
             "bonus-pos repeat %" PRIu64 " sends it again, bonus-pos status %" PRIu64
             " asks what became of it, bonus-pos reverse %" PRIu64 " gives it up",
             outcome->stan, outcome->stan, outcome->stan);
    return hint;
}

static enum pos_result answer_fail(const struct pos *pos, const struct bonus_outcome *outcome)
{
    char text[192];
    enum pos_result result = pos_result_of(outcome->result);
    const char *hint = answer_hint(outcome, text, sizeof(text));
    if (outcome->result == BONUS_REFUSED) {
        return pos_fail(pos, result, hint, "refused: %s: %s", bonus_code_name(outcome->code),
                        outcome->error);
    }
    if (outcome->result == BONUS_UNKNOWN || outcome->result == BONUS_UNREACHABLE) {
        return pos_fail(pos, result, hint, "%s: %s", bonus_result_text(outcome->result),
                        outcome->error);
    }
    return pos_fail(pos, result, hint, "%s", outcome->error);
}

enum pos_result answer_print(const struct pos *pos, const struct bonus_outcome *outcome)
{
    if (pos->json) {
        answer_print_json(pos, answer_to_json(outcome));
        return pos_result_of(outcome->result);
    }
    answer_print_facts(pos, outcome);
    if (outcome->result != BONUS_OK) {
        return answer_fail(pos, outcome);
    }
    answer_tell_posted(pos, outcome);
    return POS_OK;
}
