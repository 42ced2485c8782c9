// SPDX-License-Identifier: Apache-2.0
// Proves that an award is exact, and rounded down once for the receipt, and how promotions stack.
#include "domain/award.h"

#include <string.h>

#include "domain/seed.h"
#include "support/cmocka.h"

static int64_t award_of(uint32_t rate_bp, const int64_t *lines, size_t line_count)
{
    struct award award;
    award_begin(&award, rate_bp);
    for (size_t index = 0; index < line_count; index++) {
        award_add_line(&award, (struct money){lines[index]});
    }
    struct points earned = {-1};
    assert_int_equal(award_finish(&award, &earned), VERDICT_APPROVED);
    return earned.minor;
}

static void eleven_percent_of_1250_00_is_137_50(void **state)
{
    (void)state;
    const int64_t lines[] = {125000};
    assert_int_equal(award_of(1100, lines, 1), 13750);
}

// Each line alone earns floor(0.99 x 11 %) = 0.10; the receipt earns floor(2.97 x 11 %) = 0.32.
static void points_are_rounded_down_once_for_the_receipt_and_not_for_a_line(void **state)
{
    (void)state;
    const int64_t lines[] = {99, 99, 99};
    assert_int_equal(award_of(1100, lines, 3), 32);
}

static void points_are_rounded_down_never_up(void **state)
{
    (void)state;
    const int64_t nearly[] = {9}; // 0.0099
    assert_int_equal(award_of(1100, nearly, 1), 0);
    const int64_t just[] = {10}; // 0.0110
    assert_int_equal(award_of(1100, just, 1), 1);
}

// 23.00 x 0.11 x 100 is 252.99999999999997 in binary floating point, which rounds down to 2.52.
static void an_award_carries_no_float_noise(void **state)
{
    (void)state;
    const int64_t lines[] = {2300};
    assert_int_equal(award_of(1100, lines, 1), 253);
}

static void lines_that_take_back_lower_the_award(void **state)
{
    (void)state;
    const int64_t lines[] = {10000, -4000};
    assert_int_equal(award_of(1100, lines, 2), 660);
}

static void an_award_is_never_negative(void **state)
{
    (void)state;
    const int64_t lines[] = {10000, -40000};
    assert_int_equal(award_of(1100, lines, 2), 0);
    assert_int_equal(award_of(1100, lines, 0), 0);
}

static void the_largest_amounts_are_exact(void **state)
{
    (void)state;
    const int64_t lines[] = {INT64_MAX, INT64_MAX, -INT64_MAX};
    assert_true(award_of(10000, lines, 3) == INT64_MAX);
}

static void an_award_that_does_not_fit_is_out_of_range(void **state)
{
    (void)state;
    struct award award;
    award_begin(&award, 10001);
    award_add_line(&award, (struct money){INT64_MAX});
    struct points earned = {5};
    assert_int_equal(award_finish(&award, &earned), VERDICT_OUT_OF_RANGE);
    assert_int_equal(earned.minor, 5);
}

// The reference splits every line into wholes and rests of a basis point instead of summing them.
static int64_t award_by_rests(uint32_t rate_bp, const int64_t *lines, size_t line_count)
{
    int64_t wholes = 0;
    int64_t rests = 0;
    for (size_t index = 0; index < line_count; index++) {
        wholes += lines[index] / 10000 * rate_bp;
        rests += lines[index] % 10000 * rate_bp;
    }
    return wholes + rests / 10000;
}

static void how_a_receipt_is_cut_into_lines_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 20000; round++) {
        uint32_t rate_bp = (uint32_t)seed_between(&seed, 0, 10000);
        int64_t lines[32];
        size_t count = (size_t)seed_between(&seed, 1, 32);
        int64_t total = 0;
        for (size_t index = 0; index < count; index++) {
            lines[index] = seed_between(&seed, 0, 100000000);
            total += lines[index];
        }
        int64_t earned = award_of(rate_bp, lines, count);
        assert_int_equal(earned, award_of(rate_bp, &total, 1));
        assert_int_equal(earned, award_by_rests(rate_bp, lines, count));
        assert_in_range(earned, 0, total);
    }
}

// A receipt of one or two categories under promotions, base rate 11 %.

struct article {
    int64_t minor;
    const char *category;
};

static const char *const toys[] = {"toys"};
static const char *const books[] = {"books"};

static struct promotion promotion_make(uint32_t number, enum promotion_kind kind,
                                       enum promotion_stacking stacking, int64_t value)
{
    return (struct promotion){
        .promotion = number, .kind = kind, .stacking = stacking, .value = value};
}

