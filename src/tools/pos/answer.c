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

static void answer_print_purchase(const struct pos *pos, const struct bonus_purchase_facts *facts)
{
    char currency[DECIMAL_TEXT_BYTES];
    char rrn[BONUS_RRN_TEXT_BYTES_MAX];
    money_currency_print(facts->currency, currency);
    bonus_rrn_format(facts->rrn, rrn);
    if (facts->rrn != 0) {
        fprintf(pos->out, "%-12s %s\n", "RRN", rrn);
    }
    if (facts->currency == 0) {
        return; // ALREADY_POSTED knows no more
    }
    fprintf(pos->out, "%-12s %s\n", "currency", currency);
    answer_print_amount(pos, "earned", facts->earned);
    answer_print_amount(pos, "redeemed", facts->redeemed);
    answer_print_amount(pos, "balance", facts->balance_after);
    answer_print_amount(pos, "lifetime", facts->lifetime_after);
}

static void answer_print_balance(const struct pos *pos, const struct bonus_balance_facts *facts)
{
    fprintf(pos->out, "card %s\n", answer_card_state_name(facts->state));
    for (size_t index = 0; index < facts->count; index++) {
        char currency[DECIMAL_TEXT_BYTES];
        money_currency_print(facts->balances[index].currency, currency);
        fprintf(pos->out, "%s\n", currency);
        answer_print_amount(pos, "  points", facts->balances[index].points);
        answer_print_amount(pos, "  lifetime", facts->balances[index].lifetime);
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
    if (outcome->purchase != NULL) {
        answer_print_purchase(pos, outcome->purchase);
    }
    if (outcome->balance != NULL) {
        answer_print_balance(pos, outcome->balance);
    }
    if (outcome->card != NULL) {
        fprintf(pos->out, "card %s, member %" PRIi64 "\n",
                answer_card_state_name(outcome->card->state), outcome->card->member);
    }
}

// The paper is for the customer; what the till's author wants to know goes beside it.
static void answer_tell_posted(const struct pos *pos, const struct bonus_outcome *outcome)
{
    char rrn[BONUS_RRN_TEXT_BYTES_MAX] = "";
    if (outcome->kind != BONUS_KIND_PURCHASE || outcome->purchase == NULL) {
        return;
    }
    bonus_rrn_format(outcome->purchase->rrn, rrn);
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
             " asks what became of it",
             outcome->stan, outcome->stan);
    return hint;
}

static enum pos_result answer_fail(const struct pos *pos, const struct bonus_outcome *outcome)
{
    char text[160];
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
