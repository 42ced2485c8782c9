// SPDX-License-Identifier: Apache-2.0
// Postings in an array.
#include "libbonus/fake_ledger.h"

#include <string.h>

#include <openssl/sha.h>

#include "support/cmocka.h"
#include "wire/advice.h"
#include "wire/hold.h"
#include "wire/purchase.h"
#include "wire/refund.h"
#include "wire/reversal.h"
#include "wire/status.h"

enum { FAKE_RATE_BP = 1100, FAKE_NOW_US = 1700000000 };

struct fake_posting *fake_ledger_find(struct fake_server *server, uint64_t stan)
{
    for (size_t index = 0; index < server->posting_count; index++) {
        if (server->postings[index].stan == stan) {
            return &server->postings[index];
        }
    }
    return NULL;
}

// All zero for other kinds.
static struct wire_purchase fake_read_purchase(const struct wire_request *request)
{
    struct wire_purchase purchase = {0};
    struct wire_error error;
    if (request->kind == WIRE_KIND_PURCHASE || request->kind == WIRE_KIND_QUOTE) {
        assert_int_equal(wire_purchase_decode(request->body, &purchase, &error), WIRE_OK);
    }
    return purchase;
}

static int64_t fake_award(const struct wire_purchase *purchase)
{
    return purchase->card[0] == '\0' ? 0 : purchase->total * FAKE_RATE_BP / 10000;
}

// What the ledger keeps of a body of this kind; an advice is read as what happened.
static void fake_read_body(enum wire_kind kind, struct wire_view body, struct fake_posting *posting)
{
    struct wire_error error;
    union {
        struct wire_purchase purchase;
        struct wire_refund refund;
        struct wire_hold hold;
        struct wire_commit commit;
        struct wire_void release;
        struct wire_reversal reversal;
    } read;
    posting->kind = kind;
    if (kind == WIRE_KIND_PURCHASE) {
        assert_int_equal(wire_purchase_decode(body, &read.purchase, &error), WIRE_OK);
        posting->earned = fake_award(&read.purchase);
    } else if (kind == WIRE_KIND_REFUND) {
        assert_int_equal(wire_refund_decode(body, &read.refund, &error), WIRE_OK);
        posting->total = read.refund.total;
        posting->original = read.refund.which_original == WIRE_REFUND_ORIGINAL_RRN_TAG
                                ? read.refund.original.original_rrn
                                : 0;
    } else if (kind == WIRE_KIND_HOLD) {
        assert_int_equal(wire_hold_decode(body, &read.hold, &error), WIRE_OK);
        posting->points = read.hold.points;
    } else if (kind == WIRE_KIND_COMMIT) {
        assert_int_equal(wire_commit_decode(body, &read.commit, &error), WIRE_OK);
        posting->original = read.commit.hold;
        posting->points = read.commit.points;
    } else if (kind == WIRE_KIND_VOID) {
        assert_int_equal(wire_void_decode(body, &read.release, &error), WIRE_OK);
        posting->original = read.release.hold;
    } else if (kind == WIRE_KIND_REVERSAL) {
        assert_int_equal(wire_reversal_decode(body, &read.reversal, &error), WIRE_OK);
        posting->original = read.reversal.stan;
    }
}

static void fake_read_advice(const struct fake_server *server, struct wire_view body,
                             struct fake_posting *posting)
{
    struct wire_advice advice;
    struct wire_error error;
    assert_int_equal(wire_advice_decode(body, &advice, &error), WIRE_OK);
    switch (advice.which_happened) {
    case WIRE_ADVICE_PURCHASE_TAG:
        fake_read_body(WIRE_KIND_PURCHASE, advice.happened.purchase, posting);
        break;
    case WIRE_ADVICE_REFUND_TAG:
        fake_read_body(WIRE_KIND_REFUND, advice.happened.refund, posting);
        break;
    case WIRE_ADVICE_COMMIT_TAG:
        fake_read_body(WIRE_KIND_COMMIT, advice.happened.commit, posting);
        break;
    default:
        fake_read_body(WIRE_KIND_VOID, advice.happened.void_hold, posting);
        break;
    }
    posting->is_parked = server->parks != WIRE_RESULT_UNSPECIFIED;
}

