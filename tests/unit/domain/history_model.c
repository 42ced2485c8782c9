// SPDX-License-Identifier: Apache-2.0
// The rules once more, in the plainest words: look for the best parcel, take from it, look again.
#include "domain/history_model.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"
#include "domain/date.h"

void model_begin(struct model *model, const struct history_rules *rules)
{
    model->rules = *rules;
    model->debt = 0;
    model->parcel_count = 0;
    model->receipt_count = 0;
    model->spent_count = 0;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// The first day of the month after the one that lies so many months behind `day`.
static int32_t month_end(int32_t day, uint32_t months)
{
    for (uint32_t ends = 0; ends <= months; ends++) {
        do {
            day++;
        } while (date_of_day(day).day != 1);
    }
    return day;
}

static void add_parcel(struct model *model, struct model_parcel parcel)
{
    if (parcel.minor > 0) {
        CHECK(model->parcel_count < MODEL_PARCELS_MAX);
        model->parcels[model->parcel_count++] = parcel;
    }
}

// Points that come free repay debt first.
static void come_free(struct model *model, struct model_parcel parcel)
{
    int64_t repaid = least(parcel.minor, model->debt);
    model->debt -= repaid;
    parcel.minor -= repaid;
    parcel.hold = 0;
    add_parcel(model, parcel);
}

static void remove_parcel(struct model *model, size_t index)
{
    model->parcel_count--;
    for (size_t next = index; next < model->parcel_count; next++) {
        model->parcels[next] = model->parcels[next + 1];
    }
}

// Takes up to `minor` out of one parcel; the rest stays. Returns what was taken, as a parcel.
static struct model_parcel split_off(struct model *model, size_t index, int64_t minor)
{
    struct model_parcel taken = model->parcels[index];
    taken.minor = least(taken.minor, minor);
    model->parcels[index].minor -= taken.minor;
    if (model->parcels[index].minor == 0) {
        remove_parcel(model, index);
    }
    return taken;
}

static bool is_expired(const struct model_parcel *parcel, int32_t today)
{
    return parcel->expires_on <= today;
}

static bool is_pending(const struct model_parcel *parcel, int32_t today)
{
    return !is_expired(parcel, today) && parcel->active_from > today;
}

static bool is_spendable(const struct model_parcel *parcel, int32_t today)
{
    return parcel->hold == 0 && !is_expired(parcel, today) && !is_pending(parcel, today);
}

static bool burns_before(const struct model_parcel *a, const struct model_parcel *b)
{
    return a->expires_on != b->expires_on ? a->expires_on < b->expires_on
                                          : a->active_from < b->active_from;
}

// The parcel to burn next, of the free ones (hold 0) or of a hold; parcel_count if there is none.
static size_t find_to_burn(const struct model *model, int64_t hold, int32_t today)
{
    size_t best = model->parcel_count;
    for (size_t index = 0; index < model->parcel_count; index++) {
        const struct model_parcel *parcel = &model->parcels[index];
        bool counts = hold == 0 ? is_spendable(parcel, today) : parcel->hold == hold;
        if (counts &&
            (best == model->parcel_count || burns_before(parcel, &model->parcels[best]))) {
            best = index;
        }
    }
    return best;
}

// The parcel to claw back next: pending before active, then the newest.
static size_t find_to_claw_back(const struct model *model, int32_t today)
{
    size_t best = model->parcel_count;
    for (size_t index = 0; index < model->parcel_count; index++) {
        const struct model_parcel *parcel = &model->parcels[index];
        if (parcel->hold != 0 || is_expired(parcel, today)) {
            continue;
        }
        if (best == model->parcel_count) {
            best = index;
            continue;
        }
        const struct model_parcel *found = &model->parcels[best];
        if (is_pending(parcel, today) != is_pending(found, today) ? is_pending(parcel, today)
                                                                  : burns_before(found, parcel)) {
            best = index;
        }
    }
    return best;
}

static int64_t spendable_of(const struct model *model, int32_t today)
{
    return model_figures(model, today).spendable;
}

struct history_figures model_figures(const struct model *model, int32_t today)
{
    struct history_figures figures = {.debt = model->debt, .balance = -model->debt};
    for (size_t index = 0; index < model->parcel_count; index++) {
        const struct model_parcel *parcel = &model->parcels[index];
        figures.balance += parcel->minor;
        if (parcel->hold != 0) {
            figures.held += parcel->minor;
        } else if (is_pending(parcel, today)) {
            figures.pending += parcel->minor;
        } else if (is_spendable(parcel, today)) {
            figures.spendable += parcel->minor;
        }
    }
    if (model->debt > 0) {
        figures.spendable = 0;
    }
    return figures;
}

// What time alone does: holds end, the first to end first.
static void end_holds(struct model *model, int64_t now_us)
{
    for (;;) {
        size_t first = model->parcel_count;
        for (size_t index = 0; index < model->parcel_count; index++) {
            const struct model_parcel *parcel = &model->parcels[index];
            if (parcel->hold == 0 || parcel->until_us > now_us) {
                continue;
            }
            const struct model_parcel *best = &model->parcels[first];
            if (first == model->parcel_count || parcel->until_us < best->until_us ||
                (parcel->until_us == best->until_us &&
                 (parcel->hold < best->hold ||
                  (parcel->hold == best->hold && burns_before(parcel, best))))) {
                first = index;
            }
        }
        if (first == model->parcel_count) {
            return;
        }
        struct model_parcel over = model->parcels[first];
        remove_parcel(model, first);
        come_free(model, over);
    }
}

// A point that was active once stays so, also in a store whose day is behind.
static void activate(struct model *model, int32_t today)
{
    for (size_t index = 0; index < model->parcel_count; index++) {
        if (model->parcels[index].active_from <= today) {
            model->parcels[index].active_from = 0;
        }
    }
}

static void spend(struct model *model, struct model_receipt *receipt, int64_t hold, int64_t minor,
                  int32_t today)
{
    receipt->spent_from = model->spent_count;
    while (minor > 0) {
        size_t next = find_to_burn(model, hold, today);
        CHECK(next < model->parcel_count && model->spent_count < MODEL_SPENT_MAX);
        struct model_parcel burned = split_off(model, next, minor);
        model->spent[model->spent_count++] = burned;
        minor -= burned.minor;
    }
    receipt->spent_end = model->spent_count;
}

// The award of what is left: on the part of each line that was paid in money.
static int64_t earned_of(const struct model_receipt *receipt)
{
    int64_t minor_bp = 0;
    for (size_t index = 0; index < HISTORY_LINES; index++) {
        const struct model_line *line = &receipt->lines[index];
        if (line->amount > 0) {
            int64_t money = (line->amount - line->redeemed) * line->left / line->amount;
            minor_bp += money * history_rates_bp[line->rate];
        }
    }
    return minor_bp / 10000;
}

static int64_t redeemed_of(const struct model_receipt *receipt)
{
    int64_t minor = 0;
    for (size_t index = 0; index < HISTORY_LINES; index++) {
        const struct model_line *line = &receipt->lines[index];
        minor += line->amount > 0 ? line->redeemed * line->left / line->amount : 0;
    }
    return minor;
}

// Largest remainder, unit by unit.
static void spread_redeemed(struct model_receipt *receipt, int64_t minor)
{
    int64_t total = 0;
    bool had[HISTORY_LINES] = {false};
    int64_t missing = minor;
    for (size_t index = 0; index < HISTORY_LINES; index++) {
        total += receipt->lines[index].amount;
    }
    for (size_t index = 0; index < HISTORY_LINES && total > 0; index++) {
        receipt->lines[index].redeemed = receipt->lines[index].amount * minor / total;
        missing -= receipt->lines[index].redeemed;
    }
    for (; missing > 0; missing--) {
        size_t best = HISTORY_LINES;
        for (size_t index = 0; index < HISTORY_LINES; index++) {
            if (!had[index] &&
                (best == HISTORY_LINES || receipt->lines[index].amount * minor % total >
                                              receipt->lines[best].amount * minor % total)) {
                best = index;
            }
        }
        had[best] = true;
        receipt->lines[best].redeemed++;
    }
}

static enum verdict apply_purchase(struct model *model, const struct history_request *request)
{
    int32_t today = request->at.today;
    struct model_receipt *receipt = &model->receipts[model->receipt_count];
    *receipt = (struct model_receipt){
        .position = request->position,
        .expires_on = request->months == 0 ? LOT_NEVER : month_end(today, request->months),
        .active_from = request->delay_days == 0 ? 0 : today + request->delay_days};
    int64_t total = 0;
    for (size_t index = 0; index < HISTORY_LINES; index++) {
        int64_t minor = request->lines[index].minor;
        receipt->lines[index] = (struct model_line){
            .amount = minor, .whole = minor, .left = minor, .rate = request->lines[index].rate};
        total += minor;
    }
    if (request->minor > total) {
        return VERDICT_REDEEM_LIMIT;
    }
    if (request->minor > 0 && model->debt > 0) {
        return VERDICT_DEBT_BLOCKS_SPENDING;
    }
    if (request->minor > spendable_of(model, today)) {
        return VERDICT_INSUFFICIENT_POINTS;
    }
    activate(model, today);
    spread_redeemed(receipt, request->minor);
    spend(model, receipt, 0, request->minor, today);
    come_free(model, (struct model_parcel){.minor = earned_of(receipt),
                                           .expires_on = receipt->expires_on,
                                           .active_from = receipt->active_from});
    model->receipt_count++;
    return VERDICT_APPROVED;
}

static enum verdict apply_hold(struct model *model, const struct history_request *request)
{
    if (model->debt > 0) {
        return VERDICT_DEBT_BLOCKS_SPENDING;
    }
    if (request->minor > spendable_of(model, request->at.today)) {
        return VERDICT_INSUFFICIENT_POINTS;
    }
    activate(model, request->at.today);
    int64_t missing = request->minor;
    while (missing > 0) {
        size_t next = find_to_burn(model, 0, request->at.today);
        struct model_parcel held = split_off(model, next, missing);
        missing -= held.minor;
        held.hold = request->position;
        held.until_us = request->until_us;
        add_parcel(model, held);
    }
    return VERDICT_APPROVED;
}

int64_t model_held(const struct model *model, int64_t hold)
{
    int64_t minor = 0;
    for (size_t index = 0; index < model->parcel_count; index++) {
        minor += model->parcels[index].hold == hold ? model->parcels[index].minor : 0;
    }
    return minor;
}

static void release(struct model *model, int64_t hold, int32_t today)
{
    while (model_held(model, hold) > 0) {
        come_free(model, split_off(model, find_to_burn(model, hold, today), INT64_MAX));
    }
}

// A commit pays for a receipt of one line, which earns nothing.
static enum verdict apply_commit(struct model *model, const struct history_request *request)
{
    if (model_held(model, request->original) == 0) {
        return VERDICT_HOLD_ENDED;
    }
    if (request->minor > model_held(model, request->original)) {
        return VERDICT_HOLD_EXCEEDED;
    }
    activate(model, request->at.today);
    struct model_receipt *receipt = &model->receipts[model->receipt_count++];
    *receipt = (struct model_receipt){.position = request->position, .expires_on = LOT_NEVER};
    receipt->lines[0] = (struct model_line){.amount = request->minor,
                                            .redeemed = request->minor,
                                            .whole = request->minor,
                                            .left = request->minor};
    spend(model, receipt, request->original, request->minor, request->at.today);
    release(model, request->original, request->at.today);
    return VERDICT_APPROVED;
}

static enum verdict apply_void(struct model *model, const struct history_request *request)
{
    if (model_held(model, request->original) == 0) {
        return VERDICT_HOLD_ENDED;
    }
    activate(model, request->at.today);
    release(model, request->original, request->at.today);
    return VERDICT_APPROVED;
}

static struct model_receipt *find_receipt(struct model *model, int64_t position)
{
    const struct model_receipt *receipt = model_find_receipt(model, position);
    CHECK(receipt != NULL);
    return &model->receipts[receipt - model->receipts];
}

// Unit by unit from the line of which the smallest part is then gone.
static void spread_amount(struct model_receipt *receipt)
{
    for (size_t index = 0; index < HISTORY_LINES; index++) {
        receipt->lines[index].left = receipt->lines[index].whole;
    }
    for (int64_t missing = receipt->by_amount; missing > 0; missing--) {
        struct model_line *best = NULL;
        for (size_t index = 0; index < HISTORY_LINES; index++) {
            struct model_line *line = &receipt->lines[index];
            if (line->left > 0 &&
                (best == NULL || (line->whole - line->left + 1) * best->whole <
                                     (best->whole - best->left + 1) * line->whole)) {
                best = line;
            }
        }
        best->left--;
    }
}

static void give_back(struct model *model, struct model_receipt *receipt, int64_t minor,
                      int32_t today)
{
    while (minor > 0) {
        CHECK(receipt->spent_end > receipt->spent_from);
        struct model_parcel *last = &model->spent[receipt->spent_end - 1];
        struct model_parcel back = *last;
        back.minor = least(last->minor, minor);
        minor -= back.minor;
        last->minor -= back.minor;
        if (last->minor == 0) {
            receipt->spent_end--;
        }
        if (is_expired(&back, today)) {
            back.expires_on = month_end(today + model->rules.grace_days, 0);
        }
        come_free(model, back);
    }
}

static void take_back(struct model *model, struct model_receipt *receipt, int64_t minor,
                      int32_t today)
{
    while (minor > 0) {
        size_t next = find_to_claw_back(model, today);
        if (next == model->parcel_count) {
            break;
        }
        minor -= split_off(model, next, minor).minor;
    }
    if (model->rules.policy == PROGRAMME_REFUND_DEBT && model->debt < model->rules.debt_max) {
        int64_t owed = least(minor, model->rules.debt_max - model->debt);
        model->debt += owed;
        minor -= owed;
    }
    receipt->unpaid += minor;
}

// `after` is the receipt with less left; its other fields are those of the one before.
static void settle(struct model *model, struct model_receipt *receipt,
                   const struct model_receipt *after, int32_t today)
{
    int64_t given = redeemed_of(receipt) - redeemed_of(after);
    int64_t due = earned_of(receipt) - earned_of(after);
    *receipt = *after;
    activate(model, today);
    give_back(model, receipt, given, today);
    if (receipt->expires_on <= today) {
        due = 0;
    }
    int64_t made_good = least(receipt->unpaid, given);
    receipt->unpaid -= made_good;
    take_back(model, receipt, due + made_good, today);
}

static enum verdict apply_refund_line(struct model *model, const struct history_request *request)
{
    struct model_receipt *receipt = find_receipt(model, request->original);
    struct model_receipt after = *receipt;
    if (request->minor > after.lines[request->line].left) {
        return VERDICT_REFUND_EXCEEDS_ORIGINAL;
    }
    after.by_amount = 0;
    after.lines[request->line].left -= request->minor;
    for (size_t index = 0; index < HISTORY_LINES; index++) {
        after.lines[index].whole = after.lines[index].left;
    }
    settle(model, receipt, &after, request->at.today);
    return VERDICT_APPROVED;
}

static enum verdict apply_refund_amount(struct model *model, const struct history_request *request)
{
    struct model_receipt *receipt = find_receipt(model, request->original);
    struct model_receipt after = *receipt;
    if (request->minor > model_receipt_left(receipt)) {
        return VERDICT_REFUND_EXCEEDS_ORIGINAL;
    }
    after.by_amount += request->minor;
    spread_amount(&after);
    settle(model, receipt, &after, request->at.today);
    return VERDICT_APPROVED;
}

static enum verdict apply_sweep(struct model *model, const struct history_request *request)
{
    activate(model, request->at.today);
    size_t index = 0;
    while (index < model->parcel_count) {
        const struct model_parcel *parcel = &model->parcels[index];
        if (parcel->hold == 0 && is_expired(parcel, request->at.today)) {
            remove_parcel(model, index);
        } else {
            index++;
        }
    }
    return VERDICT_APPROVED;
}

static enum verdict apply_wait(struct model *model, const struct history_request *request)
{
    (void)model;
    (void)request;
    return VERDICT_APPROVED;
}

enum verdict model_apply(struct model *model, const struct history_request *request)
{
    static enum verdict (*const kinds[HISTORY_KINDS])(struct model *,
                                                      const struct history_request *) = {
        [HISTORY_WAIT] = apply_wait,
        [HISTORY_PURCHASE] = apply_purchase,
        [HISTORY_HOLD] = apply_hold,
        [HISTORY_COMMIT] = apply_commit,
        [HISTORY_VOID] = apply_void,
        [HISTORY_REFUND_LINE] = apply_refund_line,
        [HISTORY_REFUND_AMOUNT] = apply_refund_amount,
        [HISTORY_SWEEP] = apply_sweep,
    };
    end_holds(model, request->at.now_us);
    return kinds[request->kind](model, request);
}

const struct model_receipt *model_find_receipt(const struct model *model, int64_t position)
{
    for (uint32_t index = 0; index < model->receipt_count; index++) {
        if (model->receipts[index].position == position) {
            return &model->receipts[index];
        }
    }
    return NULL;
}

int64_t model_receipt_left(const struct model_receipt *receipt)
{
    int64_t left = 0;
    for (size_t index = 0; index < HISTORY_LINES; index++) {
        left += receipt->lines[index].left;
    }
    return left;
}
