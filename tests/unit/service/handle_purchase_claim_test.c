// SPDX-License-Identifier: Apache-2.0
// A late claim through the service: in one lane, over two, and what happens when it is cut off in
// the middle.
#include <stdio.h>
#include <string.h>

#include "scene.h"
#include "wire/receipt_line.h"
#include "wire/rrn.h"

enum {
    DAYS_LATE = 3,
    RECEIPT_POSITION = 88,
    NEAR, // the receipt lies in the card's lane
    FAR,  // it lies in another
};

#define DAY_US INT64_C(86400000000)

static uint16_t card_lane(const struct scene *scene)
{
    return registry_lane_of_card(&scene->registry, SCENE_CARD);
}

// A fiscal device whose receipts lie in the card's lane, or not. What is claimed is one of its own.
static const char *device_of(struct scene *scene, int where)
{
    static char device[16];
    for (unsigned number = 0;; number++) {
        snprintf(device, sizeof(device), "KKT-%u", number);
        uint16_t lane = registry_lane_of_device(&scene->registry, 1, device);
        if (lane != 0 && (lane == card_lane(scene)) == (where == NEAR)) {
            scene->store.original_lane = lane;
            return device;
        }
    }
}

// The body that the receipt was posted with: 300.00 of tea and 700.00 of a gift, without a card.
static void post_original(struct scene *scene)
{
    static uint8_t body_bytes[1024];
    struct buffer lines;
    struct buffer body;
    buffer_init(&lines, 512);
    buffer_init(&body, sizeof(body_bytes));
    const struct wire_receipt_line tea = {.category = "tea", .amount = 30000};
    const struct wire_receipt_line gift = {.category = "gift", .amount = 70000};
    assert_int_equal(wire_receipt_lines_append(&tea, &lines), WIRE_OK);
    assert_int_equal(wire_receipt_lines_append(&gift, &lines), WIRE_OK);
    struct wire_purchase purchase = scene_receipt();
    purchase.card[0] = '\0';
    purchase.total = 100000;
    purchase.lines = (struct wire_view){.bytes = buffer_bytes(&lines), .size = buffer_size(&lines)};
    assert_int_equal(wire_purchase_append(&purchase, &body), WIRE_OK);
    memcpy(body_bytes, buffer_bytes(&body), buffer_size(&body));
    struct posting_original *original = &scene->store.original;
    original->verdict = VERDICT_APPROVED;
    original->position = RECEIPT_POSITION;
    original->kind = JOURNAL_PURCHASE;
    original->store = 1;
    original->currency = 643;
    original->money = 100000;
    original->programme_version = 3;
    original->receipt_at_us = scene->store.turn_at_us - DAYS_LATE * DAY_US;
    original->posted_at_us = original->receipt_at_us;
    original->utc_offset_min = 180;
    original->body = body_bytes;
    original->body_size = buffer_size(&body);
    buffer_clear(&lines);
    buffer_clear(&body);
}

static uint32_t send_claim(struct scene_link *link, uint64_t stan, const char *device)
{
    struct wire_purchase claim = {
        .card = SCENE_CARD,
        .has_receipt = true,
        .receipt = {.store = 1, .number = "536366", .date = 20231111},
        .late_claim = true,
    };
    snprintf(claim.receipt.fiscal_device, sizeof(claim.receipt.fiscal_device), "%s", device);
    struct buffer body;
    buffer_init(&body, 512);
    assert_int_equal(wire_purchase_append(&claim, &body), WIRE_OK);
    return scene_send(link, WIRE_KIND_PURCHASE, stan, &body);
}

// Lets the store run until it has nothing to do; each run is one turn of the claim.
static unsigned run_all(struct scene *scene)
{
    unsigned steps = 0;
    while (scene->store.posting_count + scene->store.ask_count > 0) {
        scene_run(scene);
        steps++;
    }
    return steps;
}

