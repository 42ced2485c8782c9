// SPDX-License-Identifier: Apache-2.0
// One pair of functions for each kind of ask, in a table.
#include "store/ask_internal.h"

#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "store/row_internal.h"

int64_t ask_read_integer(const PGresult *result)
{
    struct row row = {.result = result, .number = 0};
    return PQntuples(result) == 1 ? row_integer(&row, 0) : 0;
}

// A text that is there, or null.
static void add_text(struct parameters *parameters, const char *text)
{
    parameters_add_bytes(parameters, text, text != NULL ? strlen(text) : 0);
}

static void facts_parameters(const struct ask *ask, struct ask_arrays *arrays,
                             struct parameters *parameters)
{
    (void)arrays;
    const struct receipt_identity *receipt = ask->receipt;
    parameters_add_int2(parameters, (int16_t)ask->lane);
    add_text(parameters, ask->card);
    parameters_add_int2(parameters, (int16_t)ask->currency);
    parameters_add_int4(parameters, receipt != NULL ? (int32_t)receipt->store : 0);
    add_text(parameters, receipt != NULL ? receipt->fiscal_device : NULL);
    parameters_add_int4(parameters, receipt != NULL ? (int32_t)receipt->date : 0);
    add_text(parameters, receipt != NULL ? receipt->number : NULL);
}

static enum store_result facts_take(struct ask *ask, const PGresult *result)
{
    enum { READ_AT, REVISION, RECEIPT_POSITION, FACTS };
    struct row row = {.result = result, .number = 0};
    struct row_facts facts;
    if (PQntuples(result) != 1) {
        return STORE_UNAVAILABLE;
    }
    row_facts(&row, FACTS, &facts);
    if (facts.account.is_damaged) {
        return STORE_UNAVAILABLE;
    }
    ask->read_at_us = row_time_us(&row, READ_AT);
    ask->revision = row_integer(&row, REVISION);
    ask->card_state = facts.card;
    ask->member = facts.account.member;
    ask->receipt_position = row_integer(&row, RECEIPT_POSITION);
    ask->account = facts.account.account;
    return STORE_OK;
}

static void balances_parameters(const struct ask *ask, struct ask_arrays *arrays,
                                struct parameters *parameters)
{
    (void)arrays;
    parameters_add_int2(parameters, (int16_t)ask->lane);
    add_text(parameters, ask->card);
}

static enum store_result balances_take(struct ask *ask, const PGresult *result)
{
    enum { READ_AT, CARD_STATE, CURRENCY, ACCOUNT };
    ask->balance_count = 0;
    ask->balances_left_out = 0;
    ask->card_state = CARD_ABSENT; // unless there is a row
    for (int i = 0; i < PQntuples(result); i++) {
        struct row row = {.result = result, .number = i};
        struct row_account account;
        row_account(&row, ACCOUNT, &account);
        ask->read_at_us = row_time_us(&row, READ_AT);
        ask->card_state = (enum card_state)row_integer(&row, CARD_STATE);
        ask->member = account.member;
        if (row_is_null(&row, CURRENCY)) {
            continue;
        }
        if (account.is_damaged) {
            return STORE_UNAVAILABLE;
        }
        if (ask->balance_count == BASE_COUNT(ask->balances)) {
            ask->balances_left_out++;
            continue;
        }
        ask->balances[ask->balance_count] = (struct ask_balance){
            .currency = (uint16_t)row_integer(&row, CURRENCY),
            .points = account.account.balance.minor,
            .lifetime = account.account.lifetime.minor,
            .view = ask->view(ask, &account.account),
        };
        ask->balance_count++;
    }
    return STORE_OK;
}

static void status_parameters(const struct ask *ask, struct ask_arrays *arrays,
                              struct parameters *parameters)
{
    (void)arrays;
    parameters_add_int4(parameters, (int32_t)ask->key.terminal);
    parameters_add_int8(parameters, (int64_t)ask->key.epoch);
    parameters_add_int8(parameters, (int64_t)ask->key.stan);
}

static enum store_result status_take(struct ask *ask, const PGresult *result)
{
    enum { LANE, REVISION, ANSWER };
    if (PQntuples(result) == 0) {
        return STORE_NOT_FOUND;
    }
    struct row row = {.result = result, .number = 0};
    ask->answer = (struct posting_answer){.lane = (uint16_t)row_integer(&row, LANE)};
    ask->revision = row_integer(&row, REVISION);
    row_answer(&row, ANSWER, &ask->answer);
    return STORE_OK;
}

static void logon_parameters(const struct ask *ask, struct ask_arrays *arrays,
                             struct parameters *parameters)
{
    (void)arrays;
    parameters_add_int4(parameters, (int32_t)ask->key.terminal);
    parameters_add_int8(parameters, (int64_t)ask->key.epoch);
    parameters_add_int8(parameters, (int64_t)ask->token);
}

static enum store_result logon_take(struct ask *ask, const PGresult *result)
{
    ask->highest_stan = (uint64_t)ask_read_integer(result);
    return STORE_OK;
}

static void takeovers_parameters(const struct ask *ask, struct ask_arrays *arrays,
                                 struct parameters *parameters)
{
    CHECK(ask->session_count <= LIMIT_TAKEOVER_SESSIONS_MAX);
    parameter_array_reset(&arrays->terminals);
    parameter_array_reset(&arrays->tokens);
    for (uint32_t i = 0; i < ask->session_count; i++) {
        parameter_array_add_integer(&arrays->terminals, ask->sessions[i].terminal);
        parameter_array_add_integer(&arrays->tokens, (int64_t)ask->sessions[i].token);
    }
    parameters_add_array(parameters, &arrays->terminals);
    parameters_add_array(parameters, &arrays->tokens);
}

