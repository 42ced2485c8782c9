// SPDX-License-Identifier: Apache-2.0
// Which item falls to which till.
#include "tools/pos/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/cmocka.h"

enum { RECEIPTS = 3000, TILLS_MAX = 8 };

struct chain {
    struct retail_receipt receipts[RECEIPTS];
    struct replay_item items[RECEIPTS];
    struct replay_till tills[TILLS_MAX];
    struct replay replay;
};

// Tills as (store, currency), sorted by store; every third receipt is in UAH.
static void plan(struct chain *chain, const uint32_t tills[][2], size_t count)
{
    memset(chain, 0, sizeof(*chain));
    for (size_t index = 0; index < RECEIPTS; index++) {
        snprintf(chain->receipts[index].number, sizeof(chain->receipts[index].number), "%zu",
                 536365 + index);
        chain->receipts[index].currency = index % 3 == 0 ? 980 : 643;
        chain->items[index].receipt = &chain->receipts[index];
    }
    for (size_t index = 0; index < count; index++) {
        chain->tills[index].store = tills[index][0];
        chain->tills[index].currency = tills[index][1];
    }
    chain->replay.items = chain->items;
    chain->replay.item_count = RECEIPTS;
    chain->replay.tills = chain->tills;
    chain->replay.till_count = count;
    replay_plan(&chain->replay);
}

static void forget(struct chain *chain)
{
    for (size_t index = 0; index < chain->replay.till_count; index++) {
        free(chain->tills[index].items);
    }
}

// The store that each receipt falls to.
static void note_stores(const struct chain *chain, uint32_t stores[RECEIPTS])
{
    memset(stores, 0, RECEIPTS * sizeof(*stores));
    for (size_t index = 0; index < chain->replay.till_count; index++) {
        const struct replay_till *till = &chain->tills[index];
        for (size_t at = 0; at < till->item_count; at++) {
            size_t item = (size_t)(till->items[at] - chain->items);
            assert_int_equal(stores[item], 0);
            stores[item] = till->store;
            assert_int_equal(replay_find_store(&chain->replay, till->items[at]->receipt),
                             till->store);
        }
    }
}

static void a_receipt_falls_to_one_till_of_its_currency(void **state)
{
    (void)state;
    static struct chain chain;
    static uint32_t stores[RECEIPTS];
    static const uint32_t tills[][2] = {{1, 643}, {1, 643}, {2, 980}, {3, 643}};
    plan(&chain, tills, BASE_COUNT(tills));
    note_stores(&chain, stores);
    for (size_t index = 0; index < RECEIPTS; index++) {
        assert_true(index % 3 == 0 ? stores[index] == 2 : stores[index] == 1 || stores[index] == 3);
    }
    assert_int_equal(chain.replay.tillless, 0);
    forget(&chain);
}

static void stores_and_their_tills_share_evenly(void **state)
{
    (void)state;
    static struct chain chain;
    static const uint32_t tills[][2] = {{1, 643}, {1, 643}, {2, 980}, {3, 643}, {3, 643}};
    plan(&chain, tills, BASE_COUNT(tills));
    assert_int_equal(chain.tills[2].item_count, RECEIPTS / 3);
    for (size_t index = 0; index < BASE_COUNT(tills); index++) {
        if (tills[index][1] == 643) {
            assert_in_range(chain.tills[index].item_count, 400, 600);
        }
    }
    forget(&chain);
}

static void the_store_does_not_depend_on_how_many_tills_it_has(void **state)
{
    (void)state;
    static struct chain chain;
    static uint32_t with_many[RECEIPTS];
    static uint32_t with_few[RECEIPTS];
    static const uint32_t many[][2] = {{1, 643}, {1, 643}, {1, 643}, {2, 980}, {3, 643}, {3, 643}};
    static const uint32_t few[][2] = {{1, 643}, {2, 980}, {3, 643}};
    plan(&chain, many, BASE_COUNT(many));
    note_stores(&chain, with_many);
    forget(&chain);
    plan(&chain, few, BASE_COUNT(few));
    note_stores(&chain, with_few);
    forget(&chain);
    assert_memory_equal(with_many, with_few, sizeof(with_many));
}

static void receipts_of_a_currency_without_a_till_are_counted(void **state)
{
    (void)state;
    static struct chain chain;
    static const uint32_t tills[][2] = {{1, 643}};
    plan(&chain, tills, BASE_COUNT(tills));
    assert_int_equal(chain.replay.tillless, RECEIPTS / 3);
    assert_int_equal(chain.tills[0].item_count, RECEIPTS - RECEIPTS / 3);
    forget(&chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_falls_to_one_till_of_its_currency),
        cmocka_unit_test(stores_and_their_tills_share_evenly),
        cmocka_unit_test(the_store_does_not_depend_on_how_many_tills_it_has),
        cmocka_unit_test(receipts_of_a_currency_without_a_till_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
