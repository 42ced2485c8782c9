// SPDX-License-Identifier: Apache-2.0
// Whatever is refused elsewhere is an assertion here.
#include "tools/bench/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/cmocka.h"
#include "tools/bench/card_text.h"
#include "tools/bench/receipt.h"
#include "wire/balance.h"
#include "wire/hold.h"
#include "wire/purchase.h"
#include "wire/refund.h"
#include "wire/refund_line.h"

enum { LEDGER_AWARD_PERCENT = 11 };

struct ledger *ledger_create(uint32_t first_card)
{
    struct ledger *ledger = memory_allocate(1, sizeof(*ledger));
    ledger->first_card = first_card;
    ledger->sales = memory_allocate(LEDGER_SALES_MAX, sizeof(*ledger->sales));
    for (uint32_t card = 0; card < LEDGER_CARDS; card++) {
        ledger->cards[card].till = LEDGER_NOBODY;
    }
    return ledger;
}

void ledger_destroy(struct ledger *ledger)
{
    for (uint64_t index = 0; index < ledger->rrn; index++) {
        free((void *)(uintptr_t)ledger->sales[index].lines);
    }
    free(ledger->sales);
    free(ledger);
}

// The card of that number; each is served by one till.
static struct ledger_card *ledger_find_card(struct ledger *ledger, int till, const char *digits)
{
    for (uint32_t card = 0; card < LEDGER_CARDS; card++) {
        char number[CARD_TEXT_DIGITS];
        card_text_write(ledger->first_card + card, number);
        if (memcmp(digits, number, sizeof(number)) == 0) {
            struct ledger_card *found = &ledger->cards[card];
            assert_true(ledger->is_shared || found->till == LEDGER_NOBODY || found->till == till);
            found->till = till;
            return found;
        }
    }
    fail_msg("a card that is none of ours");
    return NULL;
}

static struct ledger_sale *ledger_new_sale(struct ledger *ledger)
{
    assert_in_range(ledger->rrn, 0, LEDGER_SALES_MAX - 1);
    return &ledger->sales[ledger->rrn++];
}

static int64_t ledger_spendable(const struct ledger_card *card)
{
    return card->points > 0 ? card->points : 0;
}

static void ledger_set_balance(const struct ledger_card *card, struct wire_balance *balance)
{
    *balance = (struct wire_balance){.currency = RECEIPT_CURRENCY,
                                     .points = card->points + card->held,
                                     .spendable = ledger_spendable(card),
                                     .held = card->held};
}

static void ledger_sell(struct ledger *ledger, int till, struct wire_view body,
                        struct wire_response *response)
{
    struct wire_purchase purchase;
    struct wire_error error;
    assert_int_equal(wire_purchase_decode(body, &purchase, &error), WIRE_OK);
    struct ledger_card *card = ledger_find_card(ledger, till, purchase.card);
    assert_in_range(purchase.redeem, 0, purchase.total);
    assert_true(purchase.redeem == 0 || purchase.redeem <= ledger_spendable(card));
    struct ledger_sale *sale = ledger_new_sale(ledger);
    uint8_t *lines = memory_allocate(1, purchase.lines.size);
    memcpy(lines, purchase.lines.bytes, purchase.lines.size);
    *sale = (struct ledger_sale){
        .card = (uint32_t)(card - ledger->cards),
        .total = purchase.total,
        .left = purchase.total,
        .lines = lines,
        .lines_size = purchase.lines.size,
    };
    card->points += (purchase.total - purchase.redeem) * LEDGER_AWARD_PERCENT / 100;
    card->points -= purchase.redeem;
    response->which_answer = WIRE_RESPONSE_PURCHASE_TAG;
    response->answer.purchase = (struct wire_purchase_answer){
        .rrn = ledger->rrn, .redeemed = purchase.redeem, .spendable_after = ledger_spendable(card)};
}

static void ledger_hold(struct ledger *ledger, int till, struct wire_view body,
                        struct wire_response *response)
{
    struct wire_hold hold;
    struct wire_error error;
    assert_int_equal(wire_hold_decode(body, &hold, &error), WIRE_OK);
    struct ledger_card *card = ledger_find_card(ledger, till, hold.card);
    assert_int_equal(card->hold, 0);
    assert_in_range(hold.points, 1, ledger_spendable(card));
    ledger_new_sale(ledger);
    card->hold = ledger->rrn;
    card->held = hold.points;
    card->points -= hold.points;
    response->which_answer = WIRE_RESPONSE_HOLD_TAG;
    response->answer.hold = (struct wire_hold_answer){
        .rrn = card->hold, .hold = card->hold, .held = card->held, .has_after = true};
    ledger_set_balance(card, &response->answer.hold.after);
}

