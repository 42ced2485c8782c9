// SPDX-License-Identifier: Apache-2.0
// The award of a receipt: exact sums, side by side for each promotion that may turn out the best,
// and one division at the end. One pass over the lines.
#include "domain/award.h"

#include <stddef.h>

enum { AWARD_BASIS = 10000 }; // basis points in the whole

void award_begin(struct award *award, uint32_t rate_bp)
{
    award->rate_bp = rate_bp;
    award->minor_bp = 0;
    award->offer_minor_bp = 0;
    award->offer_count = 0;
}

// What a promotion makes of the base rate on its lines.
static int64_t award_offer_rate(const struct promotion *promotion, int64_t base_bp)
{
    int64_t rate_bp = 0;
    switch (promotion->kind) {
    case PROMOTION_RATE:
        return promotion->value;
    case PROMOTION_MULTIPLIER:
        rate_bp = base_bp * promotion->value / PROMOTION_MULTIPLIER_ONE;
        return promotion->stacking == PROMOTION_ADD ? rate_bp - base_bp : rate_bp;
    case PROMOTION_POINTS:
        return promotion->stacking == PROMOTION_BEST ? base_bp : 0;
    }
    CHECK(false);
    return 0;
}

void award_begin_offers(struct award *award, uint32_t rate_bp,
                        const struct promotion_offers *offers, struct money total)
{
    award_begin(award, rate_bp);
    CHECK(offers->count <= PROMOTION_OFFERS_MAX);
    for (uint32_t index = 0; index < offers->count; index++) {
        const struct promotion *promotion = offers->offers[index];
        if (promotion->minimum.minor <= total.minor) {
            award->offers[award->offer_count++] = (struct award_offer){
                .promotion = promotion,
                .rate_bp = award_offer_rate(promotion, award->rate_bp),
            };
        }
    }
}

void award_add_line(struct award *award, struct money amount)
{
    award_add_article(award, amount, "");
}

// The promotion that stands alone on lines of this category, or NULL.
static const struct award_offer *award_find_replace(const struct award *award, const char *category)
{
    for (uint32_t index = award->offer_count; index > 0; index--) {
        const struct award_offer *offer = &award->offers[index - 1];
        if (offer->promotion->stacking == PROMOTION_REPLACE &&
            promotion_has_category(offer->promotion, category)) {
            return offer;
        }
    }
    return NULL;
}

static void award_offer_take(struct award_offer *offer, int64_t minor)
{
    offer->minor += minor;
    offer->has_lines = offer->has_lines || minor != 0;
}

static void award_add_to_offers(struct award *award, int64_t minor, const char *category)
{
    for (uint32_t index = 0; index < award->offer_count; index++) {
        struct award_offer *offer = &award->offers[index];
        bool is_best = offer->promotion->stacking == PROMOTION_BEST;
        bool has_category = offer->promotion->stacking != PROMOTION_REPLACE &&
                            promotion_has_category(offer->promotion, category);
        if (is_best) {
            offer->minor_bp += (__int128)minor * (has_category ? offer->rate_bp : award->rate_bp);
        } else if (has_category) {
            award->offer_minor_bp += (__int128)minor * offer->rate_bp;
        }
        if (has_category) {
            award_offer_take(offer, minor);
        }
    }
}

void award_add_article(struct award *award, struct money amount, const char *category)
{
    const struct award_offer *replace = award_find_replace(award, category);
    if (replace != NULL) {
        award->offer_minor_bp += (__int128)amount.minor * replace->rate_bp;
        award_offer_take(&award->offers[replace - award->offers], amount.minor);
        return;
    }
    award->minor_bp += (__int128)amount.minor * award->rate_bp;
    award_add_to_offers(award, amount.minor, category);
}

// Points that a promotion gives beside any rate.
static int64_t award_offer_points(const struct award_offer *offer)
{
    bool gives = offer->promotion->kind == PROMOTION_POINTS && offer->minor > 0;
    return gives ? offer->promotion->value : 0;
}

