// SPDX-License-Identifier: Apache-2.0
// One function for each kind of request.
#include "domain/history_draw.h"

#include "base/check.h"
#include "domain/seed.h"

void history_draw_begin(struct history_draw *draw, uint64_t *seed, struct history_rules *rules)
{
    static const enum programme_refund_policy policies[] = {
        PROGRAMME_REFUND_DEBT, PROGRAMME_REFUND_DEBT, PROGRAMME_REFUND_CAP, PROGRAMME_REFUND_CASH};
    static const int64_t debts_max[] = {INT64_MAX, INT64_MAX, 0, 500};
    *draw = (struct history_draw){.seed = seed,
                                  .spends_all = seed_between(seed, 0, 1) == 0,
                                  .now_us = HISTORY_FIRST_DAY * HISTORY_DAY_US};
    rules->policy = policies[seed_between(seed, 0, BASE_COUNT(policies) - 1)];
    rules->debt_max = debts_max[seed_between(seed, 0, BASE_COUNT(debts_max) - 1)];
    rules->grace_days = (int32_t)seed_between(seed, 0, 45);
}

// Often all, sometimes a little too much, otherwise anything.
static int64_t draw_part(uint64_t *seed, int64_t whole)
{
    int64_t kind = seed_between(seed, 0, 9);
    return kind < 4 ? whole : kind == 4 ? whole + 1 : seed_between(seed, 0, whole);
}

// Time goes on by a moment, days or a season. A sweep waits for the last place on Earth; a store
// may be half a day ahead of UTC.
static struct account_moment draw_moment(struct history_draw *draw, enum history_kind kind)
{
    static const int64_t waits_us[] = {0,
                                       1000000,
                                       HISTORY_DAY_US / 3,
                                       HISTORY_DAY_US / 3,
                                       3 * HISTORY_DAY_US,
                                       20 * HISTORY_DAY_US,
                                       100 * HISTORY_DAY_US};
    if (kind == HISTORY_WAIT) {
        draw->now_us += waits_us[seed_between(draw->seed, 0, BASE_COUNT(waits_us) - 1)];
    }
    int64_t local_us = draw->now_us;
    if (kind == HISTORY_SWEEP) {
        local_us -= HISTORY_DAY_US / 2;
    } else if (seed_between(draw->seed, 0, 1) == 0) {
        local_us += HISTORY_DAY_US / 2;
    }
    return (struct account_moment){draw->now_us, (int32_t)(local_us / HISTORY_DAY_US)};
}

static void draw_nothing(struct history_draw *draw, const struct model *model,
                         struct history_request *request)
{
    (void)draw;
    (void)model;
    (void)request;
}

static void draw_purchase(struct history_draw *draw, const struct model *model,
                          struct history_request *request)
{
    static const uint32_t months[] = {0, 1, 2, 12};
    static const int32_t delays[] = {0, 0, 3, 40};
    uint64_t *seed = draw->seed;
    int64_t total = 0;
    for (size_t line = 0; line < HISTORY_LINES; line++) {
        request->lines[line].minor = seed_between(seed, 0, 2) == 0 ? 0 : seed_between(seed, 1, 900);
        request->lines[line].rate = (uint32_t)seed_between(seed, 0, HISTORY_RATES - 1);
        total += request->lines[line].minor;
    }
    request->months = months[seed_between(seed, 0, BASE_COUNT(months) - 1)];
    request->delay_days = delays[seed_between(seed, 0, BASE_COUNT(delays) - 1)];
    int64_t spendable = model_figures(model, request->at.today).spendable;
    int64_t most = spendable < total ? spendable : total;
    if (draw->spends_all) {
        request->minor = most;
    } else if (seed_between(seed, 0, 2) == 0) {
        request->minor = draw_part(seed, most);
    }
}

static void draw_hold(struct history_draw *draw, const struct model *model,
                      struct history_request *request)
{
    int64_t minor = draw_part(draw->seed, model_figures(model, request->at.today).spendable);
    request->minor = minor > 0 ? minor : 1;
    request->until_us = draw->now_us + seed_between(draw->seed, 1, 4) * HISTORY_DAY_US / 3;
    draw->holds[draw->hold_count++] = request->position;
}

static void draw_end_of_hold(struct history_draw *draw, const struct model *model,
                             struct history_request *request)
{
    int64_t count = draw->hold_count;
    if (count > 0) {
        request->original =
            draw->holds[seed_between(draw->seed, count > 2 ? count - 2 : 0, count - 1)];
        request->minor = draw_part(draw->seed, model_held(model, request->original));
    }
}

static void draw_refund(struct history_draw *draw, const struct model *model,
                        struct history_request *request)
{
    if (model->receipt_count == 0) {
        return;
    }
    int64_t newest = model->receipt_count - 1;
    int64_t oldest = newest > 9 && seed_between(draw->seed, 0, 3) > 0 ? newest - 9 : 0;
    const struct model_receipt *receipt =
        &model->receipts[seed_between(draw->seed, oldest, newest)];
    request->original = receipt->position;
    request->line = (uint32_t)seed_between(draw->seed, 0, HISTORY_LINES - 1);
    request->minor = draw_part(draw->seed, request->kind == HISTORY_REFUND_LINE
                                               ? receipt->lines[request->line].left
                                               : model_receipt_left(receipt));
}

struct history_request history_draw_request(struct history_draw *draw, const struct model *model)
{
    static const enum history_kind often[] = {
        HISTORY_WAIT,        HISTORY_WAIT,        HISTORY_PURCHASE,      HISTORY_PURCHASE,
        HISTORY_PURCHASE,    HISTORY_PURCHASE,    HISTORY_HOLD,          HISTORY_HOLD,
        HISTORY_COMMIT,      HISTORY_COMMIT,      HISTORY_VOID,          HISTORY_SWEEP,
        HISTORY_REFUND_LINE, HISTORY_REFUND_LINE, HISTORY_REFUND_AMOUNT, HISTORY_REFUND_AMOUNT,
    };
    static void (*const kinds[HISTORY_KINDS])(struct history_draw *, const struct model *,
                                              struct history_request *) = {
        [HISTORY_WAIT] = draw_nothing,
        [HISTORY_PURCHASE] = draw_purchase,
        [HISTORY_HOLD] = draw_hold,
        [HISTORY_COMMIT] = draw_end_of_hold,
        [HISTORY_VOID] = draw_end_of_hold,
        [HISTORY_REFUND_LINE] = draw_refund,
        [HISTORY_REFUND_AMOUNT] = draw_refund,
        [HISTORY_SWEEP] = draw_nothing,
    };
    draw->position++;
    if (draw->position > 1 && seed_between(draw->seed, 0, 9) == 0) {
        draw->last.position = draw->position; // sent twice
        return draw->last;
    }
    struct history_request request = {.kind =
                                          often[seed_between(draw->seed, 0, BASE_COUNT(often) - 1)],
                                      .position = draw->position};
    request.at = draw_moment(draw, request.kind);
    kinds[request.kind](draw, model, &request);
    draw->last = request;
    return request;
}