static struct promotion promotion_of(const char *const *category, struct promotion promotion)
{
    promotion.categories = category;
    promotion.category_count = 1;
    return promotion;
}

static struct promotion_offers offers_of(const struct promotion *promotions, uint32_t count)
{
    struct promotion_offers offers = {.count = count};
    for (uint32_t index = 0; index < count; index++) {
        offers.offers[index] = &promotions[index];
    }
    return offers;
}

static struct award award_articles(const struct promotion_offers *offers,
                                   const struct article *articles, size_t count,
                                   struct award_outcome *outcome)
{
    struct award award;
    int64_t total = 0;
    for (size_t index = 0; index < count; index++) {
        total += articles[index].minor;
    }
    award_begin_offers(&award, 1100, offers, (struct money){total});
    for (size_t index = 0; index < count; index++) {
        award_add_article(&award, (struct money){articles[index].minor}, articles[index].category);
    }
    assert_int_equal(award_decide(&award, outcome), VERDICT_APPROVED);
    return award;
}

// 100.00 of toys and 50.00 of books.
static const struct article basket[] = {{10000, "toys"}, {5000, "books"}};

static void assert_award(const struct promotion *promotions, uint32_t count, int64_t earned,
                         const char *rules)
{
    struct promotion_offers offers = offers_of(promotions, count);
    struct award_outcome outcome;
    award_articles(&offers, basket, BASE_COUNT(basket), &outcome);
    assert_int_equal(outcome.earned.minor, earned);
    char applied[64] = "";
    for (uint32_t index = 0; index < outcome.rule_count; index++) {
        size_t used = strlen(applied);
        snprintf(applied + used, sizeof(applied) - used, "%s%u", index == 0 ? "" : " ",
                 outcome.rules[index].promotion->promotion);
    }
    assert_string_equal(applied, rules);
}

static void without_promotions_the_base_rate_stands(void **state)
{
    (void)state;
    assert_award(NULL, 0, 1650, "");
}

static void of_the_best_the_receipt_takes_one(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_make(1, PROMOTION_RATE, PROMOTION_BEST, 3000),
        promotion_make(2, PROMOTION_RATE, PROMOTION_BEST, 6000),
        promotion_make(3, PROMOTION_MULTIPLIER, PROMOTION_BEST, 20000),
    };
    assert_award(promotions, 3, 9000, "2");
    assert_award(promotions, 1, 4500, "1");
    assert_award(&promotions[2], 1, 3300, "3");
}

static void the_best_is_reckoned_on_the_whole_receipt(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_of(books, promotion_make(1, PROMOTION_RATE, PROMOTION_BEST, 6000)),
        promotion_of(toys, promotion_make(2, PROMOTION_RATE, PROMOTION_BEST, 4000)),
    };
    assert_award(promotions, 2, 4000 + 550, "2"); // and not 1100 + 3000
}

static void the_base_rate_is_among_the_best(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_make(1, PROMOTION_RATE, PROMOTION_BEST, 500),
        promotion_make(2, PROMOTION_RATE, PROMOTION_BEST, 1100),
    };
    assert_award(promotions, 2, 1650, "");
}

static void of_equals_the_first_is_best(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_make(4, PROMOTION_RATE, PROMOTION_BEST, 3000),
        promotion_make(7, PROMOTION_RATE, PROMOTION_BEST, 3000),
    };
    assert_award(promotions, 2, 4500, "4");
}

static void what_is_added_comes_on_top(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_make(1, PROMOTION_RATE, PROMOTION_BEST, 3000),
        promotion_of(toys, promotion_make(2, PROMOTION_RATE, PROMOTION_ADD, 500)),
        promotion_make(3, PROMOTION_MULTIPLIER, PROMOTION_ADD, 20000),
    };
    assert_award(promotions, 2, 4500 + 500, "1 2");
    assert_award(&promotions[1], 2, 1650 + 500 + 1650, "2 3");
}

static void what_replaces_stands_alone_on_its_lines(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_make(1, PROMOTION_RATE, PROMOTION_BEST, 3000),
        promotion_make(2, PROMOTION_RATE, PROMOTION_ADD, 1000),
        promotion_of(toys, promotion_make(3, PROMOTION_RATE, PROMOTION_REPLACE, 200)),
    };
    assert_award(promotions, 3, 200 + 2000, "1 2 3");
}

