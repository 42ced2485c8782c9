// SPDX-License-Identifier: Apache-2.0
// Proves what points do in a receipt: they pay, are earned by the money part and by promotions,
// come active and expire; and by which clock.
#include "domain/purchase.h"

#include "domain/flag.h"
#include "domain/purchase_scene.h"
#include "domain/seed.h"
#include "support/cmocka.h"

static const struct promotion tea_30 = {
    .promotion = 7,
    .to_version = UINT32_MAX,
    .kind = PROMOTION_RATE,
    .stacking = PROMOTION_BEST,
    .value = 3000,
    .weekdays = PROMOTION_EVERY_DAY,
    .hours = PROMOTION_EVERY_HOUR,
    .last_day = INT32_MAX,
    .category_count = 1,
    .categories = (const char *const[]){"tea"},
};

static const struct promotion today_60 = {
    .promotion = 9,
    .to_version = UINT32_MAX,
    .kind = PROMOTION_RATE,
    .stacking = PROMOTION_BEST,
    .value = 6000,
    .weekdays = PROMOTION_EVERY_DAY,
    .hours = PROMOTION_EVERY_HOUR,
    .first_day = SCENE_TODAY,
    .last_day = SCENE_TODAY,
};

static const struct promotion fifty_points = {
    .promotion = 11,
    .to_version = UINT32_MAX,
    .kind = PROMOTION_POINTS,
    .stacking = PROMOTION_ADD,
    .value = 5000,
    .currency = 643,
    .weekdays = PROMOTION_EVERY_DAY,
    .hours = PROMOTION_EVERY_HOUR,
    .last_day = INT32_MAX,
    .minimum = {100000},
};

static void what_points_pay_earns_nothing(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 100000);
    scene_put_points(scene, 40000);
    scene->receipt.purchase.redeem.minor = 30000;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.base.minor, 70000);
    assert_int_equal(scene->effect.redeemed.minor, 30000);
    assert_int_equal(scene->effect.earned.minor, 7700);
    assert_int_equal(scene->after.balance.minor, 17700);
    assert_int_equal(scene->after.lifetime.minor, 100000);
    free(scene);
}

static void what_expires_first_is_spent_first(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 100000);
    const struct lot soon = {.expires_on = SCENE_TODAY + 10, .points = {10000}};
    const struct lot late = {.expires_on = SCENE_TODAY + 400, .points = {10000}};
    scene_put_lot(scene, soon);
    scene_put_lot(scene, late);
    scene->receipt.purchase.redeem.minor = 12000;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->after.lots[0].expires_on, late.expires_on);
    assert_int_equal(scene->after.lots[0].points.minor, 8000);
    assert_int_equal(scene->moves.count, 3);
    assert_int_equal(scene->moves.list[0].points.minor, -10000);
    assert_int_equal(scene->moves.list[1].points.minor, -2000);
    assert_int_equal(scene->moves.list[2].points.minor, 9680);
    free(scene);
}

static void neither_expired_nor_pending_points_can_be_spent(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 100000);
    scene_put_lot(scene, (struct lot){.expires_on = SCENE_TODAY, .points = {10000}});
    scene_put_lot(
        scene,
        (struct lot){.expires_on = LOT_NEVER, .active_from = SCENE_TODAY + 1, .points = {10000}});
    scene->receipt.purchase.redeem.minor = 1;
    assert_int_equal(scene_decide(scene), VERDICT_INSUFFICIENT_POINTS);
    free(scene);
}

static void tenders_that_do_not_earn_are_no_base(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 100000);
    scene->settings.earning_tenders = 1 << SCENE_CARD_TENDER;
    purchase_add_tender(&scene->receipt.purchase, SCENE_CARD_TENDER, (struct money){60000});
    purchase_add_tender(&scene->receipt.purchase, SCENE_VOUCHER_TENDER, (struct money){40000});
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.base.minor, 60000);
    assert_int_equal(scene->effect.earned.minor, 6600);
    free(scene);
}

