// SPDX-License-Identifier: Apache-2.0
// Puts lanes, turns and the reader together: which lane gets the next free turn, and what becomes
// of the postings of a turn that did not end well.
#include "store/store.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "store/lane_internal.h"
#include "store/reader_internal.h"
#include "store/store_metrics_internal.h"
#include "store/turn_internal.h"

struct store {
    struct loop *loop;
    struct log *log;
    struct store_options options;
    struct store_metrics metrics;
    struct registry *registry;
    struct reader *reader;
    struct turn *turns[LIMIT_TURNS_MAX];
    struct lane lanes[LIMIT_LANES_MAX];
    uint32_t posting_count; // waiting and in turns
    uint32_t connected_count;
    bool registry_stale;   // no turn begins until the newer one is here
    bool registry_refused; // the newest is not one we know: nothing can be posted
    bool draining;
    struct loop_task schedule_task;
    struct loop_timer sweep_timer;
};

static const enum statement turn_statements[] = {
    STATEMENT_BEGIN,  STATEMENT_LANE_BEGIN, STATEMENT_LANE_RECALL,   STATEMENT_LANE_POST,
    STATEMENT_COMMIT, STATEMENT_ROLLBACK,   STATEMENT_VELOCITY_READ, STATEMENT_VELOCITY_POST,
};

const char *store_result_name(enum store_result result)
{
    static const char *const names[] = {
#define STORE_RESULT(name, text) [STORE_##name] = #name,
#include "store/result.def"
#undef STORE_RESULT
    };
    return (size_t)result < BASE_COUNT(names) ? names[result] : "unknown";
}

static void store_answer(struct store *store, struct posting *posting, enum store_result result)
{
    CHECK(store->posting_count > 0);
    store->posting_count--;
    posting->next = NULL;
    if (result != STORE_OK && posting->in_doubt) {
        result = STORE_IN_DOUBT;
    }
    metric_set(store->metrics.postings, store->posting_count);
    posting->rule->posted(posting, result);
}

static void store_answer_list(struct store *store, struct posting *posting,
                              enum store_result result)
{
    while (posting != NULL) {
        struct posting *next = posting->next;
        store_answer(store, posting, result);
        posting = next;
    }
}

// The lane whose first posting has waited longest, or NULL.
static struct lane *store_choose_lane(struct store *store)
{
    int64_t now_ms = loop_now_ms(store->loop);
    struct lane *chosen = NULL;
    for (size_t i = 0; i < store->registry->lane_count; i++) {
        struct lane *lane = &store->lanes[i];
        if (lane->first == NULL || lane->in_turn || lane->paused_until_ms > now_ms) {
            continue;
        }
        if (chosen == NULL || lane->first->arrived_at_us < chosen->first->arrived_at_us) {
            chosen = lane;
        }
    }
    return chosen;
}

// Starts turns while there are free ones and lanes that wait. Runs at the end of a turn of the
// loop, so that what arrived together is decided together.
static void store_schedule(void *context)
{
    struct store *store = context;
    if (store->registry == NULL || store->registry_stale) {
        return;
    }
    for (size_t i = 0; i < store->options.turns_max; i++) {
        if (!turn_is_free(store->turns[i])) {
            continue;
        }
        struct lane *lane = store_choose_lane(store);
        if (lane == NULL) {
            return;
        }
        turn_start(store->turns[i], lane);
    }
}

static void store_want_schedule(struct store *store)
{
    loop_after_turn(store->loop, &store->schedule_task);
}

// Postings whose deadline has passed leave the queues, and lanes that paused go on.
static void store_sweep(void *context)
{
    struct store *store = context;
    int64_t now_ms = loop_now_ms(store->loop);
    for (size_t i = 0; i < LIMIT_LANES_MAX; i++) {
        if (store->lanes[i].first != NULL) {
            store_answer_list(store, lane_take_late(&store->lanes[i], now_ms), STORE_LATE);
        }
    }
    store_want_schedule(store);
    if (store->posting_count > 0) {
        loop_timer_start(&store->sweep_timer, LIMIT_STORE_SWEEP_MS);
    }
}

