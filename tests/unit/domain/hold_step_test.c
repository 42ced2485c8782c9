// SPDX-License-Identifier: Apache-2.0
// Proves what Hold, Commit and Void are refused for and in which order, and what each leaves
// behind.
#include "domain/hold_step.h"

#include "support/cmocka.h"

#define CARD "4006381333931"
#define NOW_US INT64_C(1700000000000000)

enum { STORE = 1, RUB = 643, UAH = 980, MEMBER = 11, HOLD = 70 };

// A step and its facts: 100 points, of which 40 are held for another minute.
struct scene {
    struct programme_settings settings;
    struct account before;
    struct hold_step step;
    struct hold_facts facts;
    struct account account;
    struct lot_moves moves;
    struct hold_effect effect;
};

static struct scene scene_of(enum hold_step_kind kind)
{
    struct scene scene = {
        .before = {.position = 80,
                   .balance = {100},
                   .held_count = 1,
                   .held = {{HOLD, NOW_US + 60000000, {LOT_NEVER, 0, 0, 0, {40}}}},
                   .lot_count = 1,
                   .lots = {{LOT_NEVER, 0, 0, 0, {60}}}},
        .step = {.kind = kind,
                 .card = CARD,
                 .hold = kind == HOLD_STEP_HOLD ? 0 : 4711,
                 .store = kind == HOLD_STEP_HOLD ? STORE : 0,
                 .currency = kind == HOLD_STEP_HOLD ? RUB : 0,
                 .points = {kind == HOLD_STEP_VOID ? 0 : 30}},
        .facts = {.terminal_store = STORE,
                  .terminal_currency = RUB,
                  .card = CARD_ACTIVE,
                  .member = MEMBER,
                  .hold = {.position = HOLD, .member = MEMBER, .currency = RUB},
                  .next_position = 81,
                  .at = {.now_us = NOW_US, .today = 20000}},
    };
    programme_settings_init(&scene.settings);
    return scene;
}

static enum verdict decide(struct scene *scene)
{
    scene->facts.account = &scene->before;
    return hold_step_decide(&scene->step, &scene->facts, &scene->account, &scene->moves,
                            &scene->effect);
}

static enum verdict decide_with_settings(struct scene *scene)
{
    scene->facts.settings = &scene->settings;
    return decide(scene);
}

static void assert_invalid(const struct hold_step *step)
{
    const char *detail = NULL;
    assert_int_equal(hold_step_check(step, &detail), VERDICT_INVALID);
    assert_non_null(detail);
}

static void values_that_cannot_be_are_invalid(void **state)
{
    (void)state;
    const char *detail = NULL;
    const struct hold_step good = scene_of(HOLD_STEP_HOLD).step;
    assert_int_equal(hold_step_check(&good, &detail), VERDICT_APPROVED);
    struct hold_step step = good;
    step.card = "4006381333932";
    assert_invalid(&step);
    step = good;
    step.store = 0;
    assert_invalid(&step);
    step = good;
    step.points.minor = 0;
    assert_invalid(&step);
    step = good;
    step.timeout_s = HOLD_TIMEOUT_S_MAX;
    assert_int_equal(hold_step_check(&step, &detail), VERDICT_APPROVED);
    step.timeout_s++;
    assert_invalid(&step);
    step = good;
    step.at_us = -1;
    assert_invalid(&step);
    step = good;
    step.utc_offset_min = 841;
    assert_invalid(&step);
}

static void commit_and_void_name_a_hold_and_a_void_no_points(void **state)
{
    (void)state;
    const char *detail = NULL;
    struct hold_step step = scene_of(HOLD_STEP_COMMIT).step;
    assert_int_equal(hold_step_check(&step, &detail), VERDICT_APPROVED);
    step.points.minor = 0;
    assert_invalid(&step);
    step = scene_of(HOLD_STEP_COMMIT).step;
    step.hold = 0;
    assert_invalid(&step);
    step = scene_of(HOLD_STEP_VOID).step;
    assert_int_equal(hold_step_check(&step, &detail), VERDICT_APPROVED);
    step.hold = 0;
    assert_invalid(&step);
}