static void held_points_never_earn(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 100000);
    purchase_add_tender(&scene->receipt.purchase, SCENE_HELD_TENDER, (struct money){100000});
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.base.minor, 0);
    assert_int_equal(scene->effect.earned.minor, 0);
    free(scene);
}

static void change_given_in_another_tender_makes_no_base_beyond_the_rest(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 100000);
    scene->settings.earning_tenders = 1 << SCENE_CARD_TENDER;
    purchase_add_tender(&scene->receipt.purchase, SCENE_CARD_TENDER, (struct money){120000});
    purchase_add_tender(&scene->receipt.purchase, SCENE_VOUCHER_TENDER, (struct money){-20000});
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.base.minor, 100000);
    free(scene);
}

static void a_promotion_is_applied_to_its_lines_and_named(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 30000);
    scene_add_line(scene, 70000, "tea");
    scene_offer(scene, &tea_30);
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.earned.minor, 3300 + 21000);
    assert_int_equal(scene->effect.rate_bp, 1100);
    assert_int_equal(scene->effect.rule_count, 1);
    assert_int_equal(scene->effect.rules[0].promotion->promotion, 7);
    assert_int_equal(scene->effect.rules[0].rate_bp, 3000);
    free(scene);
}

static void points_and_promotion_meet_on_the_money_of_each_line(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 30000);
    scene_add_line(scene, 70000, "tea");
    scene_put_points(scene, 50000);
    scene_offer(scene, &tea_30);
    scene->receipt.purchase.redeem.minor = 50000;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.base.minor, 50000);
    assert_int_equal(scene->effect.earned.minor, 1650 + 10500);
    free(scene);
}

static void the_minimum_of_a_promotion_is_of_the_whole_receipt(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 99999);
    scene_offer(scene, &fifty_points);
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.rule_count, 0);
    scene_add_line(scene, 1, "");
    scene_put_points(scene, 50000);
    scene->receipt.purchase.redeem.minor = 50000;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.earned.minor, 5500 + 5000);
    assert_int_equal(scene->effect.rules[0].points.minor, 5000);
    assert_int_equal(scene->effect.rules[0].rate_bp, 0);
    free(scene);
}

// Time.

static const struct zone moscow = {
    .name = "Europe/Moscow", .shifts = (const struct zone_shift[]){{0, 10800}}, .shift_count = 1};

static int64_t earned_at(struct scene *scene, int64_t receipt_at_us)
{
    scene->receipt.purchase.receipt_at_us = receipt_at_us;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    return scene->effect.earned.minor;
}

static void a_promotion_ends_at_midnight_in_the_store_however_late_the_receipt_comes(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 10000);
    scene_offer(scene, &today_60);
    scene->facts.zone = &moscow;
    int64_t midnight_us = (SCENE_TODAY + 1) * SCENE_DAY_US - INT64_C(10800000000);
    scene->facts.arrived_at_us = scene->facts.turn_at_us = midnight_us + 3 * SCENE_DAY_US;
    scene->facts.sent_at_us = scene->facts.arrived_at_us;
    assert_int_equal(earned_at(scene, midnight_us - 1), 6000);
    assert_int_equal(earned_at(scene, midnight_us), 1100);
    assert_int_equal(earned_at(scene, midnight_us - SCENE_DAY_US), 6000);
    assert_int_equal(earned_at(scene, midnight_us - SCENE_DAY_US - 1), 1100);
    assert_int_equal(scene->effect.flags, 0);
    free(scene);
}

static void a_skewed_clock_is_flagged_and_not_believed(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 10000);
    scene_offer(scene, &today_60);
    scene->facts.arrived_at_us = scene->facts.turn_at_us = SCENE_NOON_US + SCENE_DAY_US;
    scene->facts.sent_at_us = SCENE_NOON_US + 1;
    assert_int_equal(earned_at(scene, SCENE_NOON_US), 1100);
    assert_int_equal(scene->effect.flags, POSTING_FLAG_CLOCK_SKEWED);
    scene->receipt.purchase.card = "";
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.flags, POSTING_FLAG_CLOCK_SKEWED);
    free(scene);
}

