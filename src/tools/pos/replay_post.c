// SPDX-License-Identifier: Apache-2.0
// One thread for each till: it keeps as many receipts under way as the library takes, and takes
// their outcomes as they come. The calling thread draws the progress.
#include <errno.h>
#include <time.h>

#include "tools/pos/progress.h"
#include "tools/pos/replay.h"

enum {
    POST_REDRAW_MS = 100,
    POST_DEVICE_BYTES = 16,
};

static int64_t post_now_us(const struct replay *replay)
{
    const struct clock_source *clock = &replay->pos->clock;
    return clock->monotonic_us(clock->context);
}

// Keeps the first trouble of a till for the report.
static void post_note(struct replay_till *till, const char *error)
{
    if (till->error[0] == '\0') {
        snprintf(till->error, sizeof(till->error), "%s", error);
    }
}

// Whether the till as a whole is in trouble: trying the next receipts would take as long each.
static bool post_is_hopeless(enum bonus_result result)
{
    static const bool hopeless[REPLAY_RESULTS] = {
        [BONUS_UNREACHABLE] = true, [BONUS_TLS_REFUSED] = true,    [BONUS_LOGON_REFUSED] = true,
        [BONUS_PROTOCOL] = true,    [BONUS_JOURNAL_FAILED] = true, [BONUS_JOURNAL_FOREIGN] = true,
    };
    return hopeless[result];
}

// A receipt that this journal has sent before keeps the time it had then: the weeks it is moved by
// may have changed, and with them the request.
static int64_t post_receipt_at_us(struct replay_till *till, const struct bonus_receipt *identity,
                                  const struct retail_receipt *receipt)
{
    struct replay *replay = till->replay;
    struct bonus_journal_entry entry;
    bool *was_known = &replay->was_known[receipt - replay->retail->receipts];
    *was_known = bonus_journal_find_receipt(till->bonus, identity, &entry) == BONUS_OK;
    return *was_known ? entry.receipt_at_us : replay_receipt_at_us(receipt) + replay->shift_us;
}

static enum bonus_result post_submit(struct replay_till *till, const struct retail_receipt *receipt)
{
    char device[POST_DEVICE_BYTES];
    char card[BONUS_CARD_DIGITS_MAX + 1];
    snprintf(device, sizeof(device), "FD%06u", till->store);
    struct bonus_purchase purchase = {
        .receipt = {.store = till->store,
                    .fiscal_device = device,
                    .number = receipt->number,
                    .date = receipt->date},
        .utc_offset_min = money_currencies[money_currency_index(receipt->currency)].utc_offset_min,
        .currency = receipt->currency,
        .total = receipt->total,
        .lines = receipt->lines,
        .line_count = receipt->line_count,
    };
    purchase.receipt_at_us = post_receipt_at_us(till, &purchase.receipt, receipt);
    if (receipt->customer != 0) {
        retail_card_number(receipt->customer, card);
        purchase.card = card;
        purchase.entry = BONUS_CARD_ENTRY_BARCODE;
    }
    // The outcome brings the receipt back; the library only keeps the pointer.
    return bonus_purchase_submit(till->bonus, &purchase, (void *)(uintptr_t)receipt, NULL);
}

// When the next receipt of any till may go.
static int64_t post_next_due_us(struct replay *replay)
{
    if (replay->settings->rate == 0) {
        return 0;
    }
    size_t ticket = atomic_fetch_add(&replay->tickets, 1);
    return replay->started_us + (int64_t)(ticket * 1000000 / replay->settings->rate);
}

// What a thread keeps between its turns.
struct post {
    struct replay_till *till;
    size_t next; // of its receipts
    bool is_hopeless;
    bool has_ticket;
    int64_t due_us;
};

static void post_count(struct post *post, const struct retail_receipt *receipt,
                       const struct bonus_outcome *outcome)
{
    struct replay_till *till = post->till;
    bool was_known = till->replay->was_known[receipt - till->replay->retail->receipts];
    replay_count(&till->tally, receipt, was_known, outcome);
    atomic_fetch_add(&till->replay->done, 1);
    if (outcome->result != BONUS_OK && outcome->code != BONUS_CODE_ALREADY_POSTED) {
        post_note(till, outcome->error);
    }
    post->is_hopeless |= post_is_hopeless(outcome->result);
}

