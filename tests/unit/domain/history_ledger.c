// SPDX-License-Identifier: Apache-2.0
// One row after the other: decide, keep the account, add its moves up.
#include "domain/history_ledger.h"

#include <string.h>

#include "domain/award.h"
#include "domain/hold.h"
#include "domain/redemption.h"

// Articles of another than the base rate are of a category with a promotion.
static const char *const ledger_categories[HISTORY_RATES] = {"", "toys", "books"};

static const struct promotion ledger_promotions[] = {
    {.promotion = 1,
     .kind = PROMOTION_RATE,
     .stacking = PROMOTION_REPLACE,
     .value = 3000,
     .category_count = 1,
     .categories = &ledger_categories[1]},
    {.promotion = 2,
     .kind = PROMOTION_RATE,
     .stacking = PROMOTION_REPLACE,
     .value = 6000,
     .category_count = 1,
     .categories = &ledger_categories[2]},
};

static const struct promotion_offers ledger_offers = {
    .count = 2, .offers = {&ledger_promotions[0], &ledger_promotions[1]}};

void ledger_begin(struct ledger *ledger, const struct history_rules *rules)
{
    ledger->rules = *rules;
    ledger->account = (struct account){0};
    ledger->receipt_count = 0;
    ledger->sum_count = 0;
}

struct history_figures ledger_figures(const struct ledger *ledger, struct account_moment at)
{
    struct account_parts parts = account_divide(&ledger->account, at);
    return (struct history_figures){.balance = ledger->account.balance.minor,
                                    .spendable = parts.spendable.minor,
                                    .pending = parts.pending.minor,
                                    .held = parts.held.minor,
                                    .debt = parts.debt.minor};
}

static void ledger_add_up(struct ledger *ledger, const struct lot_moves *moves)
{
    for (uint16_t index = 0; index < moves->count; index++) {
        const struct lot *move = &moves->list[index];
        uint32_t place = 0;
        while (place < ledger->sum_count && lot_compare(&ledger->sums[place], move) != 0) {
            place++;
        }
        if (place < ledger->sum_count) {
            ledger->sums[place].points.minor += move->points.minor;
        } else {
            CHECK(ledger->sum_count < LEDGER_SUMS_MAX);
            ledger->sums[ledger->sum_count++] = *move;
        }
    }
}

bool ledger_moves_make_lots(const struct ledger *ledger)
{
    struct lot lots[LOTS_MAX];
    uint16_t count = 0;
    for (uint32_t index = 0; index < ledger->sum_count; index++) {
        if (lot_add(lots, &count, ledger->sums[index]) != BASE_OK) {
            return false;
        }
    }
    return count == ledger->account.lot_count &&
           memcmp(lots, ledger->account.lots, count * sizeof(lots[0])) == 0;
}

static struct reckon_figures ledger_reckon(const struct ledger_receipt *receipt,
                                           const struct reckon_left *left)
{
    const struct reckon_receipt sold = {receipt->lines, HISTORY_LINES};
    struct reckon_figures figures = reckon_sum(&sold, left);
    struct award award;
    award_begin_offers(&award, (uint32_t)history_rates_bp[0], &ledger_offers, figures.total);
    for (uint32_t line = 0; line < HISTORY_LINES; line++) {
        award_add_article(&award, reckon_line_base(&sold, left, line),
                          ledger_categories[receipt->rates[line]]);
    }
    CHECK(award_finish(&award, &figures.earned) == VERDICT_APPROVED);
    return figures;
}

static void ledger_list_lines(const struct history_request *request, struct redemption_line *lines)
{
    for (uint32_t line = 0; line < HISTORY_LINES; line++) {
        lines[line] = (struct redemption_line){{request->lines[line].minor}, 10000};
    }
}

