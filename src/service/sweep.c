// SPDX-License-Identifier: Apache-2.0
// One step after the other: look for holds, post what is due; while a pass over the accounts is on,
// look at the next of them, post what is due; pause. What the store could not do is done in a later
// step: the walk goes on only from accounts that were dealt with.
#include "service/sweep.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "domain/sweep.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "service/after.h"
#include "store/store.h"

enum sweep_step {
    SWEEP_STEP_PAUSE,
    SWEEP_STEP_ASK,  // the store is asked for accounts
    SWEEP_STEP_POST, // what is due of them is being posted
};

struct sweep_posting {
    struct posting posting;
    struct sweep *sweep;
    struct sweep_posting *next; // of the free ones
    enum sweep_finding finding; // as decided last
    bool is_more;               // the same account is to be posted again
};

// A walk over the accounts of all lanes.
struct sweep_pass {
    bool is_on;
    int32_t day;
    uint32_t lanes_left;
    struct ask_account after; // the walk goes on behind this one
    uint64_t account_count;
    uint64_t row_count;
};

struct sweep {
    struct loop *loop;
    struct store *store;
    struct log *log;
    struct metric *holds;
    struct metric *expired;
    struct metric *accounts;
    struct metric *passes;
    struct loop_timer timer;
    uint64_t random;
    enum sweep_step step;
    struct ask ask;
    struct ask_account found[LIMIT_SWEEP_ACCOUNTS_MAX];
    uint32_t found_next; // not yet posted
    uint32_t row_count;  // of this step
    bool has_failed;     // the store did not do all of this step
    struct sweep_pass pass;
    int32_t swept_day; // of the last pass that came to its end
    struct sweep_posting *free;
    uint32_t in_flight;
    struct sweep_posting postings[LIMIT_SWEEP_POSTINGS_MAX];
};

// xorshift64, by Marsaglia: enough to keep daemons apart.
static uint64_t sweep_draw(struct sweep *sweep)
{
    sweep->random ^= sweep->random << 13;
    sweep->random ^= sweep->random >> 7;
    sweep->random ^= sweep->random << 17;
    return sweep->random;
}

static void sweep_pause(struct sweep *sweep, int64_t pause_ms)
{
    sweep->step = SWEEP_STEP_PAUSE;
    int64_t part_ms = (int64_t)(sweep_draw(sweep) % (uint64_t)pause_ms);
    loop_timer_start(&sweep->timer, pause_ms / 2 + part_ms);
}

static void sweep_rest(struct sweep *sweep)
{
    sweep_pause(sweep, sweep->pass.is_on ? LIMIT_SWEEP_PAUSE_MS : LIMIT_SWEEP_REST_MS);
}

// Inside the turn.

static enum verdict sweep_decide(struct posting *posting, const struct posting_facts *facts,
                                 struct posting_effect *effect)
{
    struct sweep_posting *own = (struct sweep_posting *)(void *)posting;
    const struct account_moment at = {.now_us = facts->turn_at_us,
                                      .today = sweep_day(facts->turn_at_us)};
    effect->account = *facts->account;
    struct sweep_effect found = sweep_account(&effect->account, at.now_us, &effect->moves);
    own->finding = found.finding;
    own->is_more = found.is_more;
    if (found.finding == SWEEP_NOTHING) {
        return VERDICT_NOT_FOUND; // no row, and nothing is remembered
    }
    bool is_expiry = found.finding == SWEEP_EXPIRED;
    effect->kind = is_expiry ? JOURNAL_EXPIRED : JOURNAL_HOLD_TIMED_OUT;
    effect->member = posting->member;
    effect->currency = posting->currency;
    effect->earned = is_expiry ? -found.points.minor : 0;
    effect->base = is_expiry ? 0 : found.points.minor;
    effect->account_changed = true;
    effect->details.original_position = found.hold;
    effect->details.hold_until_us = found.until_us;
    after_set_details(&effect->details, &effect->account, at);
    return VERDICT_APPROVED;
}

// Posting what is due.

static void sweep_end_step(struct sweep *sweep);
static void sweep_posted(struct posting *posting, enum store_result result);

static const struct posting_rule sweep_rule = {
    .decide = sweep_decide,
    .posted = sweep_posted,
};

