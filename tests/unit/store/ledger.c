// SPDX-License-Identifier: Apache-2.0
// Loading: lane_begin_v1. What is remembered stands in ledger_recall.c, writing in ledger_post.c.
#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "pgresult.h"
#include "sent.h"

struct ledger *ledger_create(void)
{
    struct ledger *ledger = memory_allocate(1, sizeof(*ledger));
    ledger->now_us = INT64_C(1763717400000000);
    ledger->revision = 1;
    for (uint16_t i = 0; i < LEDGER_LANES; i++) {
        ledger->lanes[i].number = i;
    }
    return ledger;
}

void ledger_destroy(struct ledger *ledger)
{
    free(ledger);
}

void ledger_add_card(struct ledger_lane *lane, const char *number, enum card_state state,
                     int64_t member)
{
    CHECK(lane->card_count < LEDGER_CARDS_MAX && strlen(number) < LEDGER_TEXT_BYTES);
    struct ledger_card *card = &lane->cards[lane->card_count++];
    memcpy(card->number, number, strlen(number) + 1);
    card->state = state;
    card->member = member;
}

const struct ledger_key *ledger_find_key(const struct ledger_lane *lane,
                                         const struct posting_key *key)
{
    for (uint32_t i = 0; i < lane->key_count; i++) {
        const struct posting_key *known = &lane->keys[i].key;
        if (known->terminal == key->terminal && known->epoch == key->epoch &&
            known->stan == key->stan) {
            return &lane->keys[i];
        }
    }
    return NULL;
}

const struct ledger_card *ledger_find_card(const struct ledger_lane *lane, const char *number)
{
    for (uint32_t i = 0; i < lane->card_count; i++) {
        if (strcmp(lane->cards[i].number, number) == 0) {
            return &lane->cards[i];
        }
    }
    return NULL;
}

const struct ledger_account *ledger_find_account(const struct ledger_lane *lane, int64_t member,
                                                 uint16_t currency)
{
    for (uint32_t i = 0; i < lane->account_count; i++) {
        if (lane->accounts[i].member == member && lane->accounts[i].currency == currency) {
            return &lane->accounts[i];
        }
    }
    return NULL;
}

const struct ledger_left *ledger_find_left(const struct ledger_lane *lane, int64_t position)
{
    for (uint32_t i = 0; i < lane->left_count; i++) {
        if (lane->lefts[i].position == position) {
            return &lane->lefts[i];
        }
    }
    return NULL;
}

int64_t ledger_account_place(const struct ledger_lane *lane, const struct ledger_account *account)
{
    return INT64_C(0x800000010001) + (account - lane->accounts);
}

void ledger_set_account(const struct ledger_lane *lane, const struct ledger_account *stored,
                        PGresult *result, int row, int column)
{
    enum { PLACE, POSITION, BALANCE, LIFETIME, DEBT, LOTS, HELD };
    const struct account *account = &stored->account;
    int64_t lots[LOTS_MAX * LOT_STRIDE];
    int64_t held[HOLDS_MAX * HOLD_STRIDE];
    size_t lot_numbers = lots_flatten(account->lots, account->lot_count, lots);
    size_t held_numbers = holds_flatten(account->held, account->held_count, held);
    pgresult_set_place(result, row, column + PLACE, ledger_account_place(lane, stored));
    pgresult_set_int8(result, row, column + POSITION, account->position);
    pgresult_set_int8(result, row, column + BALANCE, account->balance.minor);
    pgresult_set_int8(result, row, column + LIFETIME, account->lifetime.minor);
    pgresult_set_int8(result, row, column + DEBT, account->debt.minor);
    pgresult_set_int8_array(result, row, column + LOTS, lots, lot_numbers);
    if (held_numbers > 0) {
        pgresult_set_int8_array(result, row, column + HELD, held, held_numbers);
    }
}

static void set_facts(PGresult *result, int row, const struct ledger_lane *lane,
                      const struct parameters *parameters)
{
    uint32_t index = (uint32_t)row;
    char number[LEDGER_TEXT_BYTES];
    sent_text(parameters, LOAD_PLACE(CARDS), index, number, sizeof(number));
    const struct ledger_card *card = ledger_find_card(lane, number);
    if (card == NULL) {
        return;
    }
    pgresult_set_int2(result, row, COLUMN_CARD_STATE, card->state);
    if (card->member > 0) {
        pgresult_set_int8(result, row, COLUMN_MEMBER, card->member);
    }
    uint16_t currency = (uint16_t)sent_integer(parameters, LOAD_PLACE(CURRENCIES), index);
    const struct ledger_account *account = ledger_find_account(lane, card->member, currency);
    if (account != NULL) {
        ledger_set_account(lane, account, result, row, COLUMN_ACCOUNT_PLACE);
    }
}

PGresult *ledger_begin(const struct ledger *ledger, const struct ledger_lane *lane,
                       const struct parameters *parameters)
{
    CHECK(parameters->count == LOAD_PLACES);
    uint32_t count = sent_count_all(parameters, LOAD_SCALARS, LOAD_PLACES);
    PGresult *result = pgresult_create_rows(BEGIN_COLUMN_COUNT);
    bool is_later = ledger->now_us > lane->posted_at_us;
    for (uint32_t i = 0; i < count; i++) {
        int row = pgresult_add_row(result);
        pgresult_set_time(result, row, COLUMN_TURN_AT,
                          is_later ? ledger->now_us : lane->posted_at_us);
        pgresult_set_int8(result, row, COLUMN_REVISION, ledger->revision);
        pgresult_set_int8(result, row, COLUMN_HEAD, lane->row_count);
        if (lane->row_count > 0) {
            pgresult_set_bytes(result, row, COLUMN_SEAL, lane->seal, DIGEST_BYTES);
        }
        pgresult_set_int4(result, row, COLUMN_ORDINAL, (int64_t)i + 1);
        set_facts(result, row, lane, parameters);
    }
    return result;
}