static uint64_t rrn_of(uint16_t lane, int64_t position)
{
    return wire_rrn_pack((struct wire_rrn){1, lane, (uint64_t)position});
}

static void a_receipt_of_the_same_lane_is_claimed_in_one_turn(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    uint32_t number = send_claim(link, 1, device_of(scene, NEAR));
    assert_int_equal(run_all(scene), 1);
    const struct wire_purchase_answer *facts =
        &scene_expect(link, number, VERDICT_APPROVED)->answer.purchase;
    assert_int_equal(facts->rrn, rrn_of(card_lane(scene), 1));
    assert_int_equal(facts->original, rrn_of(card_lane(scene), RECEIPT_POSITION));
    assert_int_equal(facts->base, 100000);
    assert_int_equal(facts->earned, 11000);
    assert_int_equal(facts->balance_after, 11000);
    assert_int_equal(facts->lifetime_after, 100000);
    const struct posting_effect *effect = &scene->store.effect;
    assert_int_equal(effect->kind, JOURNAL_LATE_CLAIM);
    assert_int_equal(effect->member, 11);
    assert_int_equal(effect->details.original_position, RECEIPT_POSITION);
    assert_int_equal(effect->receipt_at_us, scene->store.original.receipt_at_us);
    assert_true(effect->left.changed);
    assert_true(effect->left.claimed);
    assert_non_null(strstr(link->slip, "RECEIPT CLAIMED LATER"));
    assert_non_null(strstr(link->slip, "1 000.00"));
}

static void a_receipt_of_another_lane_is_given_there_and_taken_here(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    const char *device = device_of(scene, FAR);
    uint16_t lane = registry_lane_of_device(&scene->registry, 1, device);
    uint32_t number = send_claim(link, 1, device);
    assert_int_equal(scene->store.postings[0]->lane, card_lane(scene));
    scene_run(scene);
    assert_int_equal(scene->store.key_count, 0);
    assert_int_equal(scene->store.postings[0]->lane, lane);
    scene_run(scene);
    assert_int_equal(scene->store.effect.kind, JOURNAL_CLAIM_GIVEN);
    assert_int_equal(scene->store.effect.member, 0);
    assert_int_equal(scene->store.effect.earned, 0);
    assert_false(scene->store.effect.account_changed);
    assert_true(scene->store.effect.left.claimed);
    assert_int_equal(scene->store.postings[0]->lane, card_lane(scene));
    assert_int_equal(scene->store.postings[0]->key.stan, 1);
    scene_run(scene);
    assert_int_equal(scene->store.effect.kind, JOURNAL_LATE_CLAIM);
    assert_int_equal(scene->store.effect.details.original_position, 0);
    assert_false(scene->store.effect.left.changed);
    const struct wire_purchase_answer *facts =
        &scene_expect(link, number, VERDICT_APPROVED)->answer.purchase;
    assert_int_equal(facts->original, rrn_of(lane, RECEIPT_POSITION));
    assert_int_equal(facts->rrn, rrn_of(card_lane(scene), 2));
    assert_int_equal(facts->earned, 11000);
}

static void a_repeat_gets_the_first_answer(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    static const int wheres[] = {NEAR, FAR};
    for (size_t row = 0; row < BASE_COUNT(wheres); row++) {
        const char *device = device_of(scene, wheres[row]);
        post_original(scene);
        scene->store.original.claim_position = 0;
        uint32_t number = send_claim(link, row + 1, device);
        run_all(scene);
        struct wire_purchase_answer first =
            scene_expect(link, number, VERDICT_APPROVED)->answer.purchase;
        int64_t head = scene->store.head;
        scene->store.original.claim_position = head;
        number = send_claim(link, row + 1, device);
        run_all(scene);
        const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
        assert_true(answer->repeated);
        assert_memory_equal(&answer->answer.purchase, &first, sizeof(first));
        assert_int_equal(scene->store.head, head);
    }
}