static void a_hold_is_named_by_its_row_and_lasts_as_long_as_it_says(void **state)
{
    (void)state;
    struct scene scene = scene_of(HOLD_STEP_HOLD);
    scene.step.timeout_s = 5;
    assert_int_equal(decide_with_settings(&scene), VERDICT_APPROVED);
    assert_int_equal(scene.effect.hold, 81);
    assert_int_equal(scene.effect.currency, RUB);
    assert_int_equal(scene.effect.held.minor, 30);
    assert_int_equal(scene.effect.redeemed.minor, 0);
    assert_int_equal(scene.effect.until_us, NOW_US + 5000000);
    assert_int_equal(scene.account.balance.minor, 100);
    assert_int_equal(scene.account.held_count, 2);
    assert_int_equal(scene.account.lots[0].points.minor, 30);
    assert_int_equal(scene.moves.count, 1);
}

static void a_hold_without_a_timeout_takes_the_programmes(void **state)
{
    (void)state;
    struct scene scene = scene_of(HOLD_STEP_HOLD);
    scene.settings.hold_timeout_s = 7;
    assert_int_equal(decide_with_settings(&scene), VERDICT_APPROVED);
    assert_int_equal(scene.effect.until_us, NOW_US + 7000000);
}

static void a_hold_is_no_longer_than_the_programme_allows(void **state)
{
    (void)state;
    struct scene scene = scene_of(HOLD_STEP_HOLD);
    scene.settings.hold_timeout_max_s = 60;
    scene.step.timeout_s = 60;
    assert_int_equal(decide_with_settings(&scene), VERDICT_APPROVED);
    scene.step.timeout_s = 61;
    assert_int_equal(decide_with_settings(&scene), VERDICT_INVALID);
}

static void a_commit_spends_a_part_and_frees_the_rest(void **state)
{
    (void)state;
    struct scene scene = scene_of(HOLD_STEP_COMMIT);
    assert_int_equal(decide(&scene), VERDICT_APPROVED);
    assert_int_equal(scene.effect.hold, HOLD);
    assert_int_equal(scene.effect.currency, RUB);
    assert_int_equal(scene.effect.until_us, NOW_US + 60000000);
    assert_int_equal(scene.effect.held.minor, 40);
    assert_int_equal(scene.effect.redeemed.minor, 30);
    assert_int_equal(scene.account.balance.minor, 70);
    assert_int_equal(scene.account.held_count, 0);
    assert_int_equal(scene.account.lots[0].points.minor, 70);
}

static void a_void_frees_all(void **state)
{
    (void)state;
    struct scene scene = scene_of(HOLD_STEP_VOID);
    assert_int_equal(decide(&scene), VERDICT_APPROVED);
    assert_int_equal(scene.effect.held.minor, 40);
    assert_int_equal(scene.effect.redeemed.minor, 0);
    assert_int_equal(scene.account.balance.minor, 100);
    assert_int_equal(scene.account.lots[0].points.minor, 100);
}

static void a_hold_has_ended_from_its_microsecond_on(void **state)
{
    (void)state;
    for (enum hold_step_kind kind = HOLD_STEP_COMMIT; kind <= HOLD_STEP_VOID; kind++) {
        struct scene scene = scene_of(kind);
        scene.facts.at.now_us = NOW_US + 59999999;
        assert_int_equal(decide(&scene), VERDICT_APPROVED);
        scene.facts.at.now_us = NOW_US + 60000000;
        assert_int_equal(decide(&scene), VERDICT_HOLD_ENDED);
    }
}

// Everything is wrong at once; each thing mended shows the next. So the order is the protocol's.
static void a_hold_is_refused_in_the_protocols_order(void **state)
{
    (void)state;
    struct scene scene = scene_of(HOLD_STEP_HOLD);
    scene.settings.hold_timeout_max_s = 60;
    scene.step.timeout_s = 61;
    scene.step.points.minor = 101;
    scene.before.debt.minor = 5;
    scene.before.balance.minor -= 5;
    scene.facts.terminal_store = STORE + 1;
    scene.facts.terminal_currency = UAH;
    scene.facts.card = CARD_ABSENT;
    assert_int_equal(decide_with_settings(&scene), VERDICT_INVALID);
    scene.step.timeout_s = 60;
    assert_int_equal(decide(&scene), VERDICT_WRONG_STORE);
    scene.facts.terminal_store = STORE;
    assert_int_equal(decide(&scene), VERDICT_WRONG_CURRENCY);
    scene.facts.terminal_currency = RUB;
    assert_int_equal(decide(&scene), VERDICT_CARD_UNKNOWN);
    scene.facts.card = CARD_STOCK;
    assert_int_equal(decide(&scene), VERDICT_CARD_NOT_ACTIVE);
    scene.facts.card = CARD_BLOCKED;
    assert_int_equal(decide(&scene), VERDICT_CARD_BLOCKED);
    scene.facts.card = CARD_ACTIVE;
    assert_int_equal(decide(&scene), VERDICT_DEBT_BLOCKS_SPENDING);
    scene.before.debt.minor = 0;
    scene.before.balance.minor = 100;
    assert_int_equal(decide(&scene), VERDICT_INSUFFICIENT_POINTS);
    scene.step.points.minor = 60;
    assert_int_equal(decide(&scene), VERDICT_APPROVED);
}