// The receipt as it is sold; its points were found to be payable.
static struct reckon_left ledger_sell(const struct history_request *request,
                                      struct ledger_receipt *receipt)
{
    struct redemption_line lines[HISTORY_LINES];
    struct reckon_part parts[HISTORY_LINES];
    int64_t money = -request->minor;
    ledger_list_lines(request, lines);
    CHECK(redemption_spread(lines, HISTORY_LINES, (struct points){request->minor}, parts) ==
          BASE_OK);
    for (uint32_t line = 0; line < HISTORY_LINES; line++) {
        receipt->lines[line].amount = lines[line].amount;
        receipt->lines[line].redeemed.minor = parts[line].share;
        receipt->rates[line] = request->lines[line].rate;
        money += lines[line].amount.minor;
    }
    CHECK(reckon_spread_base(receipt->lines, HISTORY_LINES, (struct money){money}, parts) ==
          BASE_OK);
    struct reckon_left left = {.lines = receipt->left_lines};
    reckon_begin(&(struct reckon_receipt){receipt->lines, HISTORY_LINES}, &left);
    receipt->redeemed.minor = request->minor;
    return left;
}

static enum verdict ledger_purchase(struct ledger *ledger, const struct history_request *request,
                                    struct lot_moves *moves)
{
    struct redemption_line lines[HISTORY_LINES];
    struct points wanted = {request->minor};
    struct account *account = &ledger->account;
    struct account_parts parts = account_divide(account, request->at);
    ledger_list_lines(request, lines);
    enum verdict verdict = redemption_check(
        wanted, redemption_payable(lines, HISTORY_LINES, (struct money){0}), &parts);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    int32_t today = request->at.today;
    struct ledger_receipt *receipt = &ledger->receipts[ledger->receipt_count++];
    *receipt = (struct ledger_receipt){.position = request->position};
    struct reckon_left left = ledger_sell(request, receipt);
    receipt->earned = (struct lot){.expires_on = lot_expiry_day(today, request->months),
                                   .points = ledger_reckon(receipt, &left).earned};
    if (request->delay_days > 0) {
        receipt->earned.active_from = today + request->delay_days;
    }
    CHECK(account_advance(account, request->at, moves) == BASE_OK);
    account_debit(account, wanted, today, moves);
    CHECK(account_credit(account, receipt->earned, today, moves) == BASE_OK);
    receipt->moves = *moves;
    return VERDICT_APPROVED;
}

static enum verdict ledger_hold(struct ledger *ledger, const struct history_request *request,
                                struct lot_moves *moves)
{
    struct hold hold = {request->position, request->until_us, {request->minor}};
    return hold_reserve(&ledger->account, &hold, request->at, moves);
}

// A commit pays for a receipt of one line, which earns nothing.
static enum verdict ledger_commit(struct ledger *ledger, const struct history_request *request,
                                  struct lot_moves *moves)
{
    struct points spent = {request->minor};
    enum verdict verdict =
        hold_commit(&ledger->account, request->original, spent, request->at, moves);
    if (verdict == VERDICT_APPROVED) {
        struct ledger_receipt *receipt = &ledger->receipts[ledger->receipt_count++];
        *receipt = (struct ledger_receipt){.position = request->position,
                                           .lines = {{.amount = {spent.minor}, .redeemed = spent}},
                                           .left_lines = {{{spent.minor}, {spent.minor}}},
                                           .earned = {.expires_on = LOT_NEVER},
                                           .moves = *moves,
                                           .redeemed = spent};
    }
    return verdict;
}

static enum verdict ledger_void(struct ledger *ledger, const struct history_request *request,
                                struct lot_moves *moves)
{
    return hold_void(&ledger->account, request->original, request->at, moves);
}

