// SPDX-License-Identifier: Apache-2.0
// A receipt through the service: facts, repeats, refusals, quotes, training.
#include <string.h>

#include "base/digest.h"
#include "domain/flag.h"
#include "scene.h"
#include "wire/rrn.h"

#define DAY_US INT64_C(86400000000)

static uint64_t scene_rrn_in(const struct scene *scene, uint8_t incarnation, int64_t position)
{
    return wire_rrn_pack((struct wire_rrn){
        .incarnation = incarnation,
        .lane = registry_lane_of_card(&scene->registry, SCENE_CARD),
        .position = (uint64_t)position,
    });
}

static uint64_t scene_rrn(const struct scene *scene, int64_t position)
{
    return scene_rrn_in(scene, 1, position);
}

static void a_purchase_is_posted_and_answered_with_its_facts(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    assert_int_equal(link->answer_count, 1); // nothing before COMMIT
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    const struct wire_purchase_answer *facts = &answer->answer.purchase;
    assert_int_equal(answer->which_answer, WIRE_RESPONSE_PURCHASE_TAG);
    assert_false(answer->repeated);
    assert_int_equal(facts->rrn, scene_rrn(scene, 1));
    assert_int_equal(facts->currency, 643);
    assert_int_equal(facts->base, 125000);
    assert_int_equal(facts->rate_bp, 1100);
    assert_int_equal(facts->earned, 13750);
    assert_int_equal(facts->balance_after, 13750);
    assert_int_equal(facts->lifetime_after, 125000);
    assert_int_equal(facts->programme_version, 3);
    assert_int_equal(facts->posted_at_us, scene->store.turn_at_us);
    assert_false(facts->training);
}

static void the_slip_shows_store_till_and_points(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    assert_non_null(strstr(link->slip, "Gifts"));
    assert_non_null(strstr(link->slip, "till-1"));
    assert_non_null(strstr(link->slip, "137.50"));
    assert_non_null(strstr(link->slip, "0015"));
    assert_null(strstr(link->slip, SCENE_CARD));
}

static void the_posting_carries_the_key_and_the_bytes_as_sent(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    scene_send_purchase(link, WIRE_KIND_PURCHASE, 5, &purchase);
    assert_int_equal(scene->store.posting_count, 1);
    const struct posting *posting = scene->store.postings[0];
    assert_int_equal(posting->key.terminal, 1);
    assert_int_equal(posting->key.epoch, 7);
    assert_int_equal(posting->key.stan, 5);
    assert_int_equal(posting->request_kind, WIRE_KIND_PURCHASE);
    assert_int_equal(posting->lane, registry_lane_of_card(&scene->registry, SCENE_CARD));
    assert_string_equal(posting->card, SCENE_CARD);
    assert_int_equal(posting->currency, 643);
    assert_string_equal(posting->receipt->number, "536365");
    assert_int_equal(posting->arrived_at_us, scene->clock.wall_us);
    assert_int_equal(posting->deadline_ms, scene->clock.monotonic_us / 1000 + 500);
    uint8_t fingerprint[DIGEST_BYTES];
    struct digest_engine *engine = digest_engine_create();
    digest_compute(engine, posting->body, posting->body_size, fingerprint);
    digest_engine_destroy(engine);
    assert_memory_equal(posting->fingerprint, fingerprint, DIGEST_BYTES);
}

static void the_effect_is_what_the_rule_decided(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    const struct posting_effect *effect = &scene->store.effect;
    assert_int_equal(effect->kind, JOURNAL_PURCHASE);
    assert_int_equal(effect->store, 1);
    assert_int_equal(effect->member, 11);
    assert_int_equal(effect->money, 125000);
    assert_int_equal(effect->receipt_at_us, purchase.receipt_at_us);
    assert_int_equal(effect->utc_offset_min, 180);
    assert_true(effect->account_changed);
    assert_int_equal(effect->account.lot_count, 1);
    assert_false(effect->card_changed);
}

