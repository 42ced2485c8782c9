// SPDX-License-Identifier: Apache-2.0
// A refund inside its turn: the refusals, what of its original comes back, and what that takes and
// gives.
#include <stdio.h>

#include "base/digest.h"
#include "domain/award.h"
#include "domain/clock.h"
#include "domain/flag.h"
#include "domain/receipt_left.h"
#include "domain/zone.h"
#include "service/after.h"
#include "service/handle_refund_internal.h"
#include "service/original.h"
#include "service/service_internal.h"
#include "service/request.h"
#include "wire/refund_line.h"
#include "wire/rrn.h"

enum { REFUND_SUPERVISOR_TEXT_BYTES_MAX = 64 };

// A refund on its way to its effect.
struct refund_case {
    const struct request *request;
    const struct posting_facts *facts;
    const struct registry_terminal *terminal;
    const struct registry_store *store;        // the terminal's; NULL: it has none
    const struct programme_settings *settings; // in force; NULL: the currency has no rate
    struct programme_settings room;
    struct original original; // not read if the refund is blind
    struct refund refund;
    uint32_t line_count;
    struct reckon_left after; // of the original
    struct reckon_left_line after_lines[RECKON_LINES_MAX];
};

// TERMINAL_UNKNOWN and TERMINAL_BLOCKED come before any rule.
static enum verdict refund_open(struct refund_case *opened, const struct request *request,
                                const struct posting_facts *facts)
{
    const struct registry *registry = facts->registry;
    opened->request = request;
    opened->facts = facts;
    opened->refund = (struct refund){.slice = {.total = {0}}};
    opened->after.lines = opened->after_lines;
    enum verdict verdict = request_find_terminal(request, registry, &opened->terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    opened->store = registry_find_store(registry, opened->terminal->store);
    const struct registry_scope scope = {
        .version = registry->programme.version,
        .currency = request->refund.currency,
        .store = opened->terminal->store,
    };
    opened->settings = registry_find_settings(registry, &scope, &opened->room);
    return VERDICT_APPROVED;
}

// The refusals.

static bool refund_has_supervisor(const struct refund_case *opened)
{
    const struct request *request = opened->request;
    char text[REFUND_SUPERVISOR_TEXT_BYTES_MAX];
    uint8_t digest[DIGEST_BYTES];
    int size = snprintf(text, sizeof(text), REGISTRY_SUPERVISOR_TEXT, opened->terminal->store,
                        request->message.refund.supervisor);
    CHECK(size > 0 && (size_t)size < sizeof(text));
    digest_compute(request->service->digests, text, (size_t)size, digest);
    return registry_has_supervisor(opened->facts->registry, opened->terminal->store, digest);
}

// A position of another incarnation is not the posting that is meant.
static bool refund_incarnation_is_right(const struct refund_case *opened)
{
    const struct request *request = opened->request;
    const struct wire_refund *sent = &request->message.refund;
    struct wire_rrn rrn;
    return sent->which_original != WIRE_REFUND_ORIGINAL_RRN_TAG ||
           (wire_rrn_unpack(sent->original.original_rrn, &rrn) == WIRE_OK &&
            rrn.incarnation == registry_find_incarnation(opened->facts->registry, rrn.lane,
                                                         (int64_t)rrn.position));
}

static struct taking_back_original refund_find_original(const struct refund_case *opened)
{
    const struct posting_original *original = opened->facts->original;
    struct taking_back_original known = {.is_known = false};
    if (original == NULL || original->position == 0 ||
        original->position >= opened->facts->next_position ||
        !refund_incarnation_is_right(opened)) {
        return known;
    }
    known.is_known = true;
    known.is_kept = original->verdict == VERDICT_APPROVED;
    if (known.is_kept) {
        known.is_sale = original->kind == JOURNAL_PURCHASE || original->kind == JOURNAL_LATE_CLAIM;
        known.is_reversed = original->reversal_position > 0;
        known.is_claimed = original->claim_position > 0 || original->kind == JOURNAL_CLAIM_GIVEN;
        known.member = original->member;
        known.currency = original->currency;
    }
    return known;
}

static enum verdict refund_refuse(const struct refund_case *opened)
{
    const struct taking_back *refund = &opened->request->refund;
    const struct taking_back_facts known = {
        .terminal_store = opened->terminal->store,
        .terminal_currency = opened->store == NULL ? 0 : opened->store->currency,
        .has_rate = opened->settings != NULL,
        .may_refund_blind = opened->terminal->may_refund_blind,
        .has_supervisor = refund->is_blind && refund_has_supervisor(opened),
        .receipt_posted = opened->facts->receipt_position != 0,
        .card = opened->facts->card,
        .member = opened->facts->card_member,
        .original_elsewhere = !refund->is_blind && opened->facts->original == NULL,
        .original = refund_find_original(opened),
    };
    return taking_back_refuse(refund, &known);
}

// The figures.

// What becomes of points that were spent is decided by the rules of the day on which goods come
// back; what they are worth, by those of the day on which they were sold.
struct refund_rules refund_rules_of(const struct programme_settings *settings)
{
    return (struct refund_rules){
        .policy = (enum programme_refund_policy)settings->refund_policy,
        .debt_max = {settings->debt_max},
        .grace_days = (int32_t)settings->refund_grace_days,
    };
}

uint32_t refund_list_slices(const struct wire_refund *sent, struct reckon_slice *slices)
{
    struct wire_refund_lines lines = wire_refund_lines_begin(sent->lines);
    struct wire_refund_line line;
    struct wire_error error;
    uint32_t count = 0;
    while (wire_refund_lines_next(&lines, &line, &error) == WIRE_OK) {
        slices[count++] = (struct reckon_slice){line.line - 1, {line.amount}};
    }
    return count;
}

static enum verdict refund_take(struct refund_case *opened, const struct reckon_receipt *receipt,
                                const struct reckon_left *before)
{
    const struct taking_back *refund = &opened->request->refund;
    if (!refund->has_lines || opened->original.has_no_lines) {
        return reckon_take_amount(receipt, before, refund->total, &opened->after);
    }
    struct reckon_slice slices[RECKON_LINES_MAX];
    uint32_t count = refund_list_slices(&opened->request->message.refund, slices);
    return reckon_take_lines(receipt, before, slices, count, &opened->after);
}

// Every figure is what was left of the original is worth, less what is left of it now.
static enum verdict refund_subtract(struct refund_case *opened, const struct reckon_left *before)
{
    struct refund *refund = &opened->refund;
    struct reckon_figures figures_before;
    struct reckon_figures figures_after;
    enum verdict verdict = original_figures(&opened->original, before, &figures_before);
    if (verdict == VERDICT_APPROVED) {
        verdict = original_figures(&opened->original, &opened->after, &figures_after);
    }
    if (verdict == VERDICT_APPROVED) {
        verdict = reckon_subtract(&figures_before, &figures_after, &refund->slice);
    }
    refund->given_back.minor = opened->original.redeemed.minor - figures_before.redeemed.minor;
    return verdict;
}

static enum verdict refund_reckon(struct refund_case *opened)
{
    const struct posting_original *posted = opened->facts->original;
    struct original *original = &opened->original;
    struct refund *refund = &opened->refund;
    enum verdict verdict =
        original_read(original, posted, opened->facts->registry, opened->request->service->reckon);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    const struct reckon_receipt receipt = receipt_reckon_lines(original->reckon);
    struct reckon_left_line before_lines[RECKON_LINES_MAX];
    struct reckon_left before = {.lines = before_lines};
    if (!receipt_left_restore(&receipt, posted->lines, posted->line_count, &before,
                              &refund->unpaid)) {
        return VERDICT_NOT_REFUNDABLE;
    }
    verdict = refund_take(opened, &receipt, &before);
    if (verdict == VERDICT_APPROVED) {
        verdict = refund_subtract(opened, &before);
    }
    opened->line_count = receipt.count;
    refund->earned = original->earned;
    refund->spent = &posted->moves;
    refund->redeemed = original->redeemed;
    refund->rules =
        refund_rules_of(opened->settings != NULL ? opened->settings : &original->settings);
    return verdict;
}

// Goods of which nothing is known are taken for such as earned at the base rate: by the tenders
// that earn, if there are any, and by all of the money otherwise.
static enum verdict refund_reckon_blind(struct refund_case *opened)
{
    const struct wire_refund *sent = &opened->request->message.refund;
    struct refund *refund = &opened->refund;
    struct money base = {sent->tenders_count > 0 ? 0 : sent->total};
    for (size_t i = 0; i < sent->tenders_count; i++) {
        if (programme_tender_earns(opened->settings, (uint32_t)sent->tenders[i].kind)) {
            base.minor += sent->tenders[i].amount;
        }
    }
    struct award award;
    award_begin(&award, (uint32_t)opened->settings->rate_bp);
    award_add_line(&award, base);
    refund->slice.total = opened->request->refund.total;
    refund->slice.base = base;
    refund->earned.expires_on = LOT_NEVER;
    refund->rules = refund_rules_of(opened->settings);
    return award_finish(&award, &refund->slice.earned);
}

// The effect.

static void refund_set_row(const struct refund_case *opened, struct posting_effect *effect)
{
    const struct taking_back *refund = &opened->request->refund;
    const struct posting_original *original = opened->facts->original;
    effect->kind = JOURNAL_REFUND;
    effect->store = refund->receipt.store;
    effect->currency = (uint16_t)refund->currency;
    effect->money = -opened->refund.slice.total.minor;
    effect->base = -opened->refund.slice.base.minor;
    effect->receipt_at_us = refund->receipt_at_us;
    effect->utc_offset_min = (int16_t)refund->utc_offset_min;
    if (refund->is_blind) {
        effect->member = opened->facts->card_member;
        effect->rate_bp = (uint32_t)opened->settings->rate_bp;
        effect->details.flags |= POSTING_FLAG_BLIND_REFUND;
    } else {
        effect->member = original->member;
        effect->rate_bp = original->rate_bp;
        effect->details.original_position = original->position;
    }
}

static void refund_set_skew(const struct refund_case *opened, struct posting_effect *effect)
{
    const struct request *request = opened->request;
    const struct clock_times times = {
        .receipt_at_us = request->refund.receipt_at_us,
        .sent_at_us = request->head.sent_at_us,
        .arrived_at_us = request->head.arrived_at_us,
        .turn_at_us = opened->facts->turn_at_us,
        .tolerance_s = opened->settings != NULL ? opened->settings->skew_tolerance_s : INT64_MAX,
    };
    effect->details.flags |= clock_judge(&times).is_skewed ? POSTING_FLAG_CLOCK_SKEWED : 0;
}

static enum verdict refund_move_points(struct refund_case *opened, struct posting_effect *effect)
{
    struct refund *refund = &opened->refund;
    const struct account_moment at = {
        .now_us = opened->facts->turn_at_us,
        .today = zone_day(opened->store->zone, opened->facts->turn_at_us),
    };
    struct refund_effect told;
    effect->account = *opened->facts->account;
    effect->moves.count = 0;
    enum verdict verdict = refund_apply(&effect->account, refund, at, &told, &effect->moves);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    effect->account_changed = true;
    effect->earned = -told.taken.minor;
    effect->redeemed = -told.given.minor;
    effect->details.written_off = told.unpaid.written_off.minor;
    effect->details.cash_deducted = told.unpaid.cash_deducted.minor;
    refund->unpaid.written_off.minor += told.unpaid.written_off.minor;
    refund->unpaid.cash_deducted.minor += told.unpaid.cash_deducted.minor;
    after_set_details(&effect->details, &effect->account, at);
    return VERDICT_APPROVED;
}

static void refund_set_left(const struct refund_case *opened, struct posting_effect *effect)
{
    effect->left.changed = true;
    effect->left.line_count = (uint32_t)receipt_left_flatten(
        &opened->after, opened->line_count, &opened->refund.unpaid, effect->left.lines);
}

// A receipt that was sold without a card, and claimed later in this lane by some card: what it
// earned is the claim's, and so is what is left of it. The turn ends here and begins anew with
// that.
static bool refund_is_of_claim(struct request *request, const struct posting_facts *facts)
{
    const struct posting_original *original = facts->original;
    bool is_claimed = original != NULL && original->verdict == VERDICT_APPROVED &&
                      original->claim_position > 0 && taking_back_has_card(&request->refund);
    request->refund_claim_position = is_claimed ? original->claim_position : 0;
    return is_claimed;
}

enum verdict handle_refund_decide(struct posting *posting, const struct posting_facts *facts,
                                  struct posting_effect *effect)
{
    struct request *request = request_of_posting(posting);
    struct refund_case opened;
    enum verdict verdict = refund_open(&opened, request, facts);
    if (verdict == VERDICT_APPROVED && refund_is_of_claim(request, facts)) {
        return VERDICT_UNAVAILABLE;
    }
    if (verdict == VERDICT_APPROVED) {
        verdict = refund_refuse(&opened);
    }
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    bool is_blind = opened.request->refund.is_blind;
    verdict = is_blind ? refund_reckon_blind(&opened) : refund_reckon(&opened);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    refund_set_row(&opened, effect);
    refund_set_skew(&opened, effect);
    if (effect->member != 0) {
        verdict = refund_move_points(&opened, effect);
    } else {
        // Held points paid for a part, whose they were nobody knows; they do not become money.
        effect->details.cash_deducted = opened.refund.slice.redeemed.minor;
    }
    if (verdict == VERDICT_APPROVED && !is_blind) {
        refund_set_left(&opened, effect);
    }
    return verdict;
}
