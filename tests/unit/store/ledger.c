// SPDX-License-Identifier: Apache-2.0
// Loading: lane_begin_v1 and lane_recall_v1. Writing stands in ledger_post.c.
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

int64_t ledger_account_place(const struct ledger_lane *lane, const struct ledger_account *account)
{
    return INT64_C(0x800000010001) + (account - lane->accounts);
}

static void set_account(PGresult *result, int row, const struct ledger_lane *lane,
                        const struct ledger_account *stored)
{
    const struct account *account = &stored->account;
    int64_t lots[LOTS_MAX * LOT_STRIDE];
    size_t count = lots_flatten(account->lots, account->lot_count, lots);
    pgresult_set_place(result, row, COLUMN_ACCOUNT_PLACE, ledger_account_place(lane, stored));
    pgresult_set_int8(result, row, COLUMN_ACCOUNT_POSITION, account->position);
    pgresult_set_int8(result, row, COLUMN_BALANCE, account->balance.minor);
    pgresult_set_int8(result, row, COLUMN_LIFETIME, account->lifetime.minor);
    pgresult_set_int8_array(result, row, COLUMN_LOTS, lots, count);
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
        set_account(result, row, lane, account);
    }
}

// Each array has an element for each request; how many there are.
static uint32_t count_requests(const struct parameters *parameters, int scalars, int places)
{
    CHECK(parameters->count == places);
    for (int place = scalars; place < places; place++) {
        CHECK(sent_count(parameters, place) == sent_count(parameters, scalars));
    }
    return sent_count(parameters, scalars);
}

PGresult *ledger_begin(const struct ledger *ledger, const struct ledger_lane *lane,
                       const struct parameters *parameters)
{
    uint32_t count = count_requests(parameters, LOAD_SCALARS, LOAD_PLACES);
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

// The key's columns, and where something was posted under it that row's.
static void set_key(PGresult *result, int row, const struct ledger_lane *lane,
                    const struct ledger_key *key)
{
    pgresult_set_int8(result, row, RECALLED_KEY_POSITION, key->position);
    pgresult_set_int2(result, row, RECALLED_KEY_REQUEST_KIND, key->request_kind);
    pgresult_set_int2(result, row, RECALLED_KEY_RESULT, key->result);
    pgresult_set_bytes(result, row, RECALLED_KEY_FINGERPRINT, key->fingerprint, DIGEST_BYTES);
    if (key->position == 0) {
        return;
    }
    const struct journal_row *posted = &lane->rows[key->position - 1].row;
    pgresult_set_int8(result, row, RECALLED_POSTED_MONEY, posted->money);
    pgresult_set_int8(result, row, RECALLED_POSTED_BASE, posted->base);
    pgresult_set_int8(result, row, RECALLED_POSTED_EARNED, posted->earned);
    pgresult_set_int8(result, row, RECALLED_POSTED_REDEEMED, posted->redeemed);
    pgresult_set_int8(result, row, RECALLED_POSTED_BALANCE_AFTER, posted->balance_after);
    pgresult_set_int8(result, row, RECALLED_POSTED_LIFETIME_AFTER, posted->lifetime_after);
    pgresult_set_time(result, row, RECALLED_POSTED_AT, posted->posted_at_us);
    if (posted->member > 0) {
        pgresult_set_int8(result, row, RECALLED_POSTED_MEMBER, posted->member);
    }
    pgresult_set_int4(result, row, RECALLED_POSTED_PROGRAMME_VERSION, posted->programme_version);
    pgresult_set_int4(result, row, RECALLED_POSTED_RATE_BP, posted->rate_bp);
    pgresult_set_int2(result, row, RECALLED_POSTED_KIND, posted->kind);
    if (posted->currency > 0) {
        pgresult_set_int2(result, row, RECALLED_POSTED_CURRENCY, posted->currency);
    }
}

static int64_t find_receipt(const struct ledger_lane *lane, const struct parameters *parameters,
                            uint32_t index)
{
    char device[LEDGER_TEXT_BYTES];
    char number[LEDGER_TEXT_BYTES];
    sent_text(parameters, RECALL_PLACE(FISCAL_DEVICES), index, device, sizeof(device));
    sent_text(parameters, RECALL_PLACE(NUMBERS), index, number, sizeof(number));
    for (uint32_t i = 0; i < lane->row_count; i++) {
        const struct ledger_row *row = &lane->rows[i];
        if (*number != '\0' && strcmp(row->receipt.number, number) == 0 &&
            strcmp(row->receipt.fiscal_device, device) == 0 &&
            row->receipt.store == sent_integer(parameters, RECALL_PLACE(STORES), index) &&
            row->receipt.date == sent_integer(parameters, RECALL_PLACE(DATES), index)) {
            return row->row.position;
        }
    }
    return 0;
}

PGresult *ledger_recall(const struct ledger_lane *lane, const struct parameters *parameters)
{
    uint32_t count = count_requests(parameters, RECALL_SCALARS, RECALL_PLACES);
    PGresult *result = pgresult_create_rows(RECALL_COLUMN_COUNT);
    for (uint32_t i = 0; i < count; i++) {
        int row = pgresult_add_row(result);
        pgresult_set_int4(result, row, RECALLED_ORDINAL, (int64_t)i + 1);
        struct posting_key key = {
            .terminal = (uint32_t)sent_integer(parameters, RECALL_PLACE(TERMINALS), i),
            .epoch = (uint64_t)sent_integer(parameters, RECALL_PLACE(EPOCHS), i),
            .stan = (uint64_t)sent_integer(parameters, RECALL_PLACE(STANS), i),
        };
        const struct ledger_key *known = ledger_find_key(lane, &key);
        if (known != NULL) {
            set_key(result, row, lane, known);
        }
        int64_t receipt = find_receipt(lane, parameters, i);
        if (receipt > 0) {
            pgresult_set_int8(result, row, RECALLED_RECEIPT_POSITION, receipt);
        }
    }
    return result;
}