// Nothing can be posted: everybody hears it now rather than at a deadline.
static void store_fail_queues(struct store *store)
{
    for (size_t i = 0; i < LIMIT_LANES_MAX; i++) {
        store_answer_list(store, lane_take_all(&store->lanes[i]), STORE_UNAVAILABLE);
    }
}

static bool store_can_post(const struct store *store)
{
    return store->registry != NULL && !store->registry_refused && store->connected_count > 0;
}

enum store_result store_post(struct store *store, struct posting *posting)
{
    CHECK((posting->key.stan > 0) == (posting->key.terminal > 0) && posting->card != NULL);
    if (!store_can_post(store) || store->draining) {
        return STORE_UNAVAILABLE;
    }
    if (store->posting_count >= store->options.postings_max) {
        return STORE_BUSY;
    }
    CHECK(posting->lane < store->registry->lane_count);
    posting->in_doubt = false;
    posting->poison = false;
    posting->repeated = false;
    lane_append(&store->lanes[posting->lane], posting);
    store->posting_count++;
    metric_set(store->metrics.postings, store->posting_count);
    if (!loop_timer_is_armed(&store->sweep_timer)) {
        loop_timer_start(&store->sweep_timer, LIMIT_STORE_SWEEP_MS);
    }
    store_want_schedule(store);
    return STORE_OK;
}

enum store_result store_ask(struct store *store, struct ask *ask)
{
    return reader_ask(store->reader, ask);
}

// The turn ended well: its answers are true.
static void store_turn_done(struct store *store, struct turn *turn, enum store_result result)
{
    struct batch *batch = turn_batch(turn);
    struct lane *lane = turn_lane(turn);
    if (lane->is_troubled) {
        lane->is_troubled = false;
        log_event(store->log, LOG_INFO, "lane_recovered", LOG_INT("lane", lane->number));
    }
    lane->turn_requests *= 2;
    if (lane->turn_requests > store->options.turn_requests_max) {
        lane->turn_requests = store->options.turn_requests_max;
    }
    metric_observe(store->metrics.turn_requests, batch->count);
    metric_observe(store->metrics.turn_us, loop_now_us(store->loop) - turn_started_us(turn));
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct posting *posting = batch->postings[i];
        if (batch_is_deferred(batch, i)) {
            continue;
        }
        if (posting->answer.verdict == VERDICT_UNAVAILABLE) {
            log_event(store->log, LOG_ERROR, "account_unreadable", LOG_INT("lane", lane->number),
                      LOG_CARD("card", posting->card), LOG_INT("currency", posting->currency));
        }
        store_answer(store, batch->postings[i], result);
    }
    lane_give_back_deferred(lane, batch);
}

// Not even its refusal can be written. Nothing was posted, and nobody shall wait for it.
static void store_drop_poison(struct store *store, struct turn *turn, struct posting *culprit)
{
    log_event(store->log, LOG_ERROR, "poison_dropped", LOG_INT("lane", turn_lane(turn)->number),
              LOG_INT("terminal", culprit->key.terminal), LOG_INT("stan", culprit->key.stan),
              LOG_TEXT("sqlstate", turn_sqlstate(turn)), LOG_TEXT("reason", turn_error(turn)));
    store_answer(store, culprit, STORE_UNAVAILABLE);
}

// One request of the turn cannot be written. It is the one the server named, or the only one;
// otherwise the lane goes on with smaller turns until it is alone.
static void store_turn_poison(struct store *store, struct turn *turn)
{
    struct batch *batch = turn_batch(turn);
    struct lane *lane = turn_lane(turn);
    struct posting *culprit = batch_find_ordinal(batch, turn_error_ordinal(turn));
    if (culprit == NULL && batch->count == 1) {
        culprit = batch->postings[0];
    }
    if (culprit != NULL && culprit->poison) {
        CHECK(batch->count == 1); // what is poison is not posted and never named
        store_drop_poison(store, turn, culprit);
        return;
    }
    if (culprit != NULL) {
        culprit->poison = true;
        metric_count(store->metrics.poisoned, 1);
        log_event(store->log, LOG_ERROR, "posting_poisoned", LOG_INT("lane", lane->number),
                  LOG_INT("terminal", culprit->key.terminal), LOG_INT("stan", culprit->key.stan),
                  LOG_TEXT("sqlstate", turn_sqlstate(turn)), LOG_TEXT("reason", turn_error(turn)));
    } else {
        lane->turn_requests = batch->count / 2;
    }
    lane_give_back(lane, batch);
}