static void the_last_to_replace_wins(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_make(1, PROMOTION_RATE, PROMOTION_REPLACE, 6000),
        promotion_of(books, promotion_make(2, PROMOTION_RATE, PROMOTION_REPLACE, 0)),
    };
    assert_award(promotions, 2, 6000, "1 2");
}

static void points_are_given_once_beside_the_rate(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_make(1, PROMOTION_POINTS, PROMOTION_ADD, 500),
        promotion_of(books, promotion_make(2, PROMOTION_POINTS, PROMOTION_ADD, 70)),
        promotion_of(toys, promotion_make(3, PROMOTION_POINTS, PROMOTION_REPLACE, 9)),
    };
    assert_award(promotions, 2, 1650 + 500 + 70, "1 2");
    assert_award(promotions, 3, 550 + 500 + 70 + 9, "1 2 3");
}

static void points_compete_with_rates_for_the_best(void **state)
{
    (void)state;
    struct promotion promotions[] = {
        promotion_make(1, PROMOTION_RATE, PROMOTION_BEST, 3000),
        promotion_make(2, PROMOTION_POINTS, PROMOTION_BEST, 2850),
    };
    assert_award(promotions, 2, 4500, "1");
    promotions[1].value++;
    assert_award(promotions, 2, 1650 + 2851, "2");
}

static void below_its_minimum_a_promotion_is_not_applied(void **state)
{
    (void)state;
    struct promotion promotion = promotion_make(1, PROMOTION_RATE, PROMOTION_BEST, 3000);
    promotion.minimum = (struct money){15000};
    assert_award(&promotion, 1, 4500, "1");
    promotion.minimum = (struct money){15001};
    assert_award(&promotion, 1, 1650, "");
}

static void a_category_that_was_not_bought_gives_nothing(void **state)
{
    (void)state;
    static const char *const food[] = {"food"};
    const struct promotion promotions[] = {
        promotion_of(food, promotion_make(1, PROMOTION_POINTS, PROMOTION_ADD, 500)),
        promotion_of(food, promotion_make(2, PROMOTION_RATE, PROMOTION_REPLACE, 9000)),
        promotion_of(food, promotion_make(3, PROMOTION_RATE, PROMOTION_BEST, 9000)),
    };
    assert_award(promotions, 3, 1650, "");
}

static void points_go_when_everything_is_taken_back(void **state)
{
    (void)state;
    const struct promotion promotion = promotion_make(1, PROMOTION_POINTS, PROMOTION_ADD, 500);
    struct promotion_offers offers = offers_of(&promotion, 1);
    struct award_outcome outcome;
    const struct article nothing[] = {{0, "toys"}};
    award_articles(&offers, nothing, 1, &outcome);
    assert_int_equal(outcome.earned.minor, 0);
    const struct article returned[] = {{100, "toys"}, {-200, "toys"}};
    award_articles(&offers, returned, 2, &outcome);
    assert_int_equal(outcome.earned.minor, 0);
}

static void a_multiplied_rate_is_rounded_down_to_a_basis_point(void **state)
{
    (void)state;
    const struct promotion promotion =
        promotion_make(1, PROMOTION_MULTIPLIER, PROMOTION_BEST, 15001); // 1650.11 bp
    assert_award(&promotion, 1, 2475, "1");
}

static void a_rule_says_what_it_gave(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_make(1, PROMOTION_RATE, PROMOTION_ADD, 500),
        promotion_make(2, PROMOTION_POINTS, PROMOTION_ADD, 77),
    };
    struct promotion_offers offers = offers_of(promotions, 2);
    struct award_outcome outcome;
    award_articles(&offers, basket, BASE_COUNT(basket), &outcome);
    assert_int_equal(outcome.rules[0].rate_bp, 500);
    assert_int_equal(outcome.rules[0].points.minor, 0);
    assert_int_equal(outcome.rules[1].rate_bp, 0);
    assert_int_equal(outcome.rules[1].points.minor, 77);
    assert_int_equal(outcome.extra.minor, 77);
}

static void points_that_do_not_fit_are_out_of_range(void **state)
{
    (void)state;
    const struct promotion promotions[] = {
        promotion_make(1, PROMOTION_POINTS, PROMOTION_ADD, INT64_MAX),
        promotion_make(2, PROMOTION_POINTS, PROMOTION_ADD, INT64_MAX),
    };
    struct promotion_offers offers = offers_of(promotions, 2);
    struct award award;
    struct award_outcome outcome = {.rule_count = 9};
    award_begin_offers(&award, 1100, &offers, (struct money){100});
    award_add_line(&award, (struct money){100});
    assert_int_equal(award_decide(&award, &outcome), VERDICT_OUT_OF_RANGE);
    assert_int_equal(outcome.rule_count, 9);
}

