// SPDX-License-Identifier: Apache-2.0
// From the body of a posted receipt back to its reckoning.
#include "service/original.h"

#include "base/checked.h"
#include "domain/flag.h"
#include "domain/zone.h"
#include "wire/advice.h"
#include "wire/purchase.h"
#include "wire/receipt_line.h"

// The receipt's message: the body, or what an Advice holds.
static bool original_decode(const struct posting_original *posted, struct wire_purchase *purchase)
{
    struct wire_view body = {.bytes = posted->body, .size = posted->body_size};
    struct wire_error error;
    if ((posted->flags & POSTING_FLAG_ADVICE) != 0) {
        struct wire_advice advice;
        if (wire_advice_decode(body, &advice, &error) != WIRE_OK ||
            advice.which_happened != WIRE_ADVICE_PURCHASE_TAG) {
            return false;
        }
        body = advice.happened.purchase;
    }
    return wire_purchase_decode(body, purchase, &error) == WIRE_OK;
}

static bool original_read_lines(const struct wire_purchase *purchase, struct receipt_reckon *reckon)
{
    struct wire_receipt_lines lines = wire_receipt_lines_begin(purchase->lines);
    struct wire_receipt_line line;
    struct wire_error error;
    enum wire_result result;
    receipt_reckon_begin(reckon);
    while ((result = wire_receipt_lines_next(&lines, &line, &error)) == WIRE_OK) {
        if (receipt_reckon_add(reckon, (struct money){line.amount}, line.category) != BASE_OK) {
            return false;
        }
    }
    return result == WIRE_END && reckon->count > 0;
}

static struct points original_held_points(const struct wire_purchase *purchase)
{
    __int128 held = 0;
    for (size_t index = 0; index < purchase->tenders_count; index++) {
        if (purchase->tenders[index].kind == WIRE_TENDER_KIND_HELD_POINTS) {
            held += purchase->tenders[index].amount;
        }
    }
    return (struct points){held > 0 && held <= INT64_MAX ? (int64_t)held : 0};
}

// Points that a Commit of its own paid with stand among the tenders. They come back as points, too,
// and never as money: they are spread over what neither other points nor earning money paid.
static bool original_pay_held(struct original *original, struct points held)
{
    struct receipt_reckon *reckon = original->reckon;
    __int128 unpaid = 0;
    for (uint32_t index = 0; index < reckon->count; index++) {
        const struct reckon_line *line = &reckon->lines[index];
        int64_t rest = line->amount.minor - line->redeemed.minor - line->base.minor;
        reckon->parts[index].weight = line->amount.minor > 0 && rest > 0 ? rest : 0;
        unpaid += reckon->parts[index].weight;
    }
    if (held.minor > unpaid) {
        held.minor = (int64_t)unpaid;
    }
    if (reckon_spread(reckon->parts, reckon->count, held.minor) != BASE_OK) {
        return false;
    }
    for (uint32_t index = 0; index < reckon->count; index++) {
        reckon->lines[index].redeemed.minor += reckon->parts[index].share;
    }
    original->redeemed.minor += held.minor;
    return true;
}

bool original_find_settings(const struct posting_original *posted, const struct registry *registry,
                            struct programme_settings *settings, struct lot *lot)
{
    const struct registry_scope scope = {
        .version = posted->programme_version,
        .currency = posted->currency,
        .store = posted->store,
    };
    const struct registry_store *store = registry_find_store(registry, posted->store);
    const struct programme_settings *found = registry_find_settings(registry, &scope, settings);
    if (store == NULL || found == NULL) {
        return false;
    }
    if (found != settings) {
        *settings = *found;
    }
    bool is_skewed = (posted->flags & POSTING_FLAG_CLOCK_SKEWED) != 0;
    int32_t day = zone_day(store->zone, is_skewed ? posted->posted_at_us : posted->receipt_at_us);
    struct programme_days days = programme_earned_days(settings, day);
    *lot = (struct lot){.expires_on = days.expires_on, .active_from = days.active_from};
    return true;
}

// Only what was applied to the whole counts for what is left of it.
static bool original_find_offers(struct original *original, const struct registry *registry)
{
    uint32_t rules[LIMIT_RECEIPT_RULES_MAX];
    for (uint16_t index = 0; index < original->posted->rule_count; index++) {
        rules[index] = (uint32_t)original->posted->rules[index];
    }
    return registry_recall_offers(registry, rules, original->posted->rule_count, &original->offers);
}

static bool original_read_body(struct original *original)
{
    struct wire_purchase purchase;
    if (!original_decode(original->posted, &purchase) ||
        !original_read_lines(&purchase, original->reckon)) {
        return false;
    }
    const struct receipt_payment payment = {.redeemed = original->redeemed,
                                            .earning = {original->posted->base}};
    return receipt_reckon_pay(original->reckon, &original->settings, &payment) == BASE_OK &&
           original_pay_held(original, original_held_points(&purchase));
}

static bool original_read_lump(struct original *original)
{
    const struct posting_original *posted = original->posted;
    receipt_reckon_begin(original->reckon);
    if (receipt_reckon_add(original->reckon, (struct money){posted->money}, "") != BASE_OK) {
        return false;
    }
    original->reckon->lines[0].redeemed.minor = 0;
    original->reckon->lines[0].base.minor = posted->base;
    original->has_no_lines = true;
    return true;
}

enum verdict original_read(struct original *original, const struct posting_original *posted,
                           const struct registry *registry, struct receipt_reckon *reckon)
{
    original->posted = posted;
    original->reckon = reckon;
    original->has_no_lines = false;
    original->redeemed.minor = posted->redeemed;
    bool is_read =
        original_find_settings(posted, registry, &original->settings, &original->earned) &&
        original_find_offers(original, registry);
    if (is_read) {
        is_read = posted->kind == JOURNAL_LATE_CLAIM ? original_read_lump(original)
                                                     : original_read_body(original);
    }
    return is_read ? VERDICT_APPROVED : VERDICT_NOT_REFUNDABLE;
}

static enum verdict original_award(const struct original *original, const struct reckon_left *left,
                                   struct points *earned)
{
    if (original->has_no_lines) {
        int64_t money = original->posted->money;
        bool fits = money == 0 ||
                    checked_multiply_divide(original->posted->earned, left->lines[0].left.minor,
                                            money, &earned->minor) == BASE_OK;
        return fits ? VERDICT_APPROVED : VERDICT_OUT_OF_RANGE;
    }
    const struct receipt_terms terms = {.rate_bp = (uint32_t)original->settings.rate_bp,
                                        .offers = &original->offers};
    struct receipt_award award;
    enum verdict verdict = receipt_reckon_award(original->reckon, left, &terms, &award);
    if (verdict == VERDICT_APPROVED) {
        *earned = award.outcome.earned;
    }
    return verdict;
}

enum verdict original_figures(const struct original *original, const struct reckon_left *left,
                              struct reckon_figures *figures)
{
    const struct reckon_receipt receipt = receipt_reckon_lines(original->reckon);
    *figures = reckon_sum(&receipt, left);
    if (original->posted->member == 0) {
        return VERDICT_APPROVED;
    }
    return original_award(original, left, &figures->earned);
}