static void points_are_pending_and_expire_counted_from_the_receipts_day(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 10000);
    scene->settings.activation_delay_days = 14;
    scene->settings.expiry_months = 1;
    scene->facts.arrived_at_us = scene->facts.turn_at_us = SCENE_NOON_US + 2 * SCENE_DAY_US;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->after.lots[0].active_from, SCENE_TODAY + 14);
    assert_int_equal(scene->after.lots[0].expires_on, SCENE_TODAY + 62); // 2011-02-01
    assert_int_equal(scene->effect.after.parts.pending.minor, 1100);
    assert_int_equal(scene->effect.after.parts.spendable.minor, 0);
    assert_false(lot_moves_are_plain(&scene->moves, scene->effect.earned));
    free(scene);
}

static void points_of_a_receipt_that_comes_late_are_active_at_once(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 10000);
    scene->settings.activation_delay_days = 14;
    scene->facts.arrived_at_us = scene->facts.turn_at_us = SCENE_NOON_US + 14 * SCENE_DAY_US;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->after.lots[0].active_from, 0);
    assert_int_equal(scene->effect.after.parts.spendable.minor, 1100);
    free(scene);
}

static void what_was_earned_repays_debt_first(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 10000);
    scene->account.position = 41;
    scene->account.debt.minor = 700;
    scene->account.balance.minor = -700;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->after.debt.minor, 0);
    assert_int_equal(scene->after.balance.minor, 400);
    assert_int_equal(scene->after.lots[0].points.minor, 400);
    assert_int_equal(scene->effect.after.parts.debt.minor, 0);
    free(scene);
}

static void a_hold_that_timed_out_is_there_to_be_spent(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 10000);
    scene->account.position = 41;
    scene->account.balance.minor = 5000;
    scene->account.held_count = 1;
    scene->account.held[0] = (struct held){
        .hold = 40, .until_us = SCENE_NOON_US, .lot = {.expires_on = LOT_NEVER, .points = {5000}}};
    scene->receipt.purchase.redeem.minor = 5000;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->after.held_count, 0);
    scene->account.held[0].until_us++;
    assert_int_equal(scene_decide(scene), VERDICT_INSUFFICIENT_POINTS);
    free(scene);
}

static void what_is_earned_and_redeemed_counts_towards_a_limit_of_points(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 10000);
    struct velocity_used used = {0};
    int64_t *passed =
        &used.of[PROGRAMME_SUBJECT_CARD][PROGRAMME_WINDOW_DAY].of[PROGRAMME_MEASURE_POINTS];
    int64_t(*limits)[PROGRAMME_FORCE_COUNT] =
        scene->settings.limits[PROGRAMME_SUBJECT_CARD][PROGRAMME_WINDOW_DAY];
    scene->settings.has_limits = true;
    limits[PROGRAMME_MEASURE_POINTS][PROGRAMME_FORCE_SOFT] = 5000;
    limits[PROGRAMME_MEASURE_POINTS][PROGRAMME_FORCE_HARD] = 6000;
    scene->facts.velocity = &used;
    scene_put_points(scene, 1000);
    scene->receipt.purchase.redeem.minor = 1000; // and 990 are earned
    *passed = 3010;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.flags, 0);
    *passed = 3011;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.flags, POSTING_FLAG_VELOCITY);
    *passed = 4011;
    assert_int_equal(scene_decide(scene), VERDICT_VELOCITY_LIMIT);
    free(scene);
}

// The most that may be redeemed.

static int64_t redeemable_max(const struct scene *scene)
{
    return purchase_redeemable_max(&scene->receipt.purchase, &scene->facts).minor;
}

static void no_more_is_redeemable_than_the_programme_allows_and_the_account_has(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 10000);
    assert_int_equal(redeemable_max(scene), 0);
    scene_put_points(scene, 8000);
    assert_int_equal(redeemable_max(scene), 8000);
    scene->settings.redeem_max_share_bp = 5000;
    assert_int_equal(redeemable_max(scene), 5000);
    scene->settings.redeem_min_money = 6000;
    assert_int_equal(redeemable_max(scene), 4000);
    scene->receipt.purchase.card = "";
    assert_int_equal(redeemable_max(scene), 0);
    free(scene);
}