static void fake_tell_hold(const struct fake_posting *posting, struct wire_response *answer)
{
    bool is_hold = posting->kind == WIRE_KIND_HOLD;
    answer->which_answer = WIRE_RESPONSE_HOLD_TAG;
    answer->answer.hold = (struct wire_hold_answer){
        .rrn = FAKE_RRN(posting->stan),
        .hold = is_hold ? FAKE_RRN(posting->stan) : posting->original,
        .held = is_hold ? posting->points : 0,
        .redeemed = posting->kind == WIRE_KIND_COMMIT ? posting->points : 0,
        .has_after = true,
        .after = {.currency = 643, .points = 5000, .held = is_hold ? posting->points : 0},
    };
}

static void fake_tell_refund(const struct fake_posting *posting, struct wire_response *answer)
{
    int64_t taken_back = posting->total * FAKE_RATE_BP / 10000;
    answer->which_answer = WIRE_RESPONSE_REFUND_TAG;
    answer->answer.refund = (struct wire_refund_answer){
        .rrn = FAKE_RRN(posting->stan),
        .original = posting->original,
        .currency = 643,
        .total = posting->total,
        .taken_back = taken_back,
        .pay_out = posting->total,
        .has_after = true,
        .after = {.currency = 643, .points = -taken_back, .debt = taken_back},
    };
}

static void fake_tell_posting(const struct fake_server *server, const struct fake_posting *posting,
                              struct wire_response *answer)
{
    answer->result = posting->result;
    if (posting->result != WIRE_RESULT_APPROVED) {
        return;
    }
    if (posting->is_parked) {
        answer->which_answer = WIRE_RESPONSE_PARKED_TAG;
        answer->answer.parked.rrn = FAKE_RRN(posting->stan);
        answer->answer.parked.reason = server->parks;
    } else if (posting->kind == WIRE_KIND_PURCHASE) {
        answer->which_answer = WIRE_RESPONSE_PURCHASE_TAG;
        answer->answer.purchase = (struct wire_purchase_answer){
            .rrn = FAKE_RRN(posting->stan),
            .currency = 643,
            .rate_bp = FAKE_RATE_BP,
            .earned = posting->earned,
        };
    } else if (posting->kind == WIRE_KIND_REFUND) {
        fake_tell_refund(posting, answer);
    } else if (posting->kind == WIRE_KIND_REVERSAL) {
        answer->which_answer = WIRE_RESPONSE_REVERSAL_TAG;
        answer->answer.reversal.rrn = FAKE_RRN(posting->stan);
        answer->answer.reversal.original = posting->total != 0 ? FAKE_RRN(posting->original) : 0;
    } else if (posting->kind == WIRE_KIND_CARD_ACTIVATE || posting->kind == WIRE_KIND_CARD_BLOCK) {
        answer->which_answer = WIRE_RESPONSE_CARD_TAG;
        answer->answer.card = (struct wire_card_answer){
            .rrn = FAKE_RRN(posting->stan),
            .member = 7,
            .state = WIRE_CARD_STATE_ACTIVE,
        };
    } else {
        fake_tell_hold(posting, answer);
    }
}

// An original that is not there is never posted from now on.
static void fake_reverse(struct fake_server *server, struct fake_posting *reversal)
{
    struct fake_posting *original = fake_ledger_find(server, reversal->original);
    if (original == NULL) {
        server->postings[server->posting_count++] = (struct fake_posting){
            .stan = reversal->original,
            .result = WIRE_RESULT_REVERSED,
            .is_reversed = true,
        };
    } else if (original->is_reversed) {
        reversal->result = WIRE_RESULT_ORIGINAL_REVERSED;
    } else {
        original->is_reversed = true;
        reversal->total = 1; // there was one
    }
}

