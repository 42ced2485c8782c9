// SPDX-License-Identifier: Apache-2.0
// Proves that simulated tills ask only for what a ledger grants, in the shares of the mix, and that
// they notice an answer that is none.
#include "tools/bench/till.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "support/cmocka.h"
#include "tools/bench/ledger.h"
#include "wire/request.h"

enum {
    TILLS = 7, // does not divide the cards
    RECEIPTS = 32,
    DATE = 20101201,
    FIRST_CARD = 3000,
    WARM_UP = 2000,
    REQUESTS = 60000,
};
static const int64_t now_us = 1291192565000000;

struct day {
    struct till_shop shop;
    struct till tills[TILLS];
    struct receipt_book *book;
    struct ledger *ledger;
    uint8_t *request;
    struct buffer answer;
    uint64_t last_stan[TILLS];
    uint32_t counts[MIX_KINDS];
};

static struct day *day_begin(bool is_mixed, uint64_t seed)
{
    struct day *day = memory_allocate(1, sizeof(*day));
    day->book = receipt_book_create(RECEIPTS, DATE, seed);
    day->ledger = ledger_create(FIRST_CARD);
    day->ledger->is_shared = !is_mixed;
    day->request = memory_allocate(1, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&day->answer, LIMIT_FRAME_BYTES_MAX);
    day->shop = (struct till_shop){.book = day->book,
                                   .tills = TILLS,
                                   .first_card = FIRST_CARD,
                                   .cards = LEDGER_CARDS,
                                   .is_mixed = is_mixed};
    noise_init(&day->shop.noise, seed);
    encoder_init(&day->shop.encoder, DATE);
    for (uint32_t index = 0; index < TILLS; index++) {
        till_init(&day->tills[index], &day->shop, index);
    }
    return day;
}

static void day_end(struct day *day)
{
    encoder_clear(&day->shop.encoder);
    buffer_clear(&day->answer);
    free(day->request);
    ledger_destroy(day->ledger);
    receipt_book_destroy(day->book);
    free(day);
}

// What the till sends next, as the server sees it.
static void day_ask(struct day *day, uint32_t index, struct wire_request *request)
{
    struct wire_error error;
    const size_t size = till_next(&day->tills[index], &day->shop, now_us);
    assert_in_range(size, 1, LIMIT_FRAME_BYTES_MAX);
    till_write(&day->shop, day->request);
    const struct wire_view payload = {.bytes = day->request, .size = size};
    assert_int_equal(wire_request_decode(payload, request, &error), WIRE_OK);
    assert_int_equal(request->sent_at_us, now_us);
    if (request->stan != 0) {
        assert_true(request->stan > day->last_stan[index]);
        day->last_stan[index] = request->stan;
    }
}

static bool day_tell(struct day *day, uint32_t index, const struct wire_response *response)
{
    struct answer answer;
    struct wire_error error;
    buffer_reset(&day->answer);
    assert_int_equal(wire_response_append(response, &day->answer), WIRE_OK);
    assert_int_equal(
        answer_read(buffer_bytes(&day->answer), buffer_size(&day->answer), &answer, &error),
        WIRE_OK);
    return till_take(&day->tills[index], &day->shop, &answer);
}

static void day_run(struct day *day, uint32_t requests)
{
    for (uint32_t request_index = 0; request_index < requests; request_index++) {
        const uint32_t index = request_index % TILLS;
        struct wire_request request;
        struct wire_response response;
        day_ask(day, index, &request);
        ledger_decide(day->ledger, (int)index, &request, &response);
        assert_true(day_tell(day, index, &response));
        day->counts[day->tills[index].kind]++;
    }
}

// The ledger fails the test for anything else.
static void tills_ask_only_for_what_is_granted(void **state)
{
    (void)state;
    struct day *day = day_begin(true, 1);
    day_run(day, REQUESTS);
    for (enum mix_kind kind = 0; kind < MIX_KINDS; kind++) {
        assert_true(day->counts[kind] > 0);
    }
    assert_true(day->ledger->partial_commits > 0);
    assert_true(day->ledger->line_refunds > 0);
    assert_true(day->ledger->amount_refunds > 0);
    assert_true(day->ledger->repeated_refunds > 0);
    day_end(day);
}

static void assert_share(uint32_t count, uint32_t operations, uint32_t percent)
{
    const uint32_t wanted = operations * percent / 100;
    assert_in_range(count, wanted - operations / 100, wanted + operations / 100);
}