static void a_receipt_without_a_card_goes_to_its_devices_lane_and_earns_nothing(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    purchase.card[0] = '\0';
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    assert_int_equal(scene->store.postings[0]->lane,
                     registry_lane_of_device(&scene->registry, 1, "KKT-1"));
    assert_int_equal(scene->store.postings[0]->currency, 0);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.purchase.earned, 0);
    assert_int_equal(answer->answer.purchase.balance_after, 0);
    assert_false(scene->store.effect.account_changed);
}

static void a_repeat_gets_the_same_facts_and_the_same_slip(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    struct wire_purchase_answer first =
        scene_expect(link, number, VERDICT_APPROVED)->answer.purchase;
    char slip[sizeof(link->slip)];
    memcpy(slip, link->slip, sizeof(slip));
    scene->store.card = CARD_BLOCKED; // repeats come before rules
    number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_true(answer->repeated);
    assert_memory_equal(&answer->answer.purchase, &first, sizeof(first));
    assert_string_equal(link->slip, slip);
    assert_int_equal(scene->store.head, 1);
}

static void another_body_under_one_stan_is_a_mismatch(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    purchase.total = 125001;
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_MISMATCH);
    assert_int_equal(answer->which_answer, 0);
    assert_int_equal(scene->store.head, 1);
}

static void what_was_posted_keeps_its_rrn_in_the_next_incarnation(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    scene_raise_incarnation(scene, 2);
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_true(answer->repeated);
    assert_int_equal(answer->answer.purchase.rrn, scene_rrn_in(scene, 1, 1));
    number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 2, &purchase);
    scene_run(scene);
    answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.purchase.rrn, scene_rrn_in(scene, 2, 2));
    link = scene_log_on(scene, SCENE_OTHER_TILL);
    assert_int_equal(link->answers[0].answer.logon.incarnation, 2);
}

static void a_receipt_posted_before_is_answered_with_its_rrn_alone(void **state)
{
    struct scene *scene = *state;
    scene->store.receipt_position = 88;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_ALREADY_POSTED);
    assert_int_equal(answer->answer.purchase.rrn, scene_rrn(scene, 88));
    assert_int_equal(answer->answer.purchase.currency, 0);
    number = scene_send_purchase(link, WIRE_KIND_QUOTE, 0, &purchase);
    scene_run(scene);
    answer = scene_expect(link, number, VERDICT_ALREADY_POSTED);
    assert_int_equal(answer->answer.purchase.rrn, scene_rrn(scene, 88));
}

static void wrong_values_never_reach_the_store(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    purchase.receipt.date = 20251301;
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_INVALID);
    assert_non_null(strstr(answer->detail, "receipt.date"));
    assert_int_equal(scene->store.posting_count, 0);
}

static void rules_refuse_in_the_turn(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    static const struct {
        enum card_state card;
        enum verdict verdict;
    } cases[] = {
        {CARD_ABSENT, VERDICT_CARD_UNKNOWN},
        {CARD_STOCK, VERDICT_CARD_NOT_ACTIVE},
        {CARD_BLOCKED, VERDICT_CARD_BLOCKED},
    };
    for (size_t i = 0; i < BASE_COUNT(cases); i++) {
        scene->store.card = cases[i].card;
        uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, i + 1, &purchase);
        scene_run(scene);
        scene_expect(link, number, cases[i].verdict);
    }
    purchase.receipt.store = 2;
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 10, &purchase);
    scene_run(scene);
    scene_expect(link, number, VERDICT_WRONG_STORE);
    purchase = scene_receipt();
    purchase.currency = 980;
    number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 11, &purchase);
    scene_run(scene);
    scene_expect(link, number, VERDICT_WRONG_CURRENCY);
    assert_int_equal(scene->store.head, 0);
}

