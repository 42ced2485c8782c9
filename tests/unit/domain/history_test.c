// SPDX-License-Identifier: Apache-2.0
// Proves the points of an account against a model of plain lists: random histories of purchases,
// redemptions, holds, commits, voids, time-outs, refunds in slices under every policy, sweeps and
// jumps of the clock, requests sent twice among them. After every request both sides must say the
// same. A history that fails is shrunk to one of which no request can be left out.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "domain/history.h"
#include "domain/history_draw.h"
#include "domain/history_ledger.h"
#include "domain/history_model.h"
#include "domain/seed.h"
#include "support/cmocka.h"

enum {
    REQUESTS_TOTAL = 400000,
    SHRINK_ROUNDS_MAX = 20,
};

// Both sides, and the histories they are played; too large for the stack.
struct world {
    struct model model;
    struct ledger ledger;
    struct history history;
    struct history shorter;
    uint32_t approved[HISTORY_KINDS];
    uint32_t in_debt;
    bool loses_points; // a fault, put in to see that it is found
};

// What the two sides said, and how they differ.
struct played {
    const char *failure;      // NULL: they do not
    uint32_t request;         // index of the last one
    enum verdict verdicts[2]; // of the model, and of the ledger
    struct history_figures figures[2];
};

// Playing.

static const char *compare(const struct world *world, const struct played *played)
{
    if (played->verdicts[0] != played->verdicts[1]) {
        return "the verdicts differ";
    }
    if (memcmp(&played->figures[0], &played->figures[1], sizeof(played->figures[0])) != 0) {
        return "the figures differ";
    }
    if (!account_is_sound(&world->ledger.account)) {
        return "the account is not sound";
    }
    return ledger_moves_make_lots(&world->ledger) ? NULL : "the moves do not make the lots";
}

static void lose_a_point(struct account *account)
{
    if (account->lot_count > 0 && account->lots[0].points.minor > 1) {
        account->lots[0].points.minor--;
        account->balance.minor--;
    }
}

// Whether it asks for something both sides know of: a refund needs its receipt, and a hold from
// more lots than there are pieces would be joined.
static bool can_be_played(const struct world *world, const struct history_request *request)
{
    const struct account *account = &world->ledger.account;
    switch (request->kind) {
    case HISTORY_HOLD:
        return account->held_count + account->lot_count <= HOLDS_MAX;
    case HISTORY_REFUND_LINE:
    case HISTORY_REFUND_AMOUNT:
        return model_find_receipt(&world->model, request->original) != NULL;
    case HISTORY_COMMIT:
    case HISTORY_VOID:
        return request->original != 0;
    case HISTORY_WAIT:
    case HISTORY_PURCHASE:
    case HISTORY_SWEEP:
    case HISTORY_KINDS:
        break;
    }
    return true;
}

// False: the account has so many lots that the next might be joined, and the history ends here.
static bool play_request(struct world *world, const struct history_request *request,
                         struct played *played)
{
    if (!can_be_played(world, request)) {
        return true;
    }
    played->verdicts[0] = model_apply(&world->model, request);
    played->verdicts[1] = ledger_apply(&world->ledger, request);
    world->approved[request->kind] += played->verdicts[1] == VERDICT_APPROVED ? 1 : 0;
    world->in_debt += world->ledger.account.debt.minor > 0 ? 1 : 0;
    if (world->loses_points && request->kind == HISTORY_VOID &&
        played->verdicts[1] == VERDICT_APPROVED) {
        lose_a_point(&world->ledger.account);
    }
    played->figures[0] = model_figures(&world->model, request->at.today);
    played->figures[1] = ledger_figures(&world->ledger, request->at);
    if (world->ledger.account.lot_count == LOTS_MAX) {
        return false;
    }
    played->failure = compare(world, played);
    return true;
}

static void begin(struct world *world, const struct history_rules *rules)
{
    model_begin(&world->model, rules);
    ledger_begin(&world->ledger, rules);
}

// Draws a history while it is played, until it fails or is long enough.
static struct played play_random(struct world *world, uint64_t *seed)
{
    struct history *history = &world->history;
    struct history_draw draw;
    struct played played = {.failure = NULL};
    uint32_t length = (uint32_t)seed_between(seed, 20, HISTORY_REQUESTS_MAX);
    history_draw_begin(&draw, seed, &history->rules);
    begin(world, &history->rules);
    history->request_count = 0;
    while (history->request_count < length && played.failure == NULL) {
        struct history_request *next = &history->requests[history->request_count];
        *next = history_draw_request(&draw, &world->model);
        played.request = history->request_count++;
        if (!play_request(world, next, &played)) {
            break;
        }
    }
    return played;
}

static struct played play_again(struct world *world, const struct history *history)
{
    struct played played = {.failure = NULL};
    begin(world, &history->rules);
    for (uint32_t index = 0; index < history->request_count && played.failure == NULL; index++) {
        played.request = index;
        if (!play_request(world, &history->requests[index], &played)) {
            break;
        }
    }
    return played;
}

// Shrinking: leaves out halves, quarters, and so on to single requests, and halves what is asked
// for, as long as what is left fails.

static bool shorter_fails(struct world *world)
{
    if (play_again(world, &world->shorter).failure == NULL) {
        return false;
    }
    world->history = world->shorter;
    return true;
}

static bool leave_out(struct world *world, uint32_t from, uint32_t count)
{
    struct history *shorter = &world->shorter;
    *shorter = world->history;
    memmove(&shorter->requests[from], &shorter->requests[from + count],
            (shorter->request_count - from - count) * sizeof(shorter->requests[0]));
    shorter->request_count -= count;
    return shorter_fails(world);
}

