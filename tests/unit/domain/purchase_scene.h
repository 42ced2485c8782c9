// SPDX-License-Identifier: Apache-2.0
// A store, its programme and one receipt, for tests of what a receipt does.
#ifndef DOMAIN_TEST_PURCHASE_SCENE_H
#define DOMAIN_TEST_PURCHASE_SCENE_H

#include <stdlib.h>

#include "domain/purchase.h"
#include "support/cmocka.h"

enum {
    SCENE_LINES_MAX = 8,
    SCENE_OFFERS_MAX = 4,
    SCENE_TODAY = 14944, // 2010-12-01
    SCENE_STORE = 5,
    SCENE_CARD_TENDER = 2,
    SCENE_VOUCHER_TENDER = 3,
    SCENE_HELD_TENDER = 5,
};

#define SCENE_DAY_US INT64_C(86400000000)
#define SCENE_NOON_US (SCENE_TODAY * SCENE_DAY_US + SCENE_DAY_US / 2)
#define SCENE_CARD "4006381333931"

struct scene_line {
    int64_t amount;
    const char *category;
};

struct scene_receipt {
    struct purchase purchase; // first: the reader of lines casts it back
    uint32_t count;
    struct scene_line lines[SCENE_LINES_MAX];
    uint32_t read_count; // how often the lines were read
};

struct scene {
    struct programme_settings settings;
    const struct promotion *promotions[SCENE_OFFERS_MAX];
    struct programme_terms terms;
    struct account account;
    struct purchase_facts facts;
    struct scene_receipt receipt;
    // What the receipt did.
    struct account after;
    struct lot_moves moves;
    struct purchase_effect effect;
    struct receipt_reckon reckon;
};

static inline void scene_read_lines(const struct purchase *purchase, struct receipt_reckon *reckon)
{
    struct scene_receipt *receipt = (struct scene_receipt *)(uintptr_t)purchase;
    receipt->read_count++;
    for (uint32_t line = 0; line < receipt->count; line++) {
        const struct scene_line *sold = &receipt->lines[line];
        assert_int_equal(receipt_reckon_add(reckon, (struct money){sold->amount}, sold->category),
                         BASE_OK);
    }
}

static inline void scene_add_line(struct scene *scene, int64_t amount, const char *category)
{
    struct scene_receipt *receipt = &scene->receipt;
    receipt->lines[receipt->count++] = (struct scene_line){amount, category};
    money_sum_add(&receipt->purchase.lines, (struct money){amount});
    receipt->purchase.total.minor += amount;
}

// A new receipt without lines and tenders.
static inline void scene_begin_receipt(struct scene *scene, const char *card)
{
    scene->receipt = (struct scene_receipt){
        .purchase =
            {
                .card = card,
                .receipt = {.store = SCENE_STORE,
                            .fiscal_device = "FD-1",
                            .number = "536365",
                            .date = 20101201},
                .receipt_at_us = SCENE_NOON_US,
                .currency = 643,
                .read_lines = scene_read_lines,
            },
    };
}

// 11 % of roubles in one store, an account that is not there yet, and a receipt of `total`.
static inline struct scene *scene_open(const char *card, int64_t total)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    assert_non_null(scene);
    programme_settings_init(&scene->settings);
    scene->settings.rate_bp = 1100;
    scene->terms = (struct programme_terms){
        .version = 7, .settings = &scene->settings, .promotions = scene->promotions};
    scene->facts = (struct purchase_facts){
        .terminal_store = SCENE_STORE,
        .terminal_currency = 643,
        .terms = &scene->terms,
        .zone = &zone_utc,
        .arrived_at_us = SCENE_NOON_US,
        .turn_at_us = SCENE_NOON_US,
        .card = CARD_ACTIVE,
        .account = &scene->account,
        .reckon = &scene->reckon,
    };
    scene->effect.account = &scene->after;
    scene->effect.moves = &scene->moves;
    scene_begin_receipt(scene, card);
    scene_add_line(scene, total, "");
    return scene;
}

static inline void scene_offer(struct scene *scene, const struct promotion *promotion)
{
    scene->promotions[scene->terms.promotion_count++] = promotion;
}

static inline void scene_put_lot(struct scene *scene, struct lot lot)
{
    struct account *account = &scene->account;
    account->position = 41;
    account->balance.minor += lot.points.minor;
    assert_int_equal(lot_add(account->lots, &account->lot_count, lot), BASE_OK);
}

static inline void scene_put_points(struct scene *scene, int64_t minor)
{
    scene_put_lot(scene, (struct lot){.expires_on = LOT_NEVER, .points = {minor}});
}

static inline enum verdict scene_decide(struct scene *scene)
{
    enum verdict verdict = purchase_decide(&scene->receipt.purchase, &scene->facts, &scene->effect);
    if (verdict == VERDICT_APPROVED && purchase_has_card(&scene->receipt.purchase)) {
        assert_true(account_is_sound(&scene->after));
    }
    return verdict;
}

// Decides, and keeps what it did for the next receipt.
static inline void scene_post(struct scene *scene)
{
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    scene->account = scene->after;
}

#endif