static void a_terminal_blocked_in_the_turns_registry_is_refused_there(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene->terminals[0].blocked = true;
    scene_run(scene);
    scene_expect(link, number, VERDICT_TERMINAL_BLOCKED);
    assert_int_equal(scene->store.key_count, 0);
    scene->terminals[0].blocked = false;
    scene->certificates[0].blocked = true;
    number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    scene_expect(link, number, VERDICT_TERMINAL_BLOCKED);
}

static void a_quote_tells_what_would_be_and_posts_nothing(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    uint32_t number = scene_send_purchase(link, WIRE_KIND_QUOTE, 0, &purchase);
    assert_int_equal(scene->store.posting_count, 0);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.purchase.rrn, 0);
    assert_int_equal(answer->answer.purchase.earned, 13750);
    assert_int_equal(answer->answer.purchase.balance_after, 13750);
    assert_int_equal(answer->answer.purchase.posted_at_us, scene->store.turn_at_us);
    assert_int_equal(scene->store.head, 0);
    assert_true(answer->slip.size > 0);
}

static void a_purchase_in_training_is_decided_and_never_posted(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    purchase.training = true;
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    assert_int_equal(scene->store.posting_count, 0);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_true(answer->answer.purchase.training);
    assert_int_equal(answer->answer.purchase.rrn, 0);
    assert_int_equal(scene->store.key_count, 0);
}

static void a_lost_database_is_unavailable_or_in_doubt_as_the_store_says(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    static const struct {
        enum store_result result;
        enum verdict verdict;
        uint32_t retry_after_ms;
    } cases[] = {
        {STORE_UNAVAILABLE, VERDICT_UNAVAILABLE, LIMIT_UNAVAILABLE_RETRY_MS},
        {STORE_LATE, VERDICT_UNAVAILABLE, LIMIT_UNAVAILABLE_RETRY_MS},
        {STORE_IN_DOUBT, VERDICT_IN_DOUBT, 0},
    };
    for (size_t i = 0; i < BASE_COUNT(cases); i++) {
        uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
        fake_store_run(&scene->store, cases[i].result);
        const struct wire_response *answer = scene_expect(link, number, cases[i].verdict);
        assert_int_equal(answer->retry_after_ms, cases[i].retry_after_ms);
        assert_int_equal(answer->which_answer, 0);
    }
    scene->store.taking = STORE_UNAVAILABLE;
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_expect(link, number, VERDICT_UNAVAILABLE);
    scene->store.taking = STORE_BUSY;
    number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_BUSY);
    assert_int_equal(answer->retry_after_ms, LIMIT_BUSY_RETRY_MS);
}

// What points do.

static void points_pay_and_the_answer_tells_what_is_left(void **state)
{
    struct scene *scene = *state;
    const int32_t today = (int32_t)(scene->store.turn_at_us / DAY_US);
    scene->store.account = (struct account){
        .position = 4,
        .balance = {50000},
        .lot_count = 2,
        .lots = {{.expires_on = today + 5, .points = {40000}},
                 {.expires_on = LOT_NEVER, .active_from = today + 1, .points = {10000}}},
    };
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    purchase.redeem = 25000;
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    const struct wire_purchase_answer *facts =
        &scene_expect(link, number, VERDICT_APPROVED)->answer.purchase;
    assert_int_equal(facts->redeemed, 25000);
    assert_int_equal(facts->base, 100000);
    assert_int_equal(facts->earned, 11000);
    assert_int_equal(facts->balance_after, 36000);
    assert_int_equal(facts->spendable_after, 26000);
    assert_int_equal(facts->pending_after, 10000);
    assert_int_equal(facts->expiring, 15000);
    assert_int_equal(facts->expiring_last_day, 20231118);
    assert_int_equal(scene->store.effect.redeemed, 25000);
    assert_int_equal(scene->store.effect.moves.count, 2);
    assert_non_null(strstr(link->slip, "Paid with points"));
    assert_non_null(strstr(link->slip, "Expire after 2023-11-18"));
}