static void points_of_the_receipt_pay_for_it_only_where_the_programme_says_so(void **state)
{
    (void)state;
    struct scene *scene = scene_open(SCENE_CARD, 10000);
    scene->receipt.purchase.redeem.minor = 990;
    assert_int_equal(scene_decide(scene), VERDICT_INSUFFICIENT_POINTS);
    scene->settings.earned_pays_same_receipt = 1;
    assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
    assert_int_equal(scene->effect.earned.minor, 991);
    assert_int_equal(scene->after.balance.minor, 1);
    scene->receipt.purchase.redeem.minor = 991;
    assert_int_equal(scene_decide(scene), VERDICT_INSUFFICIENT_POINTS); // 9009 x 11 % = 990.99
    assert_int_equal(redeemable_max(scene), 990);
    free(scene);
}

// The till asks for the most it is told and is not refused, and for one more and is.
static void the_most_that_is_told_is_the_most(void **state)
{
    (void)state;
    uint64_t seed = seed_take("purchase_points");
    for (unsigned round = 0; round < 2000; round++) {
        struct scene *scene = scene_open(SCENE_CARD, seed_between(&seed, 0, 100000));
        scene_add_line(scene, seed_between(&seed, 0, 100000), "tea");
        scene_put_points(scene, seed_between(&seed, 1, 150000));
        if (seed_between(&seed, 0, 1) == 1) {
            scene_offer(scene, &tea_30);
        }
        scene->settings.redeem_max_share_bp = seed_between(&seed, 1, 2) * 5000;
        scene->settings.redeem_min_money = seed_between(&seed, 0, 1) * 10000;
        scene->settings.earned_pays_same_receipt = seed_between(&seed, 0, 1);
        scene->receipt.purchase.redeem.minor = redeemable_max(scene);
        assert_int_equal(scene_decide(scene), VERDICT_APPROVED);
        scene->receipt.purchase.redeem.minor++;
        if (scene->receipt.purchase.redeem.minor <= scene->receipt.purchase.total.minor) {
            assert_int_not_equal(scene_decide(scene), VERDICT_APPROVED);
        }
        free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_points_pay_earns_nothing),
        cmocka_unit_test(what_expires_first_is_spent_first),
        cmocka_unit_test(neither_expired_nor_pending_points_can_be_spent),
        cmocka_unit_test(tenders_that_do_not_earn_are_no_base),
        cmocka_unit_test(held_points_never_earn),
        cmocka_unit_test(change_given_in_another_tender_makes_no_base_beyond_the_rest),
        cmocka_unit_test(a_promotion_is_applied_to_its_lines_and_named),
        cmocka_unit_test(points_and_promotion_meet_on_the_money_of_each_line),
        cmocka_unit_test(the_minimum_of_a_promotion_is_of_the_whole_receipt),
        cmocka_unit_test(a_promotion_ends_at_midnight_in_the_store_however_late_the_receipt_comes),
        cmocka_unit_test(a_skewed_clock_is_flagged_and_not_believed),
        cmocka_unit_test(points_are_pending_and_expire_counted_from_the_receipts_day),
        cmocka_unit_test(points_of_a_receipt_that_comes_late_are_active_at_once),
        cmocka_unit_test(what_was_earned_repays_debt_first),
        cmocka_unit_test(a_hold_that_timed_out_is_there_to_be_spent),
        cmocka_unit_test(what_is_earned_and_redeemed_counts_towards_a_limit_of_points),
        cmocka_unit_test(no_more_is_redeemable_than_the_programme_allows_and_the_account_has),
        cmocka_unit_test(points_of_the_receipt_pay_for_it_only_where_the_programme_says_so),
        cmocka_unit_test(the_most_that_is_told_is_the_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
