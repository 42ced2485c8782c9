// SPDX-License-Identifier: Apache-2.0
// Sales and refunds of a file, by time.
#include <stdlib.h>

#include "base/memory.h"
#include "tools/pos/replay.h"

// At the same instant in the order of the file; parts of one invoice as they were matched.
static int items_compare(const void *first, const void *second)
{
    const struct replay_item *a = first;
    const struct replay_item *b = second;
    int order = replay_compare_receipts(&a->receipt, &b->receipt);
    return order != 0 ? order : a->refund < b->refund ? -1 : a->refund > b->refund;
}

static struct replay_item *items_find_sale(const struct replay *replay,
                                           const struct retail_receipt *sale)
{
    const struct replay_item wanted = {.receipt = sale};
    return bsearch(&wanted, replay->items, replay->item_count, sizeof(wanted), items_compare);
}

void replay_list_items(struct replay *replay)
{
    const struct retail *retail = replay->retail;
    replay_match(retail, &replay->matches);
    size_t count_max = retail->count + replay->matches.count;
    replay->items = memory_allocate(count_max + 1, sizeof(*replay->items));
    for (size_t index = 0; index < retail->count; index++) {
        replay->items[replay->item_count++].receipt = &retail->receipts[index];
    }
    for (size_t index = 0; index < replay->matches.count; index++) {
        const struct replay_refund *refund = &replay->matches.refunds[index];
        if (refund->original == NULL && replay->settings->supervisor == NULL) {
            replay->blind_skipped++;
            continue;
        }
        struct replay_item *item = &replay->items[replay->item_count++];
        item->receipt = refund->invoice;
        item->refund = refund;
    }
    qsort(replay->items, replay->item_count, sizeof(*replay->items), items_compare);
    for (size_t index = 0; index < replay->item_count; index++) {
        struct replay_item *item = &replay->items[index];
        if (item->refund != NULL && item->refund->original != NULL) {
            item->original = items_find_sale(replay, item->refund->original);
        }
    }
}

void replay_clear_items(struct replay *replay)
{
    free(replay->items);
    replay->items = NULL;
    replay->item_count = 0;
    replay_match_clear(&replay->matches);
}

const char *replay_item_number(const struct replay_item *item)
{
    return item->refund == NULL ? item->receipt->number : item->refund->number;
}

enum replay_kind replay_item_kind(const struct replay_item *item)
{
    if (item->refund != NULL) {
        return item->refund->original != NULL ? REPLAY_REFUND : REPLAY_BLIND;
    }
    return item->receipt->customer != 0 ? REPLAY_WITH_CARD : REPLAY_WITHOUT_CARD;
}

int64_t replay_item_total(const struct replay_item *item)
{
    return item->refund == NULL ? item->receipt->total : item->refund->total;
}