static void more_points_than_there_are_are_refused_in_the_turn(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    purchase.redeem = 1;
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    scene_expect(link, number, VERDICT_INSUFFICIENT_POINTS);
    scene->settings.redeem_min_money = 125000;
    number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 2, &purchase);
    scene_run(scene);
    scene_expect(link, number, VERDICT_REDEEM_LIMIT);
    assert_int_equal(scene->store.key_count, 2);
}

static void a_quote_tells_the_most_that_points_may_pay(void **state)
{
    struct scene *scene = *state;
    scene->settings.redeem_max_share_bp = 5000;
    scene->store.account = (struct account){
        .position = 4,
        .balance = {70000},
        .lot_count = 1,
        .lots = {{.expires_on = LOT_NEVER, .points = {70000}}},
    };
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    uint32_t number = scene_send_purchase(link, WIRE_KIND_QUOTE, 0, &purchase);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.purchase.redeemable_max, 62500);
    assert_int_equal(answer->answer.purchase.spendable_after, 83750);
    assert_non_null(strstr(link->slip, "Points can pay            625.00"));
}

static void promotions_are_recorded_by_number_and_told_by_name(void **state)
{
    struct scene *scene = *state;
    const struct promotion twice = {
        .promotion = 7,
        .to_version = UINT32_MAX,
        .kind = PROMOTION_MULTIPLIER,
        .stacking = PROMOTION_BEST,
        .value = 20000,
        .weekdays = PROMOTION_EVERY_DAY,
        .hours = PROMOTION_EVERY_HOUR,
        .last_day = INT32_MAX,
        .name = "Double week",
    };
    scene_offer(scene, &twice);
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    static const enum wire_kind kinds[] = {WIRE_KIND_QUOTE, WIRE_KIND_PURCHASE};
    for (size_t row = 0; row < BASE_COUNT(kinds); row++) {
        uint32_t number = scene_send_purchase(link, kinds[row], row, &purchase);
        scene_run(scene);
        const struct wire_purchase_answer *facts =
            &scene_expect(link, number, VERDICT_APPROVED)->answer.purchase;
        assert_int_equal(facts->earned, 27500);
        assert_int_equal(facts->rate_bp, 2200);
        assert_int_equal(facts->rules_count, 1);
        assert_int_equal(facts->rules[0].promotion, 7);
        assert_int_equal(facts->rules[0].rate_bp, 2200);
        assert_string_equal(facts->rules[0].text, "Double week");
        assert_non_null(strstr(link->slip, "Double week"));
    }
    assert_int_equal(scene->store.effect.details.rule_count, 1);
    assert_int_equal(scene->store.effect.details.rules[0], 7);
}

static void a_skewed_clock_is_flagged_and_told(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene); // two years ahead of the server
    assert_true(scene_expect(link, number, VERDICT_APPROVED)->answer.purchase.clock_skewed);
    assert_int_equal(scene->store.effect.details.flags, POSTING_FLAG_CLOCK_SKEWED);
    purchase.receipt_at_us = scene->clock.wall_us - DAY_US; // late, and believed
    number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 2, &purchase);
    scene_run(scene);
    assert_false(scene_expect(link, number, VERDICT_APPROVED)->answer.purchase.clock_skewed);
    assert_int_equal(scene->store.effect.details.flags, 0);
}

static void a_purchase_is_counted_where_the_programme_limits_velocity(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    assert_null(scene->store.postings[0]->velocity);
    scene_run(scene);
    scene->settings.has_limits = true;
    scene_send_purchase(link, WIRE_KIND_PURCHASE, 2, &purchase);
    const struct posting_velocity *velocity = scene->store.postings[0]->velocity;
    assert_int_equal(velocity->store, 1);
    assert_string_equal(velocity->cashier, "anna");
    scene_run(scene);
    purchase.card[0] = '\0';
    scene_send_purchase(link, WIRE_KIND_PURCHASE, 3, &purchase);
    assert_null(scene->store.postings[0]->velocity);
    scene_run(scene);
}