static void a_currency_without_a_rate_holds_nothing(void **state)
{
    (void)state;
    struct scene scene = scene_of(HOLD_STEP_HOLD);
    scene.facts.settings = NULL;
    assert_int_equal(decide(&scene), VERDICT_WRONG_CURRENCY);
}

static void a_commit_is_refused_in_the_protocols_order(void **state)
{
    (void)state;
    struct scene scene = scene_of(HOLD_STEP_COMMIT);
    scene.step.points.minor = 41;
    scene.facts.terminal_currency = UAH;
    scene.facts.card = CARD_ABSENT;
    scene.facts.member = MEMBER + 1;
    scene.before.held[0].until_us = NOW_US;
    assert_int_equal(decide(&scene), VERDICT_WRONG_CURRENCY);
    scene.facts.terminal_currency = RUB;
    assert_int_equal(decide(&scene), VERDICT_CARD_UNKNOWN);
    scene.facts.card = CARD_STOCK;
    assert_int_equal(decide(&scene), VERDICT_CARD_NOT_ACTIVE);
    scene.facts.card = CARD_BLOCKED;
    assert_int_equal(decide(&scene), VERDICT_CARD_BLOCKED);
    scene.facts.card = CARD_ACTIVE;
    assert_int_equal(decide(&scene), VERDICT_WRONG_CARD);
    scene.facts.member = MEMBER;
    assert_int_equal(decide(&scene), VERDICT_HOLD_ENDED);
    scene.before.held[0].until_us = NOW_US + 1;
    assert_int_equal(decide(&scene), VERDICT_HOLD_EXCEEDED);
    scene.step.points.minor = 40;
    assert_int_equal(decide(&scene), VERDICT_APPROVED);
}

static void a_hold_that_is_nowhere_is_unknown_and_one_elsewhere_another_cards(void **state)
{
    (void)state;
    for (enum hold_step_kind kind = HOLD_STEP_COMMIT; kind <= HOLD_STEP_VOID; kind++) {
        struct scene scene = scene_of(kind);
        scene.facts.hold = (struct hold_row){.position = 0};
        assert_int_equal(decide(&scene), VERDICT_HOLD_UNKNOWN);
        scene.facts.hold.is_elsewhere = true;
        assert_int_equal(decide(&scene), VERDICT_WRONG_CARD);
    }
}

static void a_void_asks_for_no_open_card(void **state)
{
    (void)state;
    struct scene scene = scene_of(HOLD_STEP_VOID);
    scene.facts.card = CARD_BLOCKED;
    assert_int_equal(decide(&scene), VERDICT_APPROVED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_that_cannot_be_are_invalid),
        cmocka_unit_test(commit_and_void_name_a_hold_and_a_void_no_points),
        cmocka_unit_test(a_hold_is_named_by_its_row_and_lasts_as_long_as_it_says),
        cmocka_unit_test(a_hold_without_a_timeout_takes_the_programmes),
        cmocka_unit_test(a_hold_is_no_longer_than_the_programme_allows),
        cmocka_unit_test(a_commit_spends_a_part_and_frees_the_rest),
        cmocka_unit_test(a_void_frees_all),
        cmocka_unit_test(a_hold_has_ended_from_its_microsecond_on),
        cmocka_unit_test(a_hold_is_refused_in_the_protocols_order),
        cmocka_unit_test(a_currency_without_a_rate_holds_nothing),
        cmocka_unit_test(a_commit_is_refused_in_the_protocols_order),
        cmocka_unit_test(a_hold_that_is_nowhere_is_unknown_and_one_elsewhere_another_cards),
        cmocka_unit_test(a_void_asks_for_no_open_card),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