// Submits what may go now.
static void post_fill(struct post *post)
{
    struct replay_till *till = post->till;
    const struct retail *retail = till->replay->retail;
    while (post->next < till->receipt_count && !post->is_hopeless &&
           bonus_waiting(till->bonus) < BONUS_WAITING_MAX) {
        if (!post->has_ticket) {
            post->due_us = post_next_due_us(till->replay);
            post->has_ticket = true;
        }
        if (post->due_us > post_now_us(till->replay)) {
            return;
        }
        const struct retail_receipt *receipt = &retail->receipts[till->receipts[post->next++]];
        post->has_ticket = false;
        enum bonus_result result = post_submit(till, receipt);
        if (result != BONUS_OK) {
            const struct bonus_outcome outcome = {.result = result,
                                                  .error = bonus_error(till->bonus)};
            post_count(post, receipt, &outcome);
        }
    }
}

// Waits for an outcome, or until the next receipt may go.
static void post_wait(struct post *post)
{
    struct replay_till *till = post->till;
    struct bonus_outcome outcome;
    int64_t wait_us = post->has_ticket ? post->due_us - post_now_us(till->replay) : 0;
    wait_us = wait_us < 0 ? 0 : wait_us;
    if (bonus_waiting(till->bonus) == 0) {
        const struct timespec pause = {wait_us / 1000000, wait_us % 1000000 * 1000};
        nanosleep(&pause, NULL);
        return;
    }
    int timeout_ms = post->has_ticket ? (int)((wait_us + 999) / 1000) : -1;
    while (bonus_poll(till->bonus, timeout_ms, &outcome) != BONUS_NOTHING_YET) {
        post_count(post, outcome.tag, &outcome);
        timeout_ms = 0; // take what else is there before the next receipts are submitted together
    }
}

static void *post_run(void *context)
{
    struct replay_till *till = context;
    struct replay *replay = till->replay;
    struct post post = {.till = till};
    while ((post.next < till->receipt_count && !post.is_hopeless) ||
           bonus_waiting(till->bonus) > 0) {
        post_fill(&post);
        post_wait(&post);
    }
    till->tally.unsent = till->receipt_count - post.next;
    pthread_mutex_lock(&replay->lock);
    replay->running_count--;
    pthread_cond_signal(&replay->ended);
    pthread_mutex_unlock(&replay->lock);
    return NULL;
}

static void post_watch(struct replay *replay)
{
    struct progress progress;
    progress_start(&progress, replay->pos, replay->retail->count);
    pthread_mutex_lock(&replay->lock);
    while (replay->running_count > 0) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        int64_t nanoseconds = until.tv_nsec + INT64_C(1000000) * POST_REDRAW_MS;
        until.tv_sec += nanoseconds / 1000000000;
        until.tv_nsec = nanoseconds % 1000000000;
        pthread_cond_timedwait(&replay->ended, &replay->lock, &until);
        progress_update(&progress, atomic_load(&replay->done));
    }
    pthread_mutex_unlock(&replay->lock);
    progress_finish(&progress);
}

enum pos_result replay_post(struct replay *replay)
{
    enum pos_result result = POS_OK;
    pthread_mutex_init(&replay->lock, NULL);
    pthread_cond_init(&replay->ended, NULL);
    replay->started_us = post_now_us(replay);
    size_t started = 0;
    for (; started < replay->till_count && result == POS_OK; started++) {
        struct replay_till *till = &replay->tills[started];
        pthread_mutex_lock(&replay->lock);
        replay->running_count++;
        pthread_mutex_unlock(&replay->lock);
        errno = pthread_create(&till->thread, NULL, post_run, till);
        if (errno != 0) {
            result = pos_fail(replay->pos, POS_SOFTWARE, NULL, "a thread cannot be started: %m");
            pthread_mutex_lock(&replay->lock);
            replay->running_count--;
            pthread_mutex_unlock(&replay->lock);
            break;
        }
    }
    post_watch(replay);
    for (size_t index = 0; index < started; index++) {
        pthread_join(replay->tills[index].thread, NULL);
        replay_add(&replay->tally, &replay->tills[index].tally);
    }
    replay->elapsed_us = post_now_us(replay) - replay->started_us;
    pthread_cond_destroy(&replay->ended);
    pthread_mutex_destroy(&replay->lock);
    return result;
}