// Ordinals of the sessions that were taken over.
static enum store_result takeovers_take(struct ask *ask, const PGresult *result)
{
    for (uint32_t i = 0; i < ask->session_count; i++) {
        ask->sessions[i].is_taken_over = false;
    }
    for (int i = 0; i < PQntuples(result); i++) {
        struct row row = {.result = result, .number = i};
        int64_t ordinal = row_integer(&row, 0);
        if (ordinal < 1 || ordinal > ask->session_count) {
            return STORE_UNAVAILABLE;
        }
        ask->sessions[ordinal - 1].is_taken_over = true;
    }
    return STORE_OK;
}

static void sweep_holds_parameters(const struct ask *ask, struct ask_arrays *arrays,
                                   struct parameters *parameters)
{
    (void)arrays;
    parameters_add_int4(parameters, (int32_t)ask->account_max);
}

static void sweep_lots_parameters(const struct ask *ask, struct ask_arrays *arrays,
                                  struct parameters *parameters)
{
    (void)arrays;
    parameters_add_int2(parameters, (int16_t)ask->after.lane);
    parameters_add_int8(parameters, ask->after.member);
    parameters_add_int2(parameters, (int16_t)ask->after.currency);
    parameters_add_int4(parameters, (int32_t)ask->account_max);
}

// One row without an account says the day alone.
static enum store_result sweep_holds_take(struct ask *ask, const PGresult *result)
{
    enum { DAY, LANE, MEMBER, CURRENCY };
    ask->account_count = 0;
    if (PQntuples(result) == 0 || (uint32_t)PQntuples(result) > ask->account_max) {
        return STORE_UNAVAILABLE;
    }
    for (int i = 0; i < PQntuples(result); i++) {
        struct row row = {.result = result, .number = i};
        ask->day = (int32_t)row_integer(&row, DAY);
        if (row_is_null(&row, MEMBER)) {
            continue;
        }
        ask->accounts[ask->account_count++] = (struct ask_account){
            .member = row_integer(&row, MEMBER),
            .lane = (uint16_t)row_integer(&row, LANE),
            .currency = (uint16_t)row_integer(&row, CURRENCY),
            .is_due = true,
        };
    }
    return STORE_OK;
}

static enum store_result sweep_lots_take(struct ask *ask, const PGresult *result)
{
    enum { DAY, MEMBER, CURRENCY, IS_DUE };
    ask->account_count = 0;
    if ((uint32_t)PQntuples(result) > ask->account_max) {
        return STORE_UNAVAILABLE;
    }
    for (int i = 0; i < PQntuples(result); i++) {
        struct row row = {.result = result, .number = i};
        ask->day = (int32_t)row_integer(&row, DAY);
        ask->accounts[ask->account_count++] = (struct ask_account){
            .member = row_integer(&row, MEMBER),
            .lane = ask->after.lane,
            .currency = (uint16_t)row_integer(&row, CURRENCY),
            .is_due = row_integer(&row, IS_DUE) != 0,
        };
    }
    return STORE_OK;
}

static void registry_parameters(const struct ask *ask, struct ask_arrays *arrays,
                                struct parameters *parameters)
{
    (void)ask;
    (void)arrays;
    (void)parameters;
}

static enum store_result registry_take(struct ask *ask, const PGresult *result)
{
    ask->revision = ask_read_integer(result);
    return STORE_OK;
}

static const struct {
    enum statement statement;
    void (*parameters)(const struct ask *ask, struct ask_arrays *arrays,
                       struct parameters *parameters);
    enum store_result (*take)(struct ask *ask, const PGresult *result);
} kinds[] = {
    [ASK_FACTS] = {STATEMENT_LANE_READ, facts_parameters, facts_take},
    [ASK_BALANCES] = {STATEMENT_CARD_BALANCES, balances_parameters, balances_take},
    [ASK_STATUS] = {STATEMENT_POSTING_STATUS, status_parameters, status_take},
    [ASK_LOGON] = {STATEMENT_TERMINAL_LOGON, logon_parameters, logon_take},
    [ASK_TAKEOVERS] = {STATEMENT_TERMINAL_TAKEOVERS, takeovers_parameters, takeovers_take},
    [ASK_SWEEP_HOLDS] = {STATEMENT_SWEEP_HOLDS, sweep_holds_parameters, sweep_holds_take},
    [ASK_SWEEP_LOTS] = {STATEMENT_SWEEP_LOTS, sweep_lots_parameters, sweep_lots_take},
    [ASK_REGISTRY] = {STATEMENT_REGISTRY_REVISION, registry_parameters, registry_take},
};

void ask_arrays_init(struct ask_arrays *arrays)
{
    parameter_array_init(&arrays->terminals, PARAMETER_INT4);
    parameter_array_init(&arrays->tokens, PARAMETER_INT8);
}

void ask_arrays_clear(struct ask_arrays *arrays)
{
    parameter_array_clear(&arrays->terminals);
    parameter_array_clear(&arrays->tokens);
}

enum statement ask_parameters(const struct ask *ask, struct ask_arrays *arrays,
                              struct parameters *parameters)
{
    parameters_reset(parameters);
    kinds[ask->kind].parameters(ask, arrays, parameters);
    return kinds[ask->kind].statement;
}

enum store_result ask_take_result(struct ask *ask, const PGresult *result)
{
    return kinds[ask->kind].take(ask, result);
}
