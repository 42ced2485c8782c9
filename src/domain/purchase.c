// SPDX-License-Identifier: Apache-2.0
// The refusals of a receipt, as a table in the order they are asked, and its effect.
#include "domain/purchase.h"

#include <stddef.h>

#include "domain/clock.h"
#include "domain/flag.h"

enum { PURCHASE_BASIS = 10000 }; // basis points in the whole

// The refusals that need no reckoning, each true of a receipt it applies to.

static bool purchase_is_of_other_store(const struct purchase *purchase,
                                       const struct purchase_facts *facts)
{
    return purchase->receipt.store != facts->terminal_store;
}

static bool purchase_is_in_other_currency(const struct purchase *purchase,
                                          const struct purchase_facts *facts)
{
    return purchase->currency != facts->terminal_currency || facts->terms == NULL ||
           facts->terms->settings == NULL;
}

static bool purchase_is_posted(const struct purchase *purchase, const struct purchase_facts *facts)
{
    (void)purchase;
    return facts->receipt_posted;
}

static bool purchase_card_is_absent(const struct purchase *purchase,
                                    const struct purchase_facts *facts)
{
    return purchase_has_card(purchase) && facts->card == CARD_ABSENT;
}

static bool purchase_card_is_in_stock(const struct purchase *purchase,
                                      const struct purchase_facts *facts)
{
    return purchase_has_card(purchase) && facts->card == CARD_STOCK;
}

static bool purchase_card_is_blocked(const struct purchase *purchase,
                                     const struct purchase_facts *facts)
{
    return purchase_has_card(purchase) && facts->card == CARD_BLOCKED;
}

static const struct purchase_refusal {
    bool (*applies)(const struct purchase *purchase, const struct purchase_facts *facts);
    enum verdict verdict;
} purchase_refusals[] = {
    {purchase_is_of_other_store, VERDICT_WRONG_STORE},
    {purchase_is_in_other_currency, VERDICT_WRONG_CURRENCY},
    {purchase_is_posted, VERDICT_ALREADY_POSTED},
    {purchase_card_is_absent, VERDICT_CARD_UNKNOWN},
    {purchase_card_is_in_stock, VERDICT_CARD_NOT_ACTIVE},
    {purchase_card_is_blocked, VERDICT_CARD_BLOCKED},
};

static enum verdict purchase_refuse(const struct purchase *purchase,
                                    const struct purchase_facts *facts)
{
    for (size_t index = 0; index < BASE_COUNT(purchase_refusals); index++) {
        if (purchase_refusals[index].applies(purchase, facts)) {
            return purchase_refusals[index].verdict;
        }
    }
    return VERDICT_APPROVED;
}

// A receipt on its way to its effect.
struct purchase_case {
    const struct purchase *purchase;
    const struct purchase_facts *facts;
    const struct programme_settings *settings;
    struct clock_verdict clock;
    struct account_moment at;
    struct promotion_offers offers;
    bool has_lines; // facts->reckon holds them
};

static void purchase_case_open(struct purchase_case *opened, const struct purchase *purchase,
                               const struct purchase_facts *facts)
{
    const struct programme_settings *settings = facts->terms->settings;
    const struct clock_times times = {
        .receipt_at_us = purchase->receipt_at_us,
        .sent_at_us = facts->sent_at_us,
        .arrived_at_us = facts->arrived_at_us,
        .turn_at_us = facts->turn_at_us,
        .tolerance_s = settings->skew_tolerance_s,
    };
    opened->purchase = purchase;
    opened->facts = facts;
    opened->settings = settings;
    opened->clock = clock_judge(&times);
    opened->at.now_us = facts->turn_at_us;
    opened->at.today = zone_day(facts->zone, facts->turn_at_us);
    opened->offers.count = 0;
    opened->has_lines = false;
}

static void purchase_select_offers(struct purchase_case *opened)
{
    const struct programme_terms *terms = opened->facts->terms;
    const struct promotion_receipt receipt = {
        .judged_at_us = opened->clock.judged_at_us,
        .zone = opened->facts->zone,
        .currency = opened->purchase->currency,
        .store = opened->purchase->receipt.store,
        .brand = opened->facts->brand,
    };
    promotion_select(terms->promotions, terms->promotion_count, &receipt, &opened->offers);
}

// Most receipts are reckoned by their sum alone: their lines are read only for those that are not.
static struct receipt_reckon *purchase_read(struct purchase_case *opened)
{
    struct receipt_reckon *reckon = opened->facts->reckon;
    if (!opened->has_lines) {
        receipt_reckon_begin(reckon);
        opened->purchase->read_lines(opened->purchase, reckon);
        opened->has_lines = true;
    }
    return reckon;
}

