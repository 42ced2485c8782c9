// SPDX-License-Identifier: Apache-2.0
// Random batches over few cards, receipts and keys, so that they meet all the time, against a model
// that knows no batches: it decides one request after the other from plain tables.
#include <stdlib.h>
#include <string.h>

#include "batch_bench.h"
#include "domain/seed.h"
#include "support/cmocka.h"

enum {
    BATCHES = 150,
    CARDS = 6, // the last one is not in the ledger
    RECEIPTS = 400,
    TERMINALS = 2,
    STANS = 300,
    BODIES = 2,
    MEMBER = LEDGER_ROWS_MAX - 1, // no position comes that far
};

static const char *const cards[CARDS + 1] = {"4006381333931",
                                             "4006381333948",
                                             "4006381333955",
                                             "4006381333962",
                                             "4006381333979",
                                             "4006381333986",
                                             ""};

struct model_answer {
    bool is_known;
    uint16_t kind;
    int64_t body;
    enum verdict verdict;
    int64_t position;
    int64_t member;
    int64_t balance_after;
    int64_t lifetime_after;
};

struct model_card {
    enum card_state state;
    int64_t member;
};

struct model_account {
    int64_t points;
    int64_t lifetime;
    int64_t position;
};

struct model {
    int64_t head;
    struct model_card cards[CARDS + 1];
    struct model_account accounts[LEDGER_ROWS_MAX]; // by member
    int64_t receipts[RECEIPTS];
    struct model_answer answers[TERMINALS][STANS];
};

// A request as the model sees it.
struct request {
    struct deed deed;
    size_t card; // CARDS: none
    size_t receipt;
    size_t terminal;
    size_t stan;
    int64_t body;
};

static enum verdict model_judge_purchase(const struct model *model, const struct request *request)
{
    static const enum verdict of_state[] = {
        [CARD_ABSENT] = VERDICT_CARD_UNKNOWN,
        [CARD_STOCK] = VERDICT_CARD_NOT_ACTIVE,
        [CARD_ACTIVE] = VERDICT_APPROVED,
        [CARD_BLOCKED] = VERDICT_CARD_BLOCKED,
    };
    if (model->receipts[request->receipt] > 0) {
        return VERDICT_ALREADY_POSTED;
    }
    return request->card == CARDS ? VERDICT_APPROVED : of_state[model->cards[request->card].state];
}

static enum verdict model_judge_activation(const struct model_card *card)
{
    static const enum verdict of_state[] = {
        [CARD_ABSENT] = VERDICT_CARD_UNKNOWN,
        [CARD_STOCK] = VERDICT_APPROVED,
        [CARD_ACTIVE] = VERDICT_CARD_ACTIVE,
        [CARD_BLOCKED] = VERDICT_CARD_BLOCKED,
    };
    return of_state[card->state];
}

static enum verdict model_judge(const struct model *model, const struct request *request)
{
    const struct model_card *card = &model->cards[request->card];
    if (request->deed.posting.poison) {
        return VERDICT_REFUSED_BY_LEDGER;
    }
    if (request->deed.terminal_blocked) {
        return VERDICT_TERMINAL_BLOCKED;
    }
    if (request->deed.posting.request_kind == DEED_PURCHASE) {
        return model_judge_purchase(model, request);
    }
    if (request->deed.posting.request_kind == DEED_ACTIVATION) {
        return model_judge_activation(card);
    }
    return card->state == CARD_ABSENT ? VERDICT_CARD_UNKNOWN : VERDICT_APPROVED;
}

static void model_post(struct model *model, const struct request *request,
                       struct model_answer *answer)
{
    struct model_card *card = &model->cards[request->card];
    model->head++;
    answer->position = model->head;
    if (request->deed.posting.request_kind == DEED_ACTIVATION) {
        card->state = CARD_ACTIVE;
        card->member = model->head;
    } else if (request->deed.posting.request_kind == DEED_BLOCKING) {
        card->state = CARD_BLOCKED;
    } else {
        model->receipts[request->receipt] = model->head;
    }
    answer->member = request->card == CARDS ? 0 : card->member;
    if (request->deed.posting.request_kind == DEED_PURCHASE && request->card < CARDS) {
        struct model_account *account = &model->accounts[card->member];
        account->points += request->deed.money / 10;
        account->lifetime += request->deed.money;
        account->position = model->head;
        answer->balance_after = account->points;
        answer->lifetime_after = account->lifetime;
    }
}

// What the request has to hear; `*repeated` says whether it was known.
static struct model_answer model_decide(struct model *model, const struct request *request,
                                        bool *repeated)
{
    struct model_answer *known = &model->answers[request->terminal][request->stan];
    *repeated = false;
    if (known->is_known) {
        *repeated =
            known->kind == request->deed.posting.request_kind && known->body == request->body;
        return *repeated ? *known : (struct model_answer){.verdict = VERDICT_MISMATCH};
    }
    struct model_answer answer = {.is_known = true,
                                  .kind = request->deed.posting.request_kind,
                                  .body = request->body,
                                  .verdict = model_judge(model, request)};
    if (answer.verdict == VERDICT_APPROVED) {
        model_post(model, request, &answer);
    } else if (answer.verdict == VERDICT_ALREADY_POSTED) {
        answer.position = model->receipts[request->receipt];
    }
    if (answer.verdict != VERDICT_TERMINAL_BLOCKED) {
        *known = answer;
    }
    return answer;
}