static void fake_decide_keyed(struct fake_server *server, const struct wire_request *request,
                              enum wire_result_code result, struct wire_response *answer)
{
    uint8_t digest[32];
    SHA256(request->body.bytes, request->body.size, digest);
    struct fake_posting *posting = fake_ledger_find(server, request->stan);
    answer->repeated = posting != NULL;
    if (posting == NULL) {
        posting = &server->postings[server->posting_count++];
        *posting = (struct fake_posting){.stan = request->stan, .result = result};
        memcpy(posting->digest, digest, sizeof(digest));
        if (request->kind == WIRE_KIND_ADVICE) {
            fake_read_advice(server, request->body, posting);
        } else {
            fake_read_body(request->kind, request->body, posting);
        }
        if (request->kind == WIRE_KIND_REVERSAL && result == WIRE_RESULT_APPROVED) {
            fake_reverse(server, posting);
        }
    } else if (posting->result != WIRE_RESULT_REVERSED &&
               memcmp(posting->digest, digest, sizeof(digest)) != 0) {
        answer->repeated = false;
        answer->result = WIRE_RESULT_MISMATCH;
        return;
    }
    fake_tell_posting(server, posting, answer);
}

static void fake_decide_status(struct fake_server *server, const struct wire_request *request,
                               struct wire_response *answer)
{
    struct wire_transaction_status status;
    struct wire_error error;
    assert_int_equal(wire_transaction_status_decode(request->body, &status, &error), WIRE_OK);
    const struct fake_posting *posting = fake_ledger_find(server, status.stan);
    answer->result = posting == NULL ? WIRE_RESULT_NOT_FOUND : WIRE_RESULT_APPROVED;
    if (posting == NULL) {
        return;
    }
    struct wire_response inner = {0};
    fake_tell_posting(server, posting, &inner);
    answer->which_answer = WIRE_RESPONSE_STATUS_TAG;
    answer->answer.status = (struct wire_status_answer){
        .kind = posting->kind,
        .result = posting->result,
    };
    if (inner.which_answer == WIRE_RESPONSE_PURCHASE_TAG) {
        answer->answer.status.which_answer = WIRE_STATUS_ANSWER_PURCHASE_TAG;
        answer->answer.status.answer.purchase = inner.answer.purchase;
    } else if (inner.which_answer == WIRE_RESPONSE_REVERSAL_TAG) {
        answer->answer.status.which_answer = WIRE_STATUS_ANSWER_REVERSAL_TAG;
        answer->answer.status.answer.reversal = inner.answer.reversal;
    }
}

void fake_ledger_decide(struct fake_server *server, const struct wire_request *request,
                        enum wire_result_code result, struct wire_response *answer)
{
    *answer = (struct wire_response){.number = request->number, .result = WIRE_RESULT_APPROVED};
    static const char slip[] = "SLIP\n";
    const struct wire_purchase purchase = fake_read_purchase(request);
    bool is_training = purchase.training;
    if (wire_kind_is_keyed(request->kind) && !is_training) {
        fake_decide_keyed(server, request, result, answer);
    } else if (request->kind == WIRE_KIND_TRANSACTION_STATUS) {
        fake_decide_status(server, request, answer);
    } else if (request->kind == WIRE_KIND_ECHO) {
        answer->which_answer = WIRE_RESPONSE_ECHO_TAG;
        answer->answer.echo.server_at_us = FAKE_NOW_US;
    } else if (request->kind == WIRE_KIND_QUOTE || is_training) {
        answer->which_answer = WIRE_RESPONSE_PURCHASE_TAG;
        answer->answer.purchase.currency = 643;
        answer->answer.purchase.earned = fake_award(&purchase);
        answer->answer.purchase.training = is_training;
        answer->answer.purchase.redeemable_max = purchase.total / 2;
    } else if (request->kind == WIRE_KIND_BALANCE_INQUIRY) {
        answer->which_answer = WIRE_RESPONSE_BALANCE_TAG;
        answer->answer.balance = (struct wire_balance_answer){
            .state = WIRE_CARD_STATE_ACTIVE,
            .balances_count = 2,
            .balances = {{.currency = 398, .points = 100, .lifetime = 1000},
                         {.currency = 643, .points = 200, .lifetime = 2000}},
        };
    }
    if (request->has_slip) {
        answer->slip = (struct wire_view){(const uint8_t *)slip, sizeof(slip) - 1};
    }
}