static enum verdict ledger_settle(struct ledger *ledger, struct ledger_receipt *receipt,
                                  const struct reckon_left *left, const struct reckon_left *after,
                                  struct account_moment at, struct lot_moves *moves)
{
    struct reckon_figures figures_before = ledger_reckon(receipt, left);
    struct reckon_figures figures_after = ledger_reckon(receipt, after);
    struct refund refund = {.earned = receipt->earned,
                            .spent = &receipt->moves,
                            .redeemed = receipt->redeemed,
                            .given_back = receipt->given_back,
                            .unpaid = receipt->unpaid,
                            .rules = {.policy = ledger->rules.policy,
                                      .debt_max = {ledger->rules.debt_max},
                                      .grace_days = ledger->rules.grace_days}};
    struct refund_effect effect;
    CHECK(reckon_subtract(&figures_before, &figures_after, &refund.slice) == VERDICT_APPROVED);
    enum verdict verdict = refund_apply(&ledger->account, &refund, at, &effect, moves);
    if (verdict == VERDICT_APPROVED) {
        receipt->by_amount = after->by_amount;
        memcpy(receipt->left_lines, after->lines, sizeof(receipt->left_lines));
        receipt->given_back.minor += effect.given.minor;
        receipt->unpaid.written_off.minor += effect.unpaid.written_off.minor;
        receipt->unpaid.cash_deducted.minor += effect.unpaid.cash_deducted.minor;
    }
    return verdict;
}

static struct ledger_receipt *ledger_find_receipt(struct ledger *ledger, int64_t position)
{
    uint32_t index = 0;
    while (index < ledger->receipt_count && ledger->receipts[index].position != position) {
        index++;
    }
    CHECK(index < ledger->receipt_count);
    return &ledger->receipts[index];
}

static enum verdict ledger_refund(struct ledger *ledger, const struct history_request *request,
                                  struct lot_moves *moves)
{
    struct ledger_receipt *receipt = ledger_find_receipt(ledger, request->original);
    const struct reckon_receipt sold = {receipt->lines, HISTORY_LINES};
    struct reckon_left left = {receipt->by_amount, receipt->left_lines};
    struct reckon_left_line after_lines[HISTORY_LINES];
    struct reckon_left after = {.lines = after_lines};
    struct money amount = {request->minor};
    CHECK(reckon_restore(&sold, &left));
    struct reckon_slice slice = {request->line, amount};
    enum verdict verdict = request->kind == HISTORY_REFUND_LINE
                               ? reckon_take_lines(&sold, &left, &slice, 1, &after)
                               : reckon_take_amount(&sold, &left, amount, &after);
    if (verdict == VERDICT_APPROVED) {
        verdict = ledger_settle(ledger, receipt, &left, &after, request->at, moves);
    }
    return verdict;
}

static enum verdict ledger_sweep(struct ledger *ledger, const struct history_request *request,
                                 struct lot_moves *moves)
{
    CHECK(account_advance(&ledger->account, request->at, moves) == BASE_OK);
    account_expire(&ledger->account, request->at.today, moves);
    return VERDICT_APPROVED;
}

static enum verdict ledger_wait(struct ledger *ledger, const struct history_request *request,
                                struct lot_moves *moves)
{
    (void)ledger;
    (void)request;
    (void)moves;
    return VERDICT_APPROVED;
}

enum verdict ledger_apply(struct ledger *ledger, const struct history_request *request)
{
    static enum verdict (*const kinds[HISTORY_KINDS])(
        struct ledger *, const struct history_request *, struct lot_moves *) = {
        [HISTORY_WAIT] = ledger_wait,
        [HISTORY_PURCHASE] = ledger_purchase,
        [HISTORY_HOLD] = ledger_hold,
        [HISTORY_COMMIT] = ledger_commit,
        [HISTORY_VOID] = ledger_void,
        [HISTORY_REFUND_LINE] = ledger_refund,
        [HISTORY_REFUND_AMOUNT] = ledger_refund,
        [HISTORY_SWEEP] = ledger_sweep,
    };
    struct lot_moves moves = {.count = 0};
    enum verdict verdict = kinds[request->kind](ledger, request, &moves);
    ledger_add_up(ledger, &moves);
    return verdict;
}