static void a_limit_of_velocity_warns_and_then_refuses(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    int64_t *limit =
        scene->settings
            .limits[PROGRAMME_SUBJECT_CASHIER][PROGRAMME_WINDOW_HOUR][PROGRAMME_MEASURE_COUNT];
    scene->settings.has_limits = true;
    limit[PROGRAMME_FORCE_SOFT] = 5;
    limit[PROGRAMME_FORCE_HARD] = 6;
    int64_t *passed = &scene->store.velocity.of[PROGRAMME_SUBJECT_CASHIER][PROGRAMME_WINDOW_HOUR]
                           .of[PROGRAMME_MEASURE_COUNT];
    *passed = 5;
    uint32_t number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    assert_true(scene_expect(link, number, VERDICT_APPROVED)->answer.purchase.velocity_warning);
    *passed = 6;
    number = scene_send_purchase(link, WIRE_KIND_PURCHASE, 2, &purchase);
    scene_run(scene);
    scene_expect(link, number, VERDICT_VELOCITY_LIMIT);
}

static void neither_a_quote_nor_training_can_claim(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct wire_purchase purchase = scene_receipt();
    purchase.late_claim = true;
    scene_expect(link, scene_send_purchase(link, WIRE_KIND_QUOTE, 0, &purchase), VERDICT_INVALID);
    purchase.training = true;
    scene_expect(link, scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase),
                 VERDICT_INVALID);
    assert_int_equal(scene->store.posting_count + scene->store.ask_count, 0);
}

static void operators_may_not_sell(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_OPERATOR);
    const struct wire_purchase purchase = scene_receipt();
    scene_expect(link, scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase),
                 VERDICT_NOT_ALLOWED);
    scene_expect(link, scene_send_purchase(link, WIRE_KIND_QUOTE, 0, &purchase),
                 VERDICT_NOT_ALLOWED);
}

static void no_card_number_is_written_to_the_log(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    scene->store.card = CARD_BLOCKED;
    scene_send_purchase(link, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_run(scene);
    assert_int_equal(scene_count_log(scene, "result=CARD_BLOCKED"), 1);
    assert_int_equal(scene_count_log(scene, SCENE_CARD), 0);
    assert_int_equal(scene_count_log(scene, "card=*0015"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_purchase_is_posted_and_answered_with_its_facts),
        TEST(the_slip_shows_store_till_and_points),
        TEST(the_posting_carries_the_key_and_the_bytes_as_sent),
        TEST(the_effect_is_what_the_rule_decided),
        TEST(a_receipt_without_a_card_goes_to_its_devices_lane_and_earns_nothing),
        TEST(a_repeat_gets_the_same_facts_and_the_same_slip),
        TEST(another_body_under_one_stan_is_a_mismatch),
        TEST(what_was_posted_keeps_its_rrn_in_the_next_incarnation),
        TEST(a_receipt_posted_before_is_answered_with_its_rrn_alone),
        TEST(wrong_values_never_reach_the_store),
        TEST(rules_refuse_in_the_turn),
        TEST(a_terminal_blocked_in_the_turns_registry_is_refused_there),
        TEST(a_quote_tells_what_would_be_and_posts_nothing),
        TEST(a_purchase_in_training_is_decided_and_never_posted),
        TEST(a_lost_database_is_unavailable_or_in_doubt_as_the_store_says),
        TEST(points_pay_and_the_answer_tells_what_is_left),
        TEST(more_points_than_there_are_are_refused_in_the_turn),
        TEST(a_quote_tells_the_most_that_points_may_pay),
        TEST(promotions_are_recorded_by_number_and_told_by_name),
        TEST(a_skewed_clock_is_flagged_and_told),
        TEST(a_purchase_is_counted_where_the_programme_limits_velocity),
        TEST(a_limit_of_velocity_warns_and_then_refuses),
        TEST(neither_a_quote_nor_training_can_claim),
        TEST(operators_may_not_sell),
        TEST(no_card_number_is_written_to_the_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