static bool leave_out_all(struct world *world, uint32_t count)
{
    bool shrunk = false;
    uint32_t from = 0;
    while (from + count <= world->history.request_count) {
        if (leave_out(world, from, count)) {
            shrunk = true;
        } else {
            from += count;
        }
    }
    return shrunk;
}

static bool ask_for_less(struct world *world)
{
    bool shrunk = false;
    for (uint32_t index = 0; index < world->history.request_count; index++) {
        bool halved = true;
        while (halved && world->history.requests[index].minor > 1) {
            world->shorter = world->history;
            world->shorter.requests[index].minor /= 2;
            halved = shorter_fails(world);
            shrunk = shrunk || halved;
        }
    }
    return shrunk;
}

static void shrink(struct world *world)
{
    bool shrunk = true;
    for (int round = 0; round < SHRINK_ROUNDS_MAX && shrunk; round++) {
        shrunk = false;
        for (uint32_t count = world->history.request_count / 2; count > 0; count /= 2) {
            shrunk = leave_out_all(world, count) || shrunk;
        }
        shrunk = ask_for_less(world) || shrunk;
    }
}

// Telling.

static const char *const kind_names[HISTORY_KINDS] = {
    [HISTORY_WAIT] = "wait",
    [HISTORY_PURCHASE] = "purchase",
    [HISTORY_HOLD] = "hold",
    [HISTORY_COMMIT] = "commit",
    [HISTORY_VOID] = "void",
    [HISTORY_REFUND_LINE] = "refund of a line",
    [HISTORY_REFUND_AMOUNT] = "refund of an amount",
    [HISTORY_SWEEP] = "sweep",
};

static void print_request(const struct history_request *request)
{
    printf("  %" PRId64 ": day %d and %" PRId64 " s, %s", request->position,
           request->at.today - HISTORY_FIRST_DAY, request->at.now_us % HISTORY_DAY_US / 1000000,
           kind_names[request->kind]);
    if (request->original != 0) {
        printf(" of %" PRId64, request->original);
    }
    switch (request->kind) {
    case HISTORY_PURCHASE:
        for (size_t line = 0; line < HISTORY_LINES; line++) {
            printf(" %" PRId64 " at %" PRId64 " bp,", request->lines[line].minor,
                   history_rates_bp[request->lines[line].rate]);
        }
        printf(" %" PRId64 " of it by points; good for %u months after %d days", request->minor,
               request->months, request->delay_days);
        break;
    case HISTORY_HOLD:
        printf(" %" PRId64 " for %" PRId64 " s", request->minor,
               (request->until_us - request->at.now_us) / 1000000);
        break;
    case HISTORY_REFUND_LINE:
        printf(" line %u: %" PRId64, request->line, request->minor);
        break;
    case HISTORY_COMMIT:
    case HISTORY_REFUND_AMOUNT:
        printf(": %" PRId64, request->minor);
        break;
    case HISTORY_WAIT:
    case HISTORY_VOID:
    case HISTORY_SWEEP:
    case HISTORY_KINDS:
        break;
    }
    printf("\n");
}

static void print_figures(const char *side, const struct played *played, size_t index)
{
    const struct history_figures *figures = &played->figures[index];
    printf("  %s: %s, balance %" PRId64 ", spendable %" PRId64 ", pending %" PRId64
           ", held %" PRId64 ", debt %" PRId64 "\n",
           side, verdict_name(played->verdicts[index]), figures->balance, figures->spendable,
           figures->pending, figures->held, figures->debt);
}

static void report(struct world *world)
{
    const struct history *history = &world->history;
    uint32_t request_count = history->request_count;
    shrink(world);
    struct played played = play_again(world, history);
    printf("A history of %u requests fails, shrunk to %u: policy %d, debt to %" PRId64
           ", %d days of grace.\n",
           request_count, history->request_count, (int)history->rules.policy,
           history->rules.debt_max, history->rules.grace_days);
    for (uint32_t index = 0; index < history->request_count; index++) {
        print_request(&history->requests[index]);
    }
    printf("  After the last one %s.\n", played.failure);
    print_figures("model", &played, 0);
    print_figures("ledger", &played, 1);
}

static struct world *create_world(void)
{
    struct world *world = calloc(1, sizeof(*world));
    assert_non_null(world);
    return world;
}

static void random_histories_leave_what_the_model_leaves(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    struct world *world = create_world();
    uint32_t history_count = 0;
    uint32_t request_count = 0;
    const char *failure = NULL;
    while (request_count < REQUESTS_TOTAL && failure == NULL) {
        failure = play_random(world, &seed).failure;
        request_count += world->history.request_count;
        history_count++;
    }
    if (failure != NULL) {
        report(world);
    }
    printf("%u requests in %u histories\n", request_count, history_count);
    assert_null(failure);
    for (size_t kind = 0; kind < HISTORY_KINDS; kind++) {
        assert_true(world->approved[kind] > REQUESTS_TOTAL / 200);
    }
    assert_true(world->in_debt > REQUESTS_TOTAL / 400);
    free(world);
}

static void a_fault_is_found_and_its_history_shrunk(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    struct world *world = create_world();
    struct played played = {.failure = NULL};
    world->loses_points = true;
    for (int tries = 0; tries < 100 && played.failure == NULL; tries++) {
        played = play_random(world, &seed);
    }
    assert_non_null(played.failure);
    shrink(world);
    played = play_again(world, &world->history);
    assert_non_null(played.failure);
    assert_int_equal(world->history.requests[played.request].kind, HISTORY_VOID);
    assert_true(world->history.request_count <= 5); // earn, hold, void
    free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_histories_leave_what_the_model_leaves),
        cmocka_unit_test(a_fault_is_found_and_its_history_shrunk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
