// SPDX-License-Identifier: Apache-2.0
// Outcomes as JSON objects. Amounts are decimal strings: no reader may round them.
#include "tools/pos/answer_internal.h"

#include "tools/pos/money.h"

void answer_print_json(const struct pos *pos, json_t *value)
{
    CHECK(value != NULL);
    json_dumpf(value, pos->out, JSON_INDENT(2));
    fputc('\n', pos->out);
    json_decref(value);
}

json_t *answer_json_amount(int64_t amount)
{
    char text[DECIMAL_TEXT_BYTES];
    decimal_print(amount, MONEY_PLACES, text);
    return json_string(text);
}

static json_t *answer_json_currency(uint32_t code)
{
    char text[DECIMAL_TEXT_BYTES];
    money_currency_print(code, text);
    return json_string(text);
}

static json_t *answer_json_rrn(uint64_t rrn)
{
    char text[BONUS_RRN_TEXT_BYTES_MAX];
    bonus_rrn_format(rrn, text);
    return rrn == 0 ? json_null() : json_string(text);
}

static json_t *answer_json_purchase(const struct bonus_purchase_facts *facts)
{
    if (facts->currency == 0) { // ALREADY_POSTED knows no more
        return json_pack("{s:o}", "rrn", answer_json_rrn(facts->rrn));
    }
    json_t *rules = json_array();
    for (size_t index = 0; index < facts->rule_count; index++) {
        const struct bonus_rule *rule = &facts->rules[index];
        json_array_append_new(rules, json_pack("{s:i, s:s, s:i, s:o}",            //
                                               "promotion", (int)rule->promotion, //
                                               "text", rule->text,                //
                                               "rate_bp", (int)rule->rate_bp,     //
                                               "points", answer_json_amount(rule->points)));
    }
    json_t *object = json_pack("{s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:i, s:I, s:b}",   //
                               "rrn", answer_json_rrn(facts->rrn),                          //
                               "currency", answer_json_currency(facts->currency),           //
                               "base", answer_json_amount(facts->base),                     //
                               "rate_bp", (int)facts->rate_bp,                              //
                               "earned", answer_json_amount(facts->earned),                 //
                               "redeemed", answer_json_amount(facts->redeemed),             //
                               "balance_after", answer_json_amount(facts->balance_after),   //
                               "lifetime_after", answer_json_amount(facts->lifetime_after), //
                               "programme_version", (int)facts->programme_version,          //
                               "posted_at_us", (json_int_t)facts->posted_at_us,             //
                               "training", (int)facts->training);
    json_t *rest = json_pack("{s:o, s:o, s:o, s:o, s:o, s:i, s:o, s:o, s:b, s:b, s:o}",     //
                             "spendable_after", answer_json_amount(facts->spendable_after), //
                             "pending_after", answer_json_amount(facts->pending_after),     //
                             "held_after", answer_json_amount(facts->held_after),           //
                             "debt_after", answer_json_amount(facts->debt_after),           //
                             "expiring", answer_json_amount(facts->expiring),               //
                             "expiring_last_day", (int)facts->expiring_last_day,            //
                             "redeemable_max", answer_json_amount(facts->redeemable_max),   //
                             "rules", rules,                                                //
                             "clock_skewed", (int)facts->clock_skewed,                      //
                             "velocity_warning", (int)facts->velocity_warning,              //
                             "original", answer_json_rrn(facts->original));
    json_object_update(object, rest);
    json_decref(rest);
    return object;
}

static json_t *answer_json_account(const struct bonus_balance *balance)
{
    if (balance == NULL) {
        return json_null();
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i}",     //
                     "currency", answer_json_currency(balance->currency), //
                     "points", answer_json_amount(balance->points),       //
                     "lifetime", answer_json_amount(balance->lifetime),   //
                     "spendable", answer_json_amount(balance->spendable), //
                     "pending", answer_json_amount(balance->pending),     //
                     "held", answer_json_amount(balance->held),           //
                     "debt", answer_json_amount(balance->debt),           //
                     "expiring", answer_json_amount(balance->expiring),   //
                     "expiring_last_day", (int)balance->expiring_last_day);
}

static json_t *answer_json_hold(const struct bonus_hold_facts *facts)
{
    return json_pack("{s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:i, s:I, s:b, s:b}", //
                     "rrn", answer_json_rrn(facts->rrn),                        //
                     "hold", answer_json_rrn(facts->hold),                      //
                     "held", answer_json_amount(facts->held),                   //
                     "hold_until_us", (json_int_t)facts->hold_until_us,         //
                     "redeemed", answer_json_amount(facts->redeemed),           //
                     "released", answer_json_amount(facts->released),           //
                     "after", answer_json_account(facts->after),                //
                     "programme_version", (int)facts->programme_version,        //
                     "posted_at_us", (json_int_t)facts->posted_at_us,           //
                     "clock_skewed", (int)facts->clock_skewed,                  //
                     "velocity_warning", (int)facts->velocity_warning);
}