// Random promotions over three categories, against rules written down another way.

static const char *const all_categories[] = {"toys", "books", "food"};

static struct promotion random_promotion(uint64_t *seed, uint32_t number)
{
    enum promotion_kind kind = (enum promotion_kind)seed_between(seed, 1, 3);
    enum promotion_stacking stacking = (enum promotion_stacking)seed_between(seed, 1, 3);
    int64_t value = kind == PROMOTION_MULTIPLIER ? seed_between(seed, 10000, 40000)
                                                 : seed_between(seed, 0, 6000);
    struct promotion promotion = promotion_make(number, kind, stacking, value);
    if (stacking != PROMOTION_REPLACE && seed_between(seed, 0, 1) == 1) {
        promotion.minimum = (struct money){seed_between(seed, 0, 30000)};
    }
    if (seed_between(seed, 0, 1) == 1) {
        promotion = promotion_of(&all_categories[seed_between(seed, 0, 2)], promotion);
    }
    return promotion;
}

static int64_t model_rate(const struct promotion *promotion)
{
    switch (promotion->kind) {
    case PROMOTION_RATE:
        return promotion->value;
    case PROMOTION_MULTIPLIER:
        return 1100 * promotion->value / 10000 - (promotion->stacking == PROMOTION_ADD ? 1100 : 0);
    case PROMOTION_POINTS:
        break;
    }
    return promotion->stacking == PROMOTION_BEST ? 1100 : 0;
}

// Points of the receipt if `best` (NULL: the base rate) is the best.
static int64_t model_award(const struct promotion_offers *offers, const struct article *articles,
                           size_t count, int64_t total, const struct promotion *best)
{
    int64_t sum = 0;
    int64_t of_promotion[PROMOTION_OFFERS_MAX] = {0};
    for (size_t line = 0; line < count; line++) {
        int64_t rate = best == NULL ? 1100 : -1;
        int64_t added = 0;
        int64_t alone = -1;
        uint32_t who_alone = 0;
        for (uint32_t index = 0; index < offers->count; index++) {
            const struct promotion *promotion = offers->offers[index];
            bool holds = promotion->minimum.minor <= total &&
                         promotion_has_category(promotion, articles[line].category);
            if (promotion == best) {
                rate = holds ? model_rate(promotion) : 1100;
            } else if (holds && promotion->stacking == PROMOTION_ADD) {
                added += model_rate(promotion);
            } else if (holds && promotion->stacking == PROMOTION_REPLACE) {
                alone = model_rate(promotion);
                who_alone = index;
            }
        }
        for (uint32_t index = 0; index < offers->count; index++) {
            bool holds = offers->offers[index]->minimum.minor <= total &&
                         promotion_has_category(offers->offers[index], articles[line].category);
            of_promotion[index] +=
                holds && (alone < 0 || index == who_alone) ? articles[line].minor : 0;
        }
        sum += articles[line].minor * (alone >= 0 ? alone : rate + added);
    }
    int64_t points = sum > 0 ? sum / 10000 : 0;
    for (uint32_t index = 0; index < offers->count; index++) {
        const struct promotion *promotion = offers->offers[index];
        bool taken = promotion->stacking != PROMOTION_BEST || promotion == best;
        if (taken && promotion->kind == PROMOTION_POINTS && of_promotion[index] > 0) {
            points += promotion->value;
        }
    }
    return points;
}

// The sum of lines at the rates that are told for them.
static int64_t earned_by_lines(const struct award *award, const struct award_outcome *outcome,
                               const struct article *articles, size_t count)
{
    int64_t sum = 0;
    for (size_t index = 0; index < count; index++) {
        sum += articles[index].minor * award_line_rate(award, outcome, articles[index].category);
    }
    return sum / 10000 + outcome->extra.minor;
}