static void a_warm_shop_keeps_to_the_mix(void **state)
{
    (void)state;
    struct day *day = day_begin(true, 2);
    day_run(day, WARM_UP);
    memset(day->counts, 0, sizeof(day->counts));
    day_run(day, REQUESTS);
    const uint32_t operations = REQUESTS - day->counts[MIX_COMMIT];
    assert_share(day->counts[MIX_AWARD], operations, 70);
    assert_share(day->counts[MIX_REDEMPTION], operations, 15);
    assert_share(day->counts[MIX_HOLD], operations, 5);
    assert_share(day->counts[MIX_REFUND], operations, 7);
    assert_share(day->counts[MIX_BALANCE], operations, 3);
    day_end(day);
}

static void a_hold_is_committed_by_the_next_request(void **state)
{
    (void)state;
    struct day *day = day_begin(true, 3);
    for (uint32_t request_index = 0; request_index < WARM_UP; request_index++) {
        const uint32_t index = request_index % TILLS;
        const bool is_held = day->tills[index].hold != 0;
        const enum mix_kind before = day->tills[index].kind;
        struct wire_request request;
        struct wire_response response;
        day_ask(day, index, &request);
        assert_int_equal(is_held, before == MIX_HOLD && request_index >= TILLS);
        assert_int_equal(request.kind == WIRE_KIND_COMMIT, is_held);
        ledger_decide(day->ledger, (int)index, &request, &response);
        assert_true(day_tell(day, index, &response));
    }
    day_end(day);
}

static void without_the_mix_all_are_awards(void **state)
{
    (void)state;
    struct day *day = day_begin(false, 4);
    day_run(day, WARM_UP);
    assert_int_equal(day->counts[MIX_AWARD], WARM_UP);
    day_end(day);
}

// Runs until a till asks for this kind; the ledger's answer is not given yet.
static uint32_t day_run_until(struct day *day, enum mix_kind kind, struct wire_response *response)
{
    for (;;) {
        struct wire_request request;
        day_ask(day, 0, &request);
        ledger_decide(day->ledger, 0, &request, response);
        if (day->tills[0].kind == kind) {
            return 0;
        }
        assert_true(day_tell(day, 0, response));
    }
}

static void a_refusal_is_noticed(void **state)
{
    (void)state;
    struct day *day = day_begin(true, 5);
    for (enum mix_kind kind = 0; kind < MIX_KINDS; kind++) {
        struct wire_response good;
        const uint32_t index = day_run_until(day, kind, &good);
        const struct wire_response refusal = {.number = good.number,
                                              .result = WIRE_RESULT_INSUFFICIENT_POINTS};
        assert_false(day_tell(day, index, &refusal));
        assert_true(day_tell(day, index, &good));
    }
    day_end(day);
}

static void an_answer_to_something_else_is_noticed(void **state)
{
    (void)state;
    struct day *day = day_begin(true, 6);
    struct wire_response good;
    uint32_t index = day_run_until(day, MIX_REDEMPTION, &good);
    struct wire_response wrong = good;
    wrong.answer.purchase.redeemed++;
    assert_false(day_tell(day, index, &wrong));
    wrong = good;
    wrong.repeated = true;
    assert_false(day_tell(day, index, &wrong));
    wrong = good;
    wrong.slip.size = 0;
    assert_false(day_tell(day, index, &wrong));
    assert_true(day_tell(day, index, &good));
    index = day_run_until(day, MIX_REFUND, &good);
    wrong = good;
    wrong.answer.refund.original++;
    const struct till before = day->tills[index];
    assert_false(day_tell(day, index, &wrong));
    day->tills[index] = before;
    assert_true(day_tell(day, index, &good));
    index = day_run_until(day, MIX_BALANCE, &good);
    wrong = good;
    wrong.answer.balance.state = WIRE_CARD_STATE_BLOCKED;
    assert_false(day_tell(day, index, &wrong));
    day_end(day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tills_ask_only_for_what_is_granted),
        cmocka_unit_test(a_warm_shop_keeps_to_the_mix),
        cmocka_unit_test(a_hold_is_committed_by_the_next_request),
        cmocka_unit_test(without_the_mix_all_are_awards),
        cmocka_unit_test(a_refusal_is_noticed),
        cmocka_unit_test(an_answer_to_something_else_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
