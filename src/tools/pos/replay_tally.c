// SPDX-License-Identifier: Apache-2.0
// Counts outcomes.
#include "tools/pos/replay.h"

static void replay_count_approved(struct replay_tally *tally, const struct retail_receipt *receipt,
                                  int64_t points, bool is_repeated)
{
    size_t currency = money_currency_index(receipt->currency);
    CHECK(currency < MONEY_CURRENCIES); // the reader knows no others
    tally->all[currency].money += receipt->total;
    tally->all[currency].points += points;
    if (is_repeated) {
        tally->repeated++;
        return;
    }
    tally->first[currency].money += receipt->total;
    tally->first[currency].points += points;
    if (receipt->customer != 0) {
        tally->posted_with_card++;
    } else {
        tally->posted_without_card++;
    }
}

void replay_count(struct replay_tally *tally, const struct retail_receipt *receipt, bool was_known,
                  const struct bonus_outcome *outcome)
{
    if (outcome->result == BONUS_OK) {
        int64_t points = outcome->purchase == NULL ? 0 : outcome->purchase->earned;
        replay_count_approved(tally, receipt, points, was_known && outcome->repeated);
    } else if (outcome->result == BONUS_UNKNOWN) {
        tally->unknown++;
    } else if (outcome->result != BONUS_REFUSED) {
        tally->failed[outcome->result]++;
    } else if (outcome->code == BONUS_CODE_ALREADY_POSTED) {
        tally->already_posted++;
    } else {
        size_t code = (size_t)outcome->code;
        tally->refused[code < REPLAY_CODES ? code : 0]++;
    }
}

void replay_add(struct replay_tally *sum, const struct replay_tally *tally)
{
    sum->posted_with_card += tally->posted_with_card;
    sum->posted_without_card += tally->posted_without_card;
    sum->repeated += tally->repeated;
    sum->already_posted += tally->already_posted;
    sum->unknown += tally->unknown;
    sum->unsent += tally->unsent;
    for (size_t code = 0; code < REPLAY_CODES; code++) {
        sum->refused[code] += tally->refused[code];
    }
    for (size_t result = 0; result < REPLAY_RESULTS; result++) {
        sum->failed[result] += tally->failed[result];
    }
    for (size_t currency = 0; currency < MONEY_CURRENCIES; currency++) {
        sum->first[currency].money += tally->first[currency].money;
        sum->first[currency].points += tally->first[currency].points;
        sum->all[currency].money += tally->all[currency].money;
        sum->all[currency].points += tally->all[currency].points;
    }
}

void replay_reckon(struct replay *replay, int64_t rate_bp)
{
    for (size_t index = 0; index < replay->retail->count; index++) {
        const struct retail_receipt *receipt = &replay->retail->receipts[index];
        int64_t points = receipt->customer == 0 ? 0 : retail_award(receipt->total, rate_bp);
        replay_count_approved(&replay->tally, receipt, points, false);
    }
}
