// SPDX-License-Identifier: Apache-2.0
// Items to stores by currency and hash of their number, then to one of the store's tills by
// other bits of the hash. The store must not depend on the tills: it is part of the receipt's
// identity.
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "tools/pos/replay.h"

// Tills of one store stand beside each other: how many from `first` on.
static size_t plan_store_tills(const struct replay *replay, size_t first)
{
    size_t count = 1;
    while (first + count < replay->till_count &&
           replay->tills[first + count].store == replay->tills[first].store) {
        count++;
    }
    return count;
}

// Index of the first till of the wanted one of the stores with this currency; *count is the number
// of those stores.
static size_t plan_find_store(const struct replay *replay, uint32_t currency, size_t wanted,
                              size_t *count)
{
    size_t found = replay->till_count;
    *count = 0;
    for (size_t first = 0; first < replay->till_count; first += plan_store_tills(replay, first)) {
        if (replay->tills[first].currency == currency) {
            found = *count == wanted ? first : found;
            (*count)++;
        }
    }
    return found;
}

// NULL: no till's store has the currency.
static struct replay_till *plan_find_till(const struct replay *replay, const char *number,
                                          uint32_t currency)
{
    uint64_t hash = hash_stable(number, strlen(number));
    size_t store_count = 0;
    plan_find_store(replay, currency, 0, &store_count);
    if (store_count == 0) {
        return NULL;
    }
    size_t first = plan_find_store(replay, currency, (uint32_t)hash % store_count, &store_count);
    return &replay->tills[first + (hash >> 32) % plan_store_tills(replay, first)];
}

int64_t replay_receipt_at_us(const struct retail_receipt *receipt)
{
    size_t currency = money_currency_index(receipt->currency);
    CHECK(currency < MONEY_CURRENCIES); // the reader knows no others
    return receipt->local_us - (int64_t)money_currencies[currency].utc_offset_min * 60000000;
}

uint32_t replay_find_store(const struct replay *replay, const struct retail_receipt *sale)
{
    const struct replay_till *till = plan_find_till(replay, sale->number, sale->currency);
    CHECK(till != NULL);
    return till->store;
}

void replay_plan(struct replay *replay)
{
    for (size_t index = 0; index < replay->till_count; index++) {
        replay->tills[index].items =
            memory_allocate(replay->item_count + 1, sizeof(struct replay_item *));
    }
    for (size_t index = 0; index < replay->item_count; index++) {
        struct replay_item *item = &replay->items[index];
        struct replay_till *till =
            plan_find_till(replay, replay_item_number(item), item->receipt->currency);
        if (till == NULL) {
            replay->tillless++;
        } else {
            till->items[till->item_count++] = item;
        }
    }
}