static void a_claim_that_was_cut_off_in_the_middle_is_healed_by_its_repeat(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    const char *device = device_of(scene, FAR);
    uint32_t number = send_claim(link, 1, device);
    scene_run(scene);
    scene_run(scene);
    fake_store_run(&scene->store, STORE_IN_DOUBT); // the card's turn was lost
    scene_expect(link, number, VERDICT_IN_DOUBT);
    assert_int_equal(scene->store.head, 1);
    scene->store.original.claim_position = 1;
    number = send_claim(link, 1, device);
    run_all(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.purchase.earned, 11000);
    assert_int_equal(scene->store.head, 2);
    assert_int_equal(scene->store.account.balance.minor, 11000);
}

static void a_second_claim_is_refused(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    static const int wheres[] = {NEAR, FAR};
    for (size_t row = 0; row < BASE_COUNT(wheres); row++) {
        post_original(scene);
        scene->store.original.claim_position = 5;
        uint32_t number = send_claim(link, row + 1, device_of(scene, wheres[row]));
        run_all(scene);
        scene_expect(link, number, VERDICT_ALREADY_CLAIMED);
    }
    assert_int_equal(scene->store.head, 0);
}

static void a_receipt_that_had_a_card_is_refused(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    const char *device = device_of(scene, FAR);
    scene->store.original_lane = card_lane(scene); // where it was posted
    memcpy(scene->store.original.card, SCENE_CARD, sizeof(SCENE_CARD));
    uint32_t number = send_claim(link, 1, device);
    run_all(scene);
    scene_expect(link, number, VERDICT_ALREADY_CLAIMED);
}

static void a_claim_that_comes_too_late_is_refused(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    scene->settings.late_claim_days = DAYS_LATE - 1;
    uint32_t number = send_claim(link, 1, device_of(scene, FAR));
    run_all(scene);
    scene_expect(link, number, VERDICT_CLAIM_EXPIRED);
    scene->settings.late_claim_days = DAYS_LATE;
    number = send_claim(link, 2, device_of(scene, FAR));
    run_all(scene);
    scene_expect(link, number, VERDICT_APPROVED);
}

static void a_receipt_that_was_never_posted_is_unknown(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    static const int wheres[] = {NEAR, FAR};
    scene->store.original.verdict = VERDICT_NOT_FOUND;
    for (size_t row = 0; row < BASE_COUNT(wheres); row++) {
        uint32_t number = send_claim(link, row + 1, device_of(scene, wheres[row]));
        run_all(scene);
        scene_expect(link, number, VERDICT_ORIGINAL_UNKNOWN);
    }
}

static void nothing_is_given_to_a_card_that_cannot_take_it(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    scene->store.card = CARD_BLOCKED;
    uint32_t number = send_claim(link, 1, device_of(scene, FAR));
    run_all(scene);
    scene_expect(link, number, VERDICT_CARD_BLOCKED);
    assert_int_equal(scene->store.head, 0);
    assert_int_equal(scene->store.key_count, 1); // it is remembered, in the card's lane
    assert_int_equal(scene->store.keys[0].lane, card_lane(scene));
}

static void a_claim_that_was_refused_gives_nothing_away_when_it_is_repeated(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    const char *device = device_of(scene, FAR);
    scene->store.card = CARD_BLOCKED;
    uint32_t number = send_claim(link, 1, device);
    run_all(scene);
    scene_expect(link, number, VERDICT_CARD_BLOCKED);
    scene->store.card = CARD_ACTIVE;
    number = send_claim(link, 1, device);
    run_all(scene);
    assert_true(scene_expect(link, number, VERDICT_CARD_BLOCKED)->repeated);
    assert_int_equal(scene->store.head, 0);
}