// The database's trouble: the same requests again after a moment, until their own deadlines.
static void store_turn_trouble(struct store *store, struct turn *turn)
{
    struct lane *lane = turn_lane(turn);
    metric_count(store->metrics.turns_failed, 1);
    if (!lane->is_troubled) {
        lane->is_troubled = true; // one line per change, however often it is tried
        log_event(store->log, LOG_WARN, "turn_failed", LOG_INT("lane", lane->number),
                  LOG_INT("requests", turn_batch(turn)->count),
                  LOG_TEXT("sqlstate", turn_sqlstate(turn)), LOG_TEXT("reason", turn_error(turn)));
    }
    lane->paused_until_ms = loop_now_ms(store->loop) + LIMIT_TURN_PAUSE_MS;
    lane_give_back(lane, turn_batch(turn));
}

static void store_turn_in_doubt(struct store *store, struct turn *turn)
{
    struct batch *batch = turn_batch(turn);
    metric_count(store->metrics.turns_in_doubt, 1);
    log_event(store->log, LOG_WARN, "turn_in_doubt", LOG_INT("lane", turn_lane(turn)->number),
              LOG_INT("requests", batch->count), LOG_TEXT("reason", turn_error(turn)));
    for (uint32_t i = 0; i < batch->count; i++) {
        batch->postings[i]->in_doubt = true;
    }
    lane_give_back(turn_lane(turn), batch);
}

static void store_turn_ended(void *context, struct turn *turn, enum turn_outcome outcome)
{
    struct store *store = context;
    switch (outcome) {
    case TURN_DONE:
        store_turn_done(store, turn, STORE_OK);
        break;
    case TURN_UNREPLICATED:
        log_event(store->log, LOG_WARN, "commit_not_replicated",
                  LOG_INT("lane", turn_lane(turn)->number));
        store_turn_done(store, turn, STORE_IN_DOUBT);
        break;
    case TURN_UNSURE:
        turn_lane(turn)->careful_turns = LIMIT_TURNS_CAREFUL;
        lane_give_back(turn_lane(turn), turn_batch(turn));
        break;
    case TURN_STALE:
        store->registry_stale = true;
        lane_give_back(turn_lane(turn), turn_batch(turn));
        reader_want_registry(store->reader);
        break;
    case TURN_POISON:
        store_turn_poison(store, turn);
        break;
    case TURN_TROUBLE:
        store_turn_trouble(store, turn);
        break;
    case TURN_IN_DOUBT:
        store_turn_in_doubt(store, turn);
        break;
    }
    store_want_schedule(store);
}

static void store_turn_connected(void *context, struct turn *turn)
{
    (void)turn;
    struct store *store = context;
    store->connected_count++;
    metric_set(store->metrics.connections, store->connected_count);
    store_want_schedule(store);
}

static void store_turn_disconnected(void *context, struct turn *turn)
{
    (void)turn;
    struct store *store = context;
    store->connected_count--;
    metric_set(store->metrics.connections, store->connected_count);
    if (store->connected_count == 0) {
        store_fail_queues(store);
    }
}

static const struct registry *store_turn_registry(void *context)
{
    const struct store *store = context;
    return store->registry;
}

// A registry that cannot be used: no turn may be decided under the old one, so nothing can be
// posted until there is a better one, and everybody hears it now.
static void store_refuse_registry(struct store *store)
{
    store->registry_refused = true;
    store_fail_queues(store);
}

// Lanes are made once: their number never changes while this ledger lives.
static bool store_lanes_agree(struct store *store, const struct registry *registry)
{
    const struct registry *old = store->registry;
    if (old == NULL || old->lane_count == registry->lane_count) {
        return true;
    }
    if (!store->registry_refused) {
        log_event(store->log, LOG_ERROR, "lanes_changed", LOG_INT("from", old->lane_count),
                  LOG_INT("to", registry->lane_count));
    }
    return false;
}