// The `best` promotion that gives the receipt more than the base rate and than all others; NULL if
// none does.
static const struct award_offer *award_find_best(const struct award *award)
{
    const struct award_offer *best = NULL;
    __int128 most = award->minor_bp;
    for (uint32_t index = 0; index < award->offer_count; index++) {
        const struct award_offer *offer = &award->offers[index];
        __int128 gives = offer->minor_bp + (__int128)award_offer_points(offer) * AWARD_BASIS;
        if (offer->promotion->stacking == PROMOTION_BEST && gives > most) {
            best = offer;
            most = gives;
        }
    }
    return best;
}

struct award_rule award_rule_of(const struct promotion *promotion, int64_t base_bp)
{
    bool gives_points = promotion->kind == PROMOTION_POINTS;
    return (struct award_rule){
        .promotion = promotion,
        .rate_bp = gives_points ? 0 : award_offer_rate(promotion, base_bp),
        .points = {gives_points ? promotion->value : 0},
    };
}

static bool award_is_applied(const struct award_offer *offer, const struct award_offer *best)
{
    return offer->promotion->stacking == PROMOTION_BEST ? offer == best : offer->has_lines;
}

// All points with `best` as the best, and those of them that are given beside any rate.
static enum verdict award_sum(const struct award *award, const struct award_offer *best,
                              struct points *earned, struct points *extra)
{
    __int128 minor_bp = award->offer_minor_bp + (best != NULL ? best->minor_bp : award->minor_bp);
    __int128 beside = 0;
    for (uint32_t index = 0; index < award->offer_count; index++) {
        if (award_is_applied(&award->offers[index], best)) {
            beside += award_offer_points(&award->offers[index]);
        }
    }
    __int128 all = beside + (minor_bp > 0 ? minor_bp / AWARD_BASIS : 0);
    if (all > INT64_MAX) {
        return VERDICT_OUT_OF_RANGE;
    }
    *earned = (struct points){(int64_t)all};
    *extra = (struct points){(int64_t)beside};
    return VERDICT_APPROVED;
}

enum verdict award_decide(const struct award *award, struct award_outcome *outcome)
{
    const struct award_offer *best = award_find_best(award);
    enum verdict verdict = award_sum(award, best, &outcome->earned, &outcome->extra);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    outcome->rule_count = 0;
    for (uint32_t index = 0; index < award->offer_count; index++) {
        const struct award_offer *offer = &award->offers[index];
        if (award_is_applied(offer, best)) {
            outcome->rules[outcome->rule_count++] = (struct award_rule){
                .promotion = offer->promotion,
                .rate_bp = offer->promotion->kind == PROMOTION_POINTS ? 0 : offer->rate_bp,
                .points = {award_offer_points(offer)},
            };
        }
    }
    return VERDICT_APPROVED;
}

enum verdict award_finish(const struct award *award, struct points *earned)
{
    struct points extra;
    return award_sum(award, award_find_best(award), earned, &extra);
}

int64_t award_line_rate(const struct award *award, const struct award_outcome *outcome,
                        const char *category)
{
    const struct award_offer *replace = award_find_replace(award, category);
    if (replace != NULL) {
        return replace->rate_bp;
    }
    int64_t rate_bp = award->rate_bp;
    int64_t added_bp = 0;
    for (uint32_t index = 0; index < outcome->rule_count; index++) {
        const struct award_rule *rule = &outcome->rules[index];
        if (rule->promotion->stacking != PROMOTION_REPLACE &&
            rule->promotion->kind != PROMOTION_POINTS &&
            promotion_has_category(rule->promotion, category)) {
            if (rule->promotion->stacking == PROMOTION_ADD) {
                added_bp += rule->rate_bp;
            } else {
                rate_bp = rule->rate_bp;
            }
        }
    }
    return rate_bp + added_bp;
}
