// SPDX-License-Identifier: Apache-2.0
// Counts outcomes.
#include <stdlib.h>

#include "base/memory.h"
#include "tools/pos/replay.h"

static void replay_count_approved(struct replay_tally *tally, const struct replay_item *item,
                                  int64_t points, bool is_repeated)
{
    enum replay_kind kind = replay_item_kind(item);
    size_t currency = money_currency_index(item->receipt->currency);
    CHECK(currency < MONEY_CURRENCIES); // the reader knows no others
    tally->all[kind][currency].money += replay_item_total(item);
    tally->all[kind][currency].points += points;
    if (is_repeated) {
        tally->repeated++;
        return;
    }
    tally->first[kind][currency].money += replay_item_total(item);
    tally->first[kind][currency].points += points;
    tally->posted[kind]++;
}

void replay_count(struct replay_tally *tally, const struct replay_item *item,
                  const struct bonus_outcome *outcome)
{
    if (outcome->result == BONUS_OK) {
        int64_t points = outcome->purchase != NULL ? outcome->purchase->earned
                         : outcome->refund != NULL ? outcome->refund->taken_back
                                                   : 0;
        replay_count_approved(tally, item, points, item->was_known && outcome->repeated);
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

static void replay_add_sums(struct replay_sum sum[MONEY_CURRENCIES],
                            const struct replay_sum part[MONEY_CURRENCIES])
{
    for (size_t currency = 0; currency < MONEY_CURRENCIES; currency++) {
        sum[currency].money += part[currency].money;
        sum[currency].points += part[currency].points;
    }
}

void replay_add(struct replay_tally *sum, const struct replay_tally *tally)
{
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
    for (size_t kind = 0; kind < REPLAY_KINDS; kind++) {
        sum->posted[kind] += tally->posted[kind];
        replay_add_sums(sum->first[kind], tally->first[kind]);
        replay_add_sums(sum->all[kind], tally->all[kind]);
    }
}

// A refund takes back what its receipt earned with what was left of it before, less what it earns
// with what is left now.
static int64_t replay_reckon_refund(int64_t *left, int64_t total, int64_t rate_bp)
{
    int64_t before = retail_award(*left, rate_bp);
    *left -= total;
    return before - retail_award(*left, rate_bp);
}

void replay_reckon(struct replay *replay, int64_t rate_bp)
{
    int64_t *left = memory_allocate(replay->item_count + 1, sizeof(*left)); // of each sale
    for (size_t index = 0; index < replay->item_count; index++) {
        const struct replay_item *item = &replay->items[index];
        int64_t total = replay_item_total(item);
        int64_t points = item->receipt->customer == 0 ? 0 : retail_award(total, rate_bp);
        left[index] = total;
        if (item->original != NULL) {
            points = replay_reckon_refund(&left[item->original - replay->items], total, rate_bp);
        }
        replay_count_approved(&replay->tally, item, points, false);
    }
    free(left);
}