static bool store_registry_read(void *context, struct registry *registry)
{
    struct store *store = context;
    struct registry *old = store->registry;
    if (registry == NULL || !store_lanes_agree(store, registry)) {
        registry_destroy(registry);
        store_refuse_registry(store);
        return false;
    }
    store->registry = registry;
    store->registry_stale = false;
    store->registry_refused = false;
    log_event(store->log, LOG_INFO, "registry_read", LOG_INT("revision", registry->revision),
              LOG_INT("stores", registry->store_count),
              LOG_INT("terminals", registry->terminal_count),
              LOG_INT("programme", registry->programme.version));
    if (store->options.registry_changed != NULL) {
        store->options.registry_changed(store->options.context, registry);
    }
    registry_destroy(old);
    store_want_schedule(store);
    return true;
}

struct store *store_create(struct loop *loop, struct log *log, struct metrics *metrics,
                           const struct store_options *options)
{
    CHECK(options->turns_max >= 1 && options->turns_max <= LIMIT_TURNS_MAX);
    CHECK(options->turn_requests_max >= 1 && options->turn_requests_max <= LIMIT_TURN_REQUESTS_MAX);
    struct store *store = memory_allocate(1, sizeof(*store));
    store->loop = loop;
    store->log = log;
    store->options = *options;
    store_metrics_init(&store->metrics, metrics);
    store->schedule_task = (struct loop_task){.run = store_schedule, .context = store};
    loop_timer_init(&store->sweep_timer, loop, store_sweep, store);
    for (uint16_t i = 0; i < LIMIT_LANES_MAX; i++) {
        lane_init(&store->lanes[i], i, options->turn_requests_max);
    }
    struct connection_options connection = {
        .name = "bonusd turn",
        .database = options->database,
        .statements = turn_statements,
        .statement_count = BASE_COUNT(turn_statements),
        .lock_ms = options->lock_ms,
        .statement_ms = options->statement_ms,
        .idle_ms = options->idle_ms,
    };
    struct turn_owner turn_owner = {.registry = store_turn_registry,
                                    .ended = store_turn_ended,
                                    .connected = store_turn_connected,
                                    .disconnected = store_turn_disconnected,
                                    .context = store};
    struct hash_seed seed = {.words = {options->random_seed[0], options->random_seed[1]}};
    for (size_t i = 0; i < options->turns_max; i++) {
        store->turns[i] =
            turn_create(loop, log, &connection, options->turn_requests_max, &seed, &turn_owner);
    }
    struct reader_owner reader_owner = {.registry_read = store_registry_read, .context = store};
    connection.name = "bonusd reader";
    store->reader = reader_create(loop, log, &connection, options->registry_poll_ms, &reader_owner);
    return store;
}

void store_drain(struct store *store)
{
    store->draining = true;
}

bool store_is_idle(const struct store *store)
{
    return store->posting_count == 0;
}

// A turn that is cut off while it commits leaves its postings in doubt.
static void store_abandon_turn(struct store *store, struct turn *turn)
{
    if (!turn_is_running(turn)) {
        return;
    }
    struct batch *batch = turn_batch(turn);
    for (uint32_t i = 0; i < batch->count; i++) {
        batch->postings[i]->in_doubt |= turn_is_committing(turn);
        store_answer(store, batch->postings[i], STORE_UNAVAILABLE);
    }
}

void store_destroy(struct store *store)
{
    if (store == NULL) {
        return;
    }
    store->draining = true;
    for (size_t i = 0; i < store->options.turns_max; i++) {
        store_abandon_turn(store, store->turns[i]);
        turn_destroy(store->turns[i]);
    }
    store_fail_queues(store);
    reader_destroy(store->reader);
    loop_cancel_task(store->loop, &store->schedule_task);
    loop_timer_stop(&store->sweep_timer);
    registry_destroy(store->registry);
    free(store);
}

bool store_is_ready(const struct store *store)
{
    return store_can_post(store) && reader_is_ready(store->reader);
}

const struct registry *store_registry(const struct store *store)
{
    return store->registry;
}