static void draw_kind(uint64_t *seed, struct request *request)
{
    const char *card = cards[request->card];
    int64_t kind = request->card == CARDS ? 0 : seed_between(seed, 0, 9);
    if (kind == 9) {
        deed_init_activation(&request->deed, 1, card);
    } else if (kind == 8 && seed_between(seed, 0, 9) == 0) {
        deed_init_blocking(&request->deed, 1, card);
    } else {
        deed_init_purchase(&request->deed, 1, card, seed_between(seed, 10, 100000));
        deed_set_receipt(&request->deed, (uint32_t)request->receipt);
    }
}

static void draw_request(uint64_t *seed, struct request *request)
{
    char body[16];
    request->card = (size_t)seed_between(seed, 0, CARDS);
    request->receipt = (size_t)seed_between(seed, 0, RECEIPTS - 1);
    request->terminal = (size_t)seed_between(seed, 0, TERMINALS - 1);
    request->stan = (size_t)seed_between(seed, 0, STANS - 1);
    request->body = seed_between(seed, 0, BODIES - 1);
    draw_kind(seed, request);
    snprintf(body, sizeof(body), "body %d", (int)request->body);
    deed_set_body(&request->deed, body);
    request->deed.posting.key.terminal = (uint32_t)request->terminal + 1;
    request->deed.posting.key.stan = request->stan + 1;
    request->deed.terminal_blocked = seed_between(seed, 0, 19) == 0;
    request->deed.posting.poison = seed_between(seed, 0, 29) == 0;
}

static void assert_answer(const struct model_answer *expected, bool repeated,
                          const struct posting *posting)
{
    const struct posting_answer *answer = &posting->answer;
    assert_string_equal(verdict_name(answer->verdict), verdict_name(expected->verdict));
    assert_int_equal(posting->repeated, repeated);
    assert_int_equal(answer->position, expected->position);
    assert_int_equal(answer->member, expected->member);
    assert_int_equal(answer->balance_after, expected->balance_after);
    assert_int_equal(answer->lifetime_after, expected->lifetime_after);
}

static void assert_state(const struct batch_bench *bench, const struct model *model)
{
    const struct ledger_lane *lane = bench->lane;
    assert_int_equal(lane->row_count, model->head);
    for (size_t i = 0; i < CARDS - 1; i++) {
        assert_int_equal(ledger_find_card(lane, cards[i])->state, model->cards[i].state);
        assert_int_equal(ledger_find_card(lane, cards[i])->member, model->cards[i].member);
    }
    for (uint32_t i = 0; i < lane->account_count; i++) {
        const struct ledger_account *account = &lane->accounts[i];
        const struct model_account *expected = &model->accounts[account->member];
        assert_int_equal(account->account.balance.minor, expected->points);
        assert_int_equal(account->account.lifetime.minor, expected->lifetime);
        assert_int_equal(account->account.position, expected->position);
    }
}

// Every row names the one before it of its account, and adds to what stood there.
static void assert_chains(const struct ledger_lane *lane)
{
    for (uint32_t i = 0; i < lane->row_count; i++) {
        const struct journal_row *row = &lane->rows[i].row;
        if (row->kind != JOURNAL_PURCHASE || row->member == 0) {
            continue;
        }
        int64_t before = 0;
        uint32_t previous = i;
        while (previous > 0) {
            const struct journal_row *other = &lane->rows[previous - 1].row;
            if (other->kind == JOURNAL_PURCHASE && other->member == row->member) {
                before = other->balance_after;
                break;
            }
            previous--;
        }
        assert_int_equal(row->previous_position, previous);
        assert_int_equal(row->balance_after, before + row->earned);
    }
}

static void make_world(struct batch_bench *bench, struct model *model)
{
    static const struct model_card start[CARDS + 1] = {
        {CARD_ACTIVE, MEMBER}, {CARD_ACTIVE, MEMBER}, {CARD_STOCK, 0},
        {CARD_STOCK, 0},       {CARD_STOCK, 0},       {CARD_ABSENT, 0},
    };
    memcpy(model->cards, start, sizeof(start));
    for (size_t i = 0; i < CARDS - 1; i++) {
        ledger_add_card(bench->lane, cards[i], start[i].state, start[i].member);
    }
}

// A batch as a lane runs it: in hope perhaps, and carefully if that was not enough.
static void run_batch(struct batch_bench *bench, struct model *model, uint64_t *seed)
{
    struct request requests[BATCH_BENCH_CAPACITY];
    struct deed *deeds[BATCH_BENCH_CAPACITY];
    size_t count = (size_t)seed_between(seed, 1, BATCH_BENCH_CAPACITY);
    for (size_t i = 0; i < count; i++) {
        draw_request(seed, &requests[i]);
        deeds[i] = &requests[i].deed;
    }
    bool careful = seed_between(seed, 0, 1) == 1;
    if (batch_bench_run(bench, careful, deeds, count) == BATCH_BENCH_UNSURE) {
        assert_false(careful);
        assert_int_not_equal(batch_bench_run(bench, true, deeds, count), BATCH_BENCH_UNSURE);
    }
    for (size_t i = 0; i < count; i++) {
        bool repeated;
        const struct model_answer expected = model_decide(model, &requests[i], &repeated);
        assert_answer(&expected, repeated, &requests[i].deed.posting);
    }
}

static void batches_decide_as_if_there_were_none(void **state)
{
    (void)state;
    uint64_t seed = seed_take("batches_decide_as_if_there_were_none");
    struct model *model = calloc(1, sizeof(*model));
    struct batch_bench bench;
    batch_bench_init(&bench);
    make_world(&bench, model);
    for (int i = 0; i < BATCHES; i++) {
        run_batch(&bench, model, &seed);
        assert_state(&bench, model);
    }
    assert_chains(bench.lane);
    batch_bench_clear(&bench);
    free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batches_decide_as_if_there_were_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