// What points may pay at most, whoever pays.
static struct points purchase_payable(struct purchase_case *opened)
{
    const struct programme_settings *settings = opened->settings;
    if (settings->redeem_max_share_bp < PURCHASE_BASIS || settings->share_count > 0) {
        return receipt_reckon_payable(purchase_read(opened), settings);
    }
    const struct redemption_line whole = {opened->purchase->total, PURCHASE_BASIS};
    return redemption_payable(&whole, 1, (struct money){settings->redeem_min_money});
}

struct money purchase_earning(const struct purchase *purchase,
                              const struct programme_settings *settings, struct points redeemed)
{
    int64_t rest = purchase->total.minor - redeemed.minor;
    if (purchase->tenders.count == 0) {
        return (struct money){rest};
    }
    __int128 earning = 0;
    for (uint32_t kind = 0; kind < PURCHASE_TENDER_KINDS; kind++) {
        if (programme_tender_earns(settings, kind)) {
            earning += purchase->tenders_of_kind[kind].minor;
        }
    }
    // Change is a tender less than 0, perhaps of another kind.
    if (earning > rest) {
        earning = rest;
    }
    return (struct money){earning < 0 ? 0 : (int64_t)earning};
}

// What the receipt earns if points pay so much of it.
static enum verdict purchase_award(struct purchase_case *opened, struct points redeemed,
                                   struct receipt_award *award)
{
    const struct programme_settings *settings = opened->settings;
    uint32_t rate_bp = (uint32_t)settings->rate_bp;
    struct money earning = purchase_earning(opened->purchase, settings, redeemed);
    if (opened->offers.count == 0) {
        struct award sum;
        award_begin(&sum, rate_bp);
        award_add_line(&sum, earning);
        award->rate_bp = rate_bp;
        award->outcome.rule_count = 0;
        return award_finish(&sum, &award->outcome.earned);
    }
    struct receipt_reckon *reckon = purchase_read(opened);
    const struct receipt_payment payment = {.redeemed = redeemed, .earning = earning};
    if (receipt_reckon_pay(reckon, settings, &payment) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    const struct receipt_terms terms = {.rate_bp = rate_bp, .offers = &opened->offers};
    return receipt_reckon_award(reckon, NULL, &terms, award);
}

// What it earns cannot be told of a receipt that points may not pay so; that is refused later.
static enum verdict purchase_judge_velocity(struct purchase_case *opened, uint32_t *flags)
{
    const struct purchase *purchase = opened->purchase;
    struct receipt_award award;
    struct velocity_measures posting = {.of = {[PROGRAMME_MEASURE_COUNT] = 1,
                                               [PROGRAMME_MEASURE_POINTS] = purchase->redeem.minor,
                                               [PROGRAMME_MEASURE_MONEY] = purchase->total.minor}};
    if (opened->facts->velocity == NULL) {
        return VERDICT_APPROVED;
    }
    if (purchase_award(opened, purchase->redeem, &award) == VERDICT_APPROVED) {
        const struct velocity_measures earned = {
            .of = {[PROGRAMME_MEASURE_POINTS] = award.outcome.earned.minor}};
        velocity_add(&posting, &earned);
    }
    return velocity_judge(opened->settings, opened->facts->velocity, &posting, flags);
}

static void purchase_find_account(const struct purchase_facts *facts, struct account *account)
{
    if (facts->account != NULL) {
        *account = *facts->account;
    } else {
        *account = (struct account){0};
    }
}

// What was earned comes to the account, in a lot of its own days.
static enum base_result purchase_credit(const struct purchase_case *opened, struct points earned,
                                        const struct purchase_effect *effect)
{
    struct lot lot = {.expires_on = LOT_NEVER, .points = earned};
    if (opened->settings->expiry_months != 0 || opened->settings->activation_delay_days != 0) {
        int32_t day = zone_day(opened->facts->zone, opened->clock.judged_at_us);
        struct programme_days days = programme_earned_days(opened->settings, day);
        lot.active_from = days.active_from > opened->at.today ? days.active_from : 0;
        lot.expires_on = days.expires_on;
    }
    return account_credit(effect->account, lot, opened->at.today, effect->moves);
}

// What is redeemed leaves the account, if it is there.
static enum verdict purchase_redeem(const struct purchase_case *opened, struct points payable,
                                    const struct purchase_effect *effect)
{
    struct points redeem = opened->purchase->redeem;
    if (redeem.minor == 0) {
        return VERDICT_APPROVED;
    }
    struct account_parts parts = account_divide(effect->account, opened->at);
    enum verdict verdict = redemption_check(redeem, payable, &parts);
    if (verdict == VERDICT_APPROVED) {
        account_debit(effect->account, redeem, opened->at.today, effect->moves);
    }
    return verdict;
}

// Points leave the account before those that are earned come, unless these may pay, too.
static enum verdict purchase_move_points(struct purchase_case *opened, struct receipt_award *award,
                                         const struct purchase_effect *effect)
{
    struct points redeem = opened->purchase->redeem;
    struct points payable = {0};
    bool earned_pays = opened->settings->earned_pays_same_receipt != 0;
    enum verdict verdict = VERDICT_APPROVED;
    if (redeem.minor != 0) {
        payable = purchase_payable(opened);
        if (redeem.minor > payable.minor) {
            return VERDICT_REDEEM_LIMIT;
        }
    }
    if (!earned_pays) {
        verdict = purchase_redeem(opened, payable, effect);
    }
    if (verdict == VERDICT_APPROVED) {
        verdict = purchase_award(opened, redeem, award);
    }
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    if (purchase_credit(opened, award->outcome.earned, effect) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    return earned_pays ? purchase_redeem(opened, payable, effect) : VERDICT_APPROVED;
}

static enum verdict purchase_account(struct purchase_case *opened, struct receipt_award *award,
                                     struct purchase_effect *effect)
{
    struct account *account = effect->account;
    purchase_find_account(opened->facts, account);
    effect->moves->count = 0;
    if (account_advance(account, opened->at, effect->moves) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    purchase_select_offers(opened);
    enum verdict verdict = purchase_judge_velocity(opened, &effect->flags);
    if (verdict == VERDICT_APPROVED) {
        verdict = purchase_move_points(opened, award, effect);
    }
    if (verdict == VERDICT_APPROVED &&
        money_add(account->lifetime, opened->purchase->total, &account->lifetime) != BASE_OK) {
        verdict = VERDICT_OUT_OF_RANGE;
    }
    return verdict;
}

static void purchase_set_award(const struct purchase_case *opened,
                               const struct receipt_award *award, struct purchase_effect *effect)
{
    const struct purchase *purchase = opened->purchase;
    effect->base = purchase_earning(purchase, opened->settings, purchase->redeem);
    effect->rate_bp = award->rate_bp;
    effect->earned = award->outcome.earned;
    effect->redeemed = purchase->redeem;
    effect->rule_count = award->outcome.rule_count;
    for (uint32_t index = 0; index < award->outcome.rule_count; index++) {
        effect->rules[index] = award->outcome.rules[index];
    }
    effect->after = account_view(effect->account, opened->at);
}

static void purchase_set_nothing(struct purchase_effect *effect)
{
    effect->base.minor = 0;
    effect->rate_bp = 0;
    effect->earned.minor = 0;
    effect->redeemed.minor = 0;
    effect->rule_count = 0;
    effect->after = (struct account_view){.expires_on = 0};
}

enum verdict purchase_decide(const struct purchase *purchase, const struct purchase_facts *facts,
                             struct purchase_effect *effect)
{
    enum verdict verdict = purchase_refuse(purchase, facts);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    struct purchase_case opened;
    purchase_case_open(&opened, purchase, facts);
    effect->flags = opened.clock.is_skewed ? POSTING_FLAG_CLOCK_SKEWED : 0;
    if (purchase_has_card(purchase)) {
        struct receipt_award award;
        verdict = purchase_account(&opened, &award, effect);
        if (verdict != VERDICT_APPROVED) {
            return verdict;
        }
        purchase_set_award(&opened, &award, effect);
    } else {
        purchase_set_nothing(effect);
    }
    return VERDICT_APPROVED;
}

// Whether so many points could pay for the receipt, with those that it would then earn itself.
static bool purchase_could_redeem(struct purchase_case *opened, struct points redeemed)
{
    struct account account;
    struct lot_moves moves = {.count = 0};
    const struct purchase_effect effect = {.account = &account, .moves = &moves};
    struct receipt_award award;
    purchase_find_account(opened->facts, &account);
    return account_advance(&account, opened->at, &moves) == BASE_OK &&
           purchase_award(opened, redeemed, &award) == VERDICT_APPROVED &&
           purchase_credit(opened, award.outcome.earned, &effect) == BASE_OK &&
           account_spendable(&account, opened->at).minor >= redeemed.minor;
}

// The more is paid by points the less is earned, so there is one most between these two.
static struct points purchase_search_redeemable(struct purchase_case *opened, struct points least,
                                                struct points most)
{
    while (least.minor < most.minor) {
        struct points middle = {most.minor - (most.minor - least.minor) / 2};
        if (purchase_could_redeem(opened, middle)) {
            least = middle;
        } else {
            most.minor = middle.minor - 1;
        }
    }
    return least;
}

struct points purchase_redeemable_max(const struct purchase *purchase,
                                      const struct purchase_facts *facts)
{
    struct purchase_case opened;
    struct account_parts parts = {.spendable = {0}};
    if (!purchase_has_card(purchase)) {
        return (struct points){0};
    }
    purchase_case_open(&opened, purchase, facts);
    if (facts->account != NULL) {
        parts = account_divide(facts->account, opened.at);
    }
    struct points payable = purchase_payable(&opened);
    struct points most = redemption_most(payable, &parts);
    if (opened.settings->earned_pays_same_receipt == 0) {
        return most;
    }
    purchase_select_offers(&opened);
    return purchase_search_redeemable(&opened, most, payable);
}