static void a_claim_is_limited_before_anything_is_given(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    int64_t *limit =
        scene->settings
            .limits[PROGRAMME_SUBJECT_CASHIER][PROGRAMME_WINDOW_DAY][PROGRAMME_MEASURE_COUNT];
    static const int wheres[] = {NEAR, FAR};
    post_original(scene);
    scene->settings.has_limits = true;
    limit[PROGRAMME_FORCE_HARD] = 0;
    for (size_t row = 0; row < BASE_COUNT(wheres); row++) {
        uint32_t number = send_claim(link, row + 1, device_of(scene, wheres[row]));
        run_all(scene);
        scene_expect(link, number, VERDICT_VELOCITY_LIMIT);
    }
    assert_int_equal(scene->store.head, 0);
    limit[PROGRAMME_FORCE_HARD] = 1;
    limit[PROGRAMME_FORCE_SOFT] = 0;
    uint32_t number = send_claim(link, 3, device_of(scene, FAR));
    run_all(scene);
    assert_true(scene_expect(link, number, VERDICT_APPROVED)->answer.purchase.velocity_warning);
}

static void a_card_that_is_blocked_in_between_takes_what_was_given(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    uint32_t number = send_claim(link, 1, device_of(scene, FAR));
    scene_run(scene);
    scene_run(scene);
    scene->store.card = CARD_BLOCKED;
    scene_run(scene);
    scene_expect(link, number, VERDICT_APPROVED);
}

static void a_claim_earns_by_the_promotions_of_the_receipts_time(void **state)
{
    struct scene *scene = *state;
    const int32_t then = (int32_t)(scene->store.turn_at_us / DAY_US) - DAYS_LATE;
    const struct promotion tea_that_day = {
        .promotion = 7,
        .to_version = UINT32_MAX,
        .kind = PROMOTION_RATE,
        .stacking = PROMOTION_BEST,
        .value = 3000,
        .weekdays = PROMOTION_EVERY_DAY,
        .hours = PROMOTION_EVERY_HOUR,
        .first_day = then,
        .last_day = then,
        .category_count = 1,
        .categories = (const char *const[]){"tea"},
        .name = "Tea day",
    };
    scene_offer(scene, &tea_that_day);
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    uint32_t number = send_claim(link, 1, device_of(scene, FAR));
    run_all(scene);
    const struct wire_purchase_answer *facts =
        &scene_expect(link, number, VERDICT_APPROVED)->answer.purchase;
    assert_int_equal(facts->earned, 9000 + 7700);
    assert_int_equal(facts->rules_count, 1);
    assert_string_equal(facts->rules[0].text, "Tea day");
}

static void a_lost_database_leaves_the_claim_to_its_repeat(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post_original(scene);
    const char *device = device_of(scene, FAR);
    for (unsigned step = 0; step < 3; step++) {
        uint32_t number = send_claim(link, 1, device);
        for (unsigned done = 0; done < step; done++) {
            scene_run(scene);
        }
        fake_store_run(&scene->store, STORE_UNAVAILABLE);
        scene_expect(link, number, VERDICT_UNAVAILABLE);
    }
    uint32_t number = send_claim(link, 1, device);
    run_all(scene);
    scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(scene->store.account.balance.minor, 11000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_receipt_of_the_same_lane_is_claimed_in_one_turn),
        TEST(a_receipt_of_another_lane_is_given_there_and_taken_here),
        TEST(a_repeat_gets_the_first_answer),
        TEST(a_claim_that_was_cut_off_in_the_middle_is_healed_by_its_repeat),
        TEST(a_second_claim_is_refused),
        TEST(a_receipt_that_had_a_card_is_refused),
        TEST(a_claim_that_comes_too_late_is_refused),
        TEST(a_receipt_that_was_never_posted_is_unknown),
        TEST(nothing_is_given_to_a_card_that_cannot_take_it),
        TEST(a_claim_that_was_refused_gives_nothing_away_when_it_is_repeated),
        TEST(a_claim_is_limited_before_anything_is_given),
        TEST(a_card_that_is_blocked_in_between_takes_what_was_given),
        TEST(a_claim_earns_by_the_promotions_of_the_receipts_time),
        TEST(a_lost_database_leaves_the_claim_to_its_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