static void promotions_give_what_the_rules_say(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 20000; round++) {
        struct promotion promotions[PROMOTION_OFFERS_MAX];
        uint32_t promotion_count = (uint32_t)seed_between(&seed, 0, PROMOTION_OFFERS_MAX);
        for (uint32_t index = 0; index < promotion_count; index++) {
            promotions[index] = random_promotion(&seed, index + 1);
        }
        struct promotion_offers offers = offers_of(promotions, promotion_count);
        struct article articles[6];
        size_t count = (size_t)seed_between(&seed, 1, BASE_COUNT(articles));
        int64_t total = 0;
        for (size_t index = 0; index < count; index++) {
            articles[index] = (struct article){seed_between(&seed, 0, 10000),
                                               all_categories[seed_between(&seed, 0, 2)]};
            total += articles[index].minor;
        }
        struct award_outcome outcome;
        struct award award = award_articles(&offers, articles, count, &outcome);
        int64_t wanted = model_award(&offers, articles, count, total, NULL);
        for (uint32_t index = 0; index < promotion_count; index++) {
            if (promotions[index].stacking == PROMOTION_BEST &&
                promotions[index].minimum.minor <= total) {
                int64_t other = model_award(&offers, articles, count, total, &promotions[index]);
                wanted = other > wanted ? other : wanted;
            }
        }
        assert_int_equal(outcome.earned.minor, wanted);
        assert_int_equal(earned_by_lines(&award, &outcome, articles, count), wanted);

        // What was applied alone gives the same again: a refund needs nothing else.
        struct promotion_offers applied = {.count = outcome.rule_count};
        for (uint32_t index = 0; index < outcome.rule_count; index++) {
            applied.offers[index] = outcome.rules[index].promotion;
        }
        struct award_outcome again;
        award_articles(&applied, articles, count, &again);
        assert_int_equal(again.earned.minor, wanted);
        assert_int_equal(again.rule_count, outcome.rule_count);
    }
}

static void less_is_never_worth_more(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 20000; round++) {
        struct promotion promotions[PROMOTION_OFFERS_MAX];
        uint32_t promotion_count = (uint32_t)seed_between(&seed, 0, PROMOTION_OFFERS_MAX);
        for (uint32_t index = 0; index < promotion_count; index++) {
            promotions[index] = random_promotion(&seed, index + 1);
        }
        struct promotion_offers offers = offers_of(promotions, promotion_count);
        struct article articles[4];
        for (size_t index = 0; index < BASE_COUNT(articles); index++) {
            articles[index] = (struct article){seed_between(&seed, 0, 10000),
                                               all_categories[seed_between(&seed, 0, 2)]};
        }
        struct award_outcome before, after;
        award_articles(&offers, articles, BASE_COUNT(articles), &before);
        for (int slice = 0; slice < 5; slice++) {
            struct article *taken = &articles[seed_between(&seed, 0, 3)];
            taken->minor -= seed_between(&seed, 0, taken->minor);
            award_articles(&offers, articles, BASE_COUNT(articles), &after);
            assert_true(after.earned.minor <= before.earned.minor);
            before = after;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eleven_percent_of_1250_00_is_137_50),
        cmocka_unit_test(points_are_rounded_down_once_for_the_receipt_and_not_for_a_line),
        cmocka_unit_test(points_are_rounded_down_never_up),
        cmocka_unit_test(an_award_carries_no_float_noise),
        cmocka_unit_test(lines_that_take_back_lower_the_award),
        cmocka_unit_test(an_award_is_never_negative),
        cmocka_unit_test(the_largest_amounts_are_exact),
        cmocka_unit_test(an_award_that_does_not_fit_is_out_of_range),
        cmocka_unit_test(how_a_receipt_is_cut_into_lines_changes_nothing),
        cmocka_unit_test(without_promotions_the_base_rate_stands),
        cmocka_unit_test(of_the_best_the_receipt_takes_one),
        cmocka_unit_test(the_best_is_reckoned_on_the_whole_receipt),
        cmocka_unit_test(the_base_rate_is_among_the_best),
        cmocka_unit_test(of_equals_the_first_is_best),
        cmocka_unit_test(what_is_added_comes_on_top),
        cmocka_unit_test(what_replaces_stands_alone_on_its_lines),
        cmocka_unit_test(the_last_to_replace_wins),
        cmocka_unit_test(points_are_given_once_beside_the_rate),
        cmocka_unit_test(points_compete_with_rates_for_the_best),
        cmocka_unit_test(below_its_minimum_a_promotion_is_not_applied),
        cmocka_unit_test(a_category_that_was_not_bought_gives_nothing),
        cmocka_unit_test(points_go_when_everything_is_taken_back),
        cmocka_unit_test(a_multiplied_rate_is_rounded_down_to_a_basis_point),
        cmocka_unit_test(a_rule_says_what_it_gave),
        cmocka_unit_test(points_that_do_not_fit_are_out_of_range),
        cmocka_unit_test(promotions_give_what_the_rules_say),
        cmocka_unit_test(less_is_never_worth_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