static void ledger_commit(struct ledger *ledger, int till, struct wire_view body,
                          struct wire_response *response)
{
    struct wire_commit commit;
    struct wire_error error;
    assert_int_equal(wire_commit_decode(body, &commit, &error), WIRE_OK);
    struct ledger_card *card = ledger_find_card(ledger, till, commit.card);
    assert_int_not_equal(card->hold, 0);
    assert_int_equal(commit.hold, card->hold);
    assert_in_range(commit.points, 1, card->held);
    ledger_new_sale(ledger);
    ledger->partial_commits += commit.points < card->held ? 1 : 0;
    card->points += card->held - commit.points;
    card->hold = 0;
    card->held = 0;
    response->which_answer = WIRE_RESPONSE_HOLD_TAG;
    response->answer.hold = (struct wire_hold_answer){
        .rrn = ledger->rrn, .hold = commit.hold, .redeemed = commit.points, .has_after = true};
    ledger_set_balance(card, &response->answer.hold.after);
}

// Lines come back once and whole; a receipt gives back lines or amounts.
static void ledger_take_line(struct ledger *ledger, struct ledger_sale *sale,
                             const struct wire_refund_line *refund)
{
    struct wire_receipt_lines lines = wire_receipt_lines_begin(
        (struct wire_view){.bytes = sale->lines, .size = sale->lines_size});
    struct wire_receipt_line line;
    struct wire_error error;
    do {
        assert_int_equal(wire_receipt_lines_next(&lines, &line, &error), WIRE_OK);
    } while (lines.count < refund->line);
    assert_int_equal(refund->quantity_milli, line.quantity_milli);
    assert_int_equal(refund->amount, line.amount);
    assert_false(sale->is_split);
    const uint32_t bit = refund->line - 1;
    assert_int_equal(sale->line_is_back[bit / 8] >> bit % 8 & 1, 0);
    sale->line_is_back[bit / 8] |= (uint8_t)(1U << bit % 8);
    ledger->line_refunds++;
}

static void ledger_refund(struct ledger *ledger, int till, struct wire_view body,
                          struct wire_response *response)
{
    struct wire_refund refund;
    struct wire_refund_line line;
    struct wire_error error;
    assert_int_equal(wire_refund_decode(body, &refund, &error), WIRE_OK);
    struct ledger_card *card = ledger_find_card(ledger, till, refund.card);
    assert_in_range(refund.original.original_rrn, 1, ledger->rrn);
    struct ledger_sale *sale = &ledger->sales[refund.original.original_rrn - 1];
    assert_int_equal(sale->card, card - ledger->cards);
    assert_in_range(refund.total, 1, sale->left);
    struct wire_refund_lines lines = wire_refund_lines_begin(refund.lines);
    if (wire_refund_lines_next(&lines, &line, &error) == WIRE_OK) {
        assert_int_equal(line.amount, refund.total);
        ledger_take_line(ledger, sale, &line);
    } else {
        sale->is_split = true;
        ledger->amount_refunds++;
    }
    ledger->repeated_refunds += sale->left < sale->total ? 1 : 0;
    sale->left -= refund.total;
    card->points -= refund.total * LEDGER_AWARD_PERCENT / 100;
    ledger_new_sale(ledger);
    response->which_answer = WIRE_RESPONSE_REFUND_TAG;
    response->answer.refund = (struct wire_refund_answer){.rrn = ledger->rrn,
                                                          .original = refund.original.original_rrn,
                                                          .total = refund.total,
                                                          .has_after = true};
    ledger_set_balance(card, &response->answer.refund.after);
}

static void ledger_show(struct ledger *ledger, int till, struct wire_view body,
                        struct wire_response *response)
{
    struct wire_balance_inquiry inquiry;
    struct wire_error error;
    assert_int_equal(wire_balance_inquiry_decode(body, &inquiry, &error), WIRE_OK);
    const struct ledger_card *card = ledger_find_card(ledger, till, inquiry.card);
    response->which_answer = WIRE_RESPONSE_BALANCE_TAG;
    response->answer.balance =
        (struct wire_balance_answer){.state = WIRE_CARD_STATE_ACTIVE, .balances_count = 1};
    ledger_set_balance(card, &response->answer.balance.balances[0]);
}

void ledger_decide(struct ledger *ledger, int till, const struct wire_request *request,
                   struct wire_response *response)
{
    static const char slip[] = "ПОКУПКА\n";
    static const struct {
        enum wire_kind kind;
        void (*decide)(struct ledger *ledger, int till, struct wire_view body,
                       struct wire_response *response);
    } handlers[] = {
        {WIRE_KIND_PURCHASE, ledger_sell},        {WIRE_KIND_HOLD, ledger_hold},
        {WIRE_KIND_COMMIT, ledger_commit},        {WIRE_KIND_REFUND, ledger_refund},
        {WIRE_KIND_BALANCE_INQUIRY, ledger_show},
    };
    *response = (struct wire_response){
        .number = request->number,
        .result = WIRE_RESULT_APPROVED,
        .slip = {.bytes = (const uint8_t *)slip, .size = sizeof(slip) - 1},
    };
    for (size_t index = 0; index < BASE_COUNT(handlers); index++) {
        if (handlers[index].kind == request->kind) {
            handlers[index].decide(ledger, till, request->body, response);
            return;
        }
    }
    fail_msg("a kind that no till of the mix sends");
}