// False: the store does not take it now.
static bool sweep_post(struct sweep *sweep, struct sweep_posting *own)
{
    struct posting *posting = &own->posting;
    posting->arrived_at_us = loop_wall_us(sweep->loop);
    posting->deadline_ms = loop_now_ms(sweep->loop) + LIMIT_REQUEST_MS;
    if (store_post(sweep->store, posting) != STORE_OK) {
        return false;
    }
    sweep->in_flight++;
    return true;
}

static void sweep_give(struct sweep *sweep, struct sweep_posting *own)
{
    own->next = sweep->free;
    sweep->free = own;
}

static bool sweep_post_account(struct sweep *sweep, const struct ask_account *account)
{
    struct sweep_posting *own = sweep->free;
    sweep->free = own->next;
    own->posting = (struct posting){
        .rule = &sweep_rule,
        .lane = account->lane,
        .card = "",
        .currency = account->currency,
        .member = account->member,
    };
    bool is_taken = sweep_post(sweep, own);
    if (!is_taken) {
        sweep_give(sweep, own);
    }
    return is_taken;
}

// As many as may be in the queues; the step ends when all are done.
static void sweep_post_found(struct sweep *sweep)
{
    while (sweep->free != NULL && sweep->found_next < sweep->ask.account_count) {
        const struct ask_account *account = &sweep->found[sweep->found_next++];
        if (account->is_due && !sweep_post_account(sweep, account)) {
            sweep->has_failed = true;
            sweep->found_next = sweep->ask.account_count;
        }
    }
    if (sweep->in_flight == 0) {
        sweep_end_step(sweep);
    }
}

static void sweep_count_row(struct sweep *sweep, enum sweep_finding finding)
{
    sweep->row_count++;
    metric_count(finding == SWEEP_EXPIRED ? sweep->expired : sweep->holds, 1);
}

// An account that another daemon swept first was answered NOT_FOUND. One that cannot be read is
// told of by the store and passed over: it must not stop the walk.
static void sweep_posted(struct posting *posting, enum store_result result)
{
    struct sweep_posting *own = (struct sweep_posting *)(void *)posting;
    struct sweep *sweep = own->sweep;
    sweep->in_flight--;
    sweep->has_failed |= result != STORE_OK;
    if (result == STORE_OK && posting->answer.verdict == VERDICT_APPROVED) {
        sweep_count_row(sweep, own->finding);
        if (own->is_more) {
            if (sweep_post(sweep, own)) {
                return;
            }
            sweep->has_failed = true;
        }
    }
    sweep_give(sweep, own);
    sweep_post_found(sweep);
}

// Asking for accounts.

static void sweep_ask(struct sweep *sweep, enum ask_kind kind)
{
    sweep->step = SWEEP_STEP_ASK;
    sweep->ask.kind = kind;
    sweep->ask.after = sweep->pass.after;
    sweep->ask.deadline_ms = loop_now_ms(sweep->loop) + LIMIT_REQUEST_MS;
    if (store_ask(sweep->store, &sweep->ask) != STORE_OK) {
        sweep_rest(sweep);
    }
}

static void sweep_answered(struct ask *ask, enum store_result result)
{
    struct sweep *sweep = (struct sweep *)(void *)((char *)ask - offsetof(struct sweep, ask));
    if (result != STORE_OK) {
        sweep_rest(sweep);
        return;
    }
    sweep->step = SWEEP_STEP_POST;
    sweep->found_next = 0;
    sweep->row_count = 0;
    sweep->has_failed = false;
    sweep_post_found(sweep);
}

static void sweep_begin_pass(struct sweep *sweep, int32_t day)
{
    uint32_t lane_count = store_registry(sweep->store)->lane_count;
    sweep->pass = (struct sweep_pass){
        .is_on = true,
        .day = day,
        .lanes_left = lane_count,
        .after = {.lane = (uint16_t)(sweep_draw(sweep) % lane_count)},
    };
}

static void sweep_end_pass(struct sweep *sweep)
{
    struct sweep_pass *pass = &sweep->pass;
    pass->is_on = false;
    sweep->swept_day = pass->day;
    metric_count(sweep->passes, 1);
    if (pass->row_count > 0) {
        log_event(sweep->log, LOG_INFO, "accounts_swept", LOG_INT("day", pass->day),
                  LOG_INT("accounts", pass->account_count), LOG_INT("expired", pass->row_count));
    }
}