static json_t *answer_json_refund(const struct bonus_refund_facts *facts)
{
    if (facts->currency == 0) { // ALREADY_POSTED knows no more
        return json_pack("{s:o}", "rrn", answer_json_rrn(facts->rrn));
    }
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:I, s:b, s:b}", //
        "rrn", answer_json_rrn(facts->rrn),                                            //
        "original", answer_json_rrn(facts->original),                                  //
        "currency", answer_json_currency(facts->currency),                             //
        "total", answer_json_amount(facts->total),                                     //
        "base", answer_json_amount(facts->base),                                       //
        "taken_back", answer_json_amount(facts->taken_back),                           //
        "given_back", answer_json_amount(facts->given_back),                           //
        "written_off", answer_json_amount(facts->written_off),                         //
        "cash_deducted", answer_json_amount(facts->cash_deducted),                     //
        "pay_out", answer_json_amount(facts->pay_out),                                 //
        "after", answer_json_account(facts->after),                                    //
        "programme_version", (int)facts->programme_version,                            //
        "posted_at_us", (json_int_t)facts->posted_at_us,                               //
        "clock_skewed", (int)facts->clock_skewed,                                      //
        "velocity_warning", (int)facts->velocity_warning);
}

static json_t *answer_json_reversal(const struct bonus_reversal_facts *facts)
{
    return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:I}",             //
                     "rrn", answer_json_rrn(facts->rrn),                     //
                     "original", answer_json_rrn(facts->original),           //
                     "original_kind", bonus_kind_name(facts->original_kind), //
                     "taken_back", answer_json_amount(facts->taken_back),    //
                     "given_back", answer_json_amount(facts->given_back),    //
                     "written_off", answer_json_amount(facts->written_off),  //
                     "after", answer_json_account(facts->after),             //
                     "posted_at_us", (json_int_t)facts->posted_at_us);
}

static json_t *answer_json_parked(const struct bonus_parked_facts *facts)
{
    return json_pack("{s:o, s:s, s:I}",                        //
                     "rrn", answer_json_rrn(facts->rrn),       //
                     "reason", bonus_code_name(facts->reason), //
                     "posted_at_us", (json_int_t)facts->posted_at_us);
}

static json_t *answer_json_card(const struct bonus_card_facts *facts)
{
    return json_pack("{s:o, s:I, s:s, s:I}",                        //
                     "rrn", answer_json_rrn(facts->rrn),            //
                     "member", (json_int_t)facts->member,           //
                     "state", answer_card_state_name(facts->state), //
                     "posted_at_us", (json_int_t)facts->posted_at_us);
}

static json_t *answer_json_balance(const struct bonus_balance_facts *facts)
{
    json_t *balances = json_array();
    for (size_t index = 0; index < facts->count; index++) {
        json_array_append_new(balances, answer_json_account(&facts->balances[index]));
    }
    return json_pack("{s:s, s:o, s:I}",                             //
                     "state", answer_card_state_name(facts->state), //
                     "balances", balances,                          //
                     "read_at_us", (json_int_t)facts->read_at_us);
}

static json_t *answer_json_status(const struct bonus_status_facts *facts)
{
    return json_pack("{s:s, s:s}", "kind", bonus_kind_name(facts->kind), "code",
                     bonus_code_name(facts->code));
}

static void answer_add_posting(json_t *object, const struct bonus_outcome *outcome)
{
    if (outcome->purchase != NULL) {
        json_object_set_new(object, "purchase", answer_json_purchase(outcome->purchase));
    }
    if (outcome->card != NULL) {
        json_object_set_new(object, "card", answer_json_card(outcome->card));
    }
    if (outcome->hold != NULL) {
        json_object_set_new(object, "hold", answer_json_hold(outcome->hold));
    }
    if (outcome->refund != NULL) {
        json_object_set_new(object, "refund", answer_json_refund(outcome->refund));
    }
    if (outcome->reversal != NULL) {
        json_object_set_new(object, "reversal", answer_json_reversal(outcome->reversal));
    }
    if (outcome->parked != NULL) {
        json_object_set_new(object, "parked", answer_json_parked(outcome->parked));
    }
}

json_t *answer_to_json(const struct bonus_outcome *outcome)
{
    json_t *object = json_pack("{s:s, s:s, s:s, s:b, s:i}",                  //
                               "result", bonus_result_name(outcome->result), //
                               "kind", bonus_kind_name(outcome->kind),       //
                               "code", bonus_code_name(outcome->code),       //
                               "repeated", (int)outcome->repeated,           //
                               "tries", (int)outcome->tries);
    if (outcome->stan != 0) {
        json_object_set_new(object, "stan", json_integer((json_int_t)outcome->stan));
    }
    if (outcome->error[0] != '\0') {
        json_object_set_new(object, "error", json_string(outcome->error));
    }
    answer_add_posting(object, outcome);
    if (outcome->balance != NULL) {
        json_object_set_new(object, "balance", answer_json_balance(outcome->balance));
    }
    if (outcome->status != NULL) {
        json_object_set_new(object, "status", answer_json_status(outcome->status));
    }
    if (outcome->slip[0] != '\0') {
        json_object_set_new(object, "slip", json_string(outcome->slip));
    }
    return object;
}
