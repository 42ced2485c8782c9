// SPDX-License-Identifier: Apache-2.0
// Proves the order of a receipt's refusals, and what a plain receipt does.
#include "domain/purchase.h"

#include <string.h>

#include "domain/flag.h"
#include "domain/purchase_scene.h"
#include "support/cmocka.h"

// The refusals. Each row makes one apply; they stand in the protocol's order.

static void spoil_store(struct scene *scene)
{
    scene->facts.terminal_store++;
}

static void spoil_currency(struct scene *scene)
{
    scene->receipt.purchase.currency = 980;
}

static void spoil_receipt(struct scene *scene)
{
    scene->facts.receipt_posted = true;
}

static void spoil_card_by_absence(struct scene *scene)
{
    scene->facts.card = CARD_ABSENT;
}

static void spoil_card_by_stock(struct scene *scene)
{
    scene->facts.card = CARD_STOCK;
}

static void spoil_card_by_block(struct scene *scene)
{
    scene->facts.card = CARD_BLOCKED;
}

static void spoil_velocity(struct scene *scene)
{
    static const struct velocity_used used = {0};
    scene->settings.has_limits = true;
    scene->settings.limits[PROGRAMME_SUBJECT_TILL][PROGRAMME_WINDOW_HOUR][PROGRAMME_MEASURE_COUNT]
                          [PROGRAMME_FORCE_HARD] = 0;
    scene->facts.velocity = &used;
}

static void spoil_limit(struct scene *scene)
{
    scene->settings.redeem_min_money = INT64_MAX;
}

static void spoil_debt(struct scene *scene)
{
    scene->account.debt.minor = 5;
    scene->account.balance.minor -= 5;
}

static void spoil_points(struct scene *scene)
{
    scene->account.balance.minor -= scene->account.lots[0].points.minor;
    scene->account.lot_count = 0;
}

static void spoil_range(struct scene *scene)
{
    scene->account.lifetime.minor = INT64_MAX;
}

static const struct spoiler {
    void (*spoil)(struct scene *scene);
    enum verdict verdict;
    bool is_of_card;
} spoilers[] = {
    {spoil_store, VERDICT_WRONG_STORE, false},
    {spoil_currency, VERDICT_WRONG_CURRENCY, false},
    {spoil_receipt, VERDICT_ALREADY_POSTED, false},
    {spoil_card_by_absence, VERDICT_CARD_UNKNOWN, true},
    {spoil_card_by_stock, VERDICT_CARD_NOT_ACTIVE, true},
    {spoil_card_by_block, VERDICT_CARD_BLOCKED, true},
    {spoil_velocity, VERDICT_VELOCITY_LIMIT, false},
    {spoil_limit, VERDICT_REDEEM_LIMIT, false},
    {spoil_debt, VERDICT_DEBT_BLOCKS_SPENDING, false},
    {spoil_points, VERDICT_INSUFFICIENT_POINTS, false},
    {spoil_range, VERDICT_OUT_OF_RANGE, false},
};

static enum verdict decide_spoiled(const struct spoiler *first, const struct spoiler *second)
{
    struct scene *scene = scene_open(SCENE_CARD, 125000);
    scene_put_points(scene, 1000);
    scene->receipt.purchase.redeem.minor = 1000;
    first->spoil(scene);
    if (second != NULL) {
        second->spoil(scene);
    }
    enum verdict verdict = scene_decide(scene);
    free(scene);
    return verdict;
}

static void each_refusal_has_its_verdict(void **state)
{
    (void)state;
    for (size_t row = 0; row < BASE_COUNT(spoilers); row++) {
        assert_int_equal(decide_spoiled(&spoilers[row], NULL), spoilers[row].verdict);
    }
}

static void of_two_refusals_the_first_of_the_protocol_is_answered(void **state)
{
    (void)state;
    for (size_t first = 0; first < BASE_COUNT(spoilers); first++) {
        for (size_t second = first + 1; second < BASE_COUNT(spoilers); second++) {
            if (spoilers[first].is_of_card && spoilers[second].is_of_card) {
                continue; // a card has one state
            }
            assert_int_equal(decide_spoiled(&spoilers[first], &spoilers[second]),
                             spoilers[first].verdict);
        }
    }
}

static void a_receipt_without_a_card_is_refused_for_nothing_a_card_does(void **state)
{
    (void)state;
    struct scene *scene = scene_open("", 125000);
    static const enum card_state states[] = {CARD_ABSENT, CARD_STOCK, CARD_BLOCKED};
    for (size_t row = 0; row < BASE_COUNT(states); row++) {
        scene->facts.card = states[row];
        assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    }
    scene->facts.receipt_posted = true;
    assert_int_equal(scene_decide(scene), VERDICT_ALREADY_POSTED);
    free(scene);
}

static void a_currency_without_a_rate_is_the_wrong_currency(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 100);
    scene->terms.settings = NULL;
    assert_int_equal(scene_decide(scene), VERDICT_WRONG_CURRENCY);
    scene->facts.terms = NULL;
    assert_int_equal(scene_decide(scene), VERDICT_WRONG_CURRENCY);
    free(scene);
}

// The effect of a plain receipt.