static void sweep_end_holds(struct sweep *sweep)
{
    if (sweep->row_count > 0) {
        log_event(sweep->log, LOG_INFO, "holds_swept", LOG_INT("rows", sweep->row_count));
    }
    if (!sweep->pass.is_on && sweep->ask.day != sweep->swept_day) {
        sweep_begin_pass(sweep, sweep->ask.day);
    }
    if (sweep->pass.is_on) {
        sweep_ask(sweep, ASK_SWEEP_LOTS);
    } else {
        sweep_rest(sweep);
    }
}

// The walk goes on behind what was looked at, in the next lane when there is no more in this one.
static void sweep_end_lots(struct sweep *sweep)
{
    struct sweep_pass *pass = &sweep->pass;
    uint32_t count = sweep->ask.account_count;
    pass->row_count += sweep->row_count;
    if (!sweep->has_failed) {
        metric_count(sweep->accounts, count);
        pass->account_count += count;
        if (count == LIMIT_SWEEP_ACCOUNTS_MAX) {
            pass->after = sweep->found[count - 1];
        } else {
            uint32_t lane_count = store_registry(sweep->store)->lane_count;
            pass->after =
                (struct ask_account){.lane = (uint16_t)((pass->after.lane + 1U) % lane_count)};
            pass->lanes_left--;
        }
        if (pass->lanes_left == 0) {
            sweep_end_pass(sweep);
        }
    }
    sweep_rest(sweep);
}

static void sweep_end_step(struct sweep *sweep)
{
    if (sweep->ask.kind == ASK_SWEEP_HOLDS) {
        sweep_end_holds(sweep);
    } else {
        sweep_end_lots(sweep);
    }
}

static void sweep_on_timer(void *context)
{
    struct sweep *sweep = context;
    if (store_registry(sweep->store) == NULL) {
        sweep_rest(sweep);
        return;
    }
    sweep_ask(sweep, ASK_SWEEP_HOLDS);
}

static void sweep_init_metrics(struct sweep *sweep, struct metrics *metrics)
{
    static const char rows_help[] = "Rows of what time alone did to accounts, by kind.";
    sweep->holds = metrics_add_counter(
        metrics, &(struct metric_description){.name = "bonusd_sweep_rows_total",
                                              .help = rows_help,
                                              .labels = "kind=\"hold_timed_out\""});
    sweep->expired =
        metrics_add_counter(metrics, &(struct metric_description){.name = "bonusd_sweep_rows_total",
                                                                  .help = rows_help,
                                                                  .labels = "kind=\"expired\""});
    sweep->accounts = metrics_add_counter(
        metrics,
        &(struct metric_description){.name = "bonusd_sweep_accounts_total",
                                     .help = "Accounts that were looked at for expired lots."});
    sweep->passes = metrics_add_counter(
        metrics, &(struct metric_description){.name = "bonusd_sweep_passes_total",
                                              .help = "Passes over all accounts."});
}

struct sweep *sweep_create(struct loop *loop, struct store *store, struct log *log,
                           struct metrics *metrics, uint64_t random_seed)
{
    struct sweep *sweep = memory_allocate(1, sizeof(*sweep));
    sweep->loop = loop;
    sweep->store = store;
    sweep->log = log;
    sweep->random = random_seed | 1; // xorshift stays at 0
    sweep->swept_day = INT32_MIN;
    sweep->ask.accounts = sweep->found;
    sweep->ask.account_max = LIMIT_SWEEP_ACCOUNTS_MAX;
    sweep->ask.answered = sweep_answered;
    for (size_t i = 0; i < BASE_COUNT(sweep->postings); i++) {
        sweep->postings[i].sweep = sweep;
        sweep_give(sweep, &sweep->postings[i]);
    }
    sweep_init_metrics(sweep, metrics);
    loop_timer_init(&sweep->timer, loop, sweep_on_timer, sweep);
    sweep_rest(sweep);
    return sweep;
}

void sweep_destroy(struct sweep *sweep)
{
    if (sweep == NULL) {
        return;
    }
    CHECK(sweep->in_flight == 0);
    loop_timer_stop(&sweep->timer);
    free(sweep);
}