static void a_purchase_adds_its_points_to_balance_and_lots(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 125000);
    const struct purchase_effect *effect = &scene->effect;
    scene_put_points(scene, 1000);
    scene->account.lifetime.minor = 50000;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(effect->base.minor, 125000);
    assert_int_equal(effect->rate_bp, 1100);
    assert_int_equal(effect->earned.minor, 13750);
    assert_int_equal(effect->redeemed.minor, 0);
    assert_int_equal(effect->rule_count, 0);
    assert_int_equal(effect->flags, 0);
    assert_int_equal(effect->after.parts.spendable.minor, 14750);
    assert_int_equal(scene->after.position, 41);
    assert_int_equal(scene->after.balance.minor, 14750);
    assert_int_equal(scene->after.lifetime.minor, 175000);
    assert_int_equal(scene->after.lot_count, 1);
    assert_int_equal(scene->after.lots[0].expires_on, LOT_NEVER);
    assert_int_equal(scene->after.lots[0].points.minor, 14750);
    assert_true(lot_moves_are_plain(&scene->moves, effect->earned));
    free(scene);
}

static void a_plain_receipt_is_reckoned_by_its_sum_alone(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 125000);
    scene_put_points(scene, 1000);
    scene->receipt.purchase.redeem.minor = 1000;
    purchase_add_tender(&scene->receipt.purchase, SCENE_CARD_TENDER, (struct money){124000});
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->receipt.read_count, 0);
    free(scene);
}

static void the_first_purchase_makes_the_account(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 125000);
    const struct account *const nowhere[] = {NULL, &scene->account};
    for (size_t row = 0; row < BASE_COUNT(nowhere); row++) {
        scene->facts.account = nowhere[row];
        assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
        assert_int_equal(scene->after.position, 0);
        assert_int_equal(scene->after.balance.minor, 13750);
        assert_int_equal(scene->after.lifetime.minor, 125000);
        assert_int_equal(scene->after.lot_count, 1);
    }
    free(scene);
}

static void a_receipt_without_a_card_is_approved_and_earns_nothing(void **state)
{
    (void)state;
    struct scene *scene = scene_open("", 125000);
    memset(&scene->effect.after, 0xa5, sizeof(scene->effect.after));
    scene->effect.rule_count = 7;
    scene->effect.redeemed.minor = 7;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.base.minor, 0);
    assert_int_equal(scene->effect.rate_bp, 0);
    assert_int_equal(scene->effect.earned.minor, 0);
    assert_int_equal(scene->effect.redeemed.minor, 0);
    assert_int_equal(scene->effect.rule_count, 0);
    assert_int_equal(scene->effect.after.parts.spendable.minor, 0);
    assert_int_equal(scene->effect.after.expiring.minor, 0);
    free(scene);
}

static void a_receipt_of_0_is_approved_and_earns_0(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 0);
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.earned.minor, 0);
    assert_int_equal(scene->after.lot_count, 0);
    assert_int_equal(scene->moves.count, 0);
    free(scene);
}

static void training_is_decided_like_the_real_thing(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 125000);
    scene->receipt.purchase.training = true;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.earned.minor, 13750);
    assert_int_equal(scene->after.balance.minor, 13750);
    free(scene);
}

static void a_balance_that_would_not_fit_is_out_of_range(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 125000);
    scene_put_points(scene, INT64_MAX);
    assert_int_equal(scene_decide(scene), VERDICT_OUT_OF_RANGE);
    free(scene);
}

static void an_account_with_no_room_for_another_lot_is_out_of_range(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 125000);
    for (int32_t partner = 1; partner <= LOTS_MAX; partner++) {
        scene_put_lot(scene,
                      (struct lot){.expires_on = LOT_NEVER, .partner = partner, .points = {1}});
    }
    assert_int_equal(scene_decide(scene), VERDICT_OUT_OF_RANGE);
    free(scene);
}

static void ten_thousand_receipts_leave_one_lot_equal_to_the_balance(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 0);
    for (int64_t receipt = 1; receipt <= 10000; receipt++) {
        scene_begin_receipt(scene, SCENE_CARD);
        scene_add_line(scene, receipt, "");
        scene_post(scene);
    }
    assert_int_equal(scene->account.lot_count, 1);
    assert_int_equal(scene->account.lots[0].points.minor, scene->account.balance.minor);
    assert_int_equal(scene->account.lifetime.minor, 50005000);
    free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_refusal_has_its_verdict),
        cmocka_unit_test(of_two_refusals_the_first_of_the_protocol_is_answered),
        cmocka_unit_test(a_receipt_without_a_card_is_refused_for_nothing_a_card_does),
        cmocka_unit_test(a_currency_without_a_rate_is_the_wrong_currency),
        cmocka_unit_test(a_purchase_adds_its_points_to_balance_and_lots),
        cmocka_unit_test(a_plain_receipt_is_reckoned_by_its_sum_alone),
        cmocka_unit_test(the_first_purchase_makes_the_account),
        cmocka_unit_test(a_receipt_without_a_card_is_approved_and_earns_nothing),
        cmocka_unit_test(a_receipt_of_0_is_approved_and_earns_0),
        cmocka_unit_test(training_is_decided_like_the_real_thing),
        cmocka_unit_test(a_balance_that_would_not_fit_is_out_of_range),
        cmocka_unit_test(an_account_with_no_room_for_another_lot_is_out_of_range),
        cmocka_unit_test(ten_thousand_receipts_leave_one_lot_equal_to_the_balance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
