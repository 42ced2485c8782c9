// SPDX-License-Identifier: Apache-2.0
// One thread for each till: it keeps as many items under way as the library takes, and takes their
// outcomes as they come. The calling thread draws the progress.
#include <errno.h>
#include <time.h>

#include "tools/pos/progress.h"
#include "tools/pos/replay.h"

enum {
    POST_REDRAW_MS = 100,
    POST_BLOCKED_MS = 1, // between two looks at an original on another till
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

// Whether the till as a whole is in trouble: trying the next items would take as long each.
static bool post_is_hopeless(enum bonus_result result)
{
    static const bool hopeless[REPLAY_RESULTS] = {
        [BONUS_UNREACHABLE] = true, [BONUS_TLS_REFUSED] = true,    [BONUS_LOGON_REFUSED] = true,
        [BONUS_PROTOCOL] = true,    [BONUS_JOURNAL_FAILED] = true, [BONUS_JOURNAL_FOREIGN] = true,
    };
    return hopeless[result];
}

// An item that this journal has sent before keeps the time it had then: the weeks it is moved by
// may have changed, and with them the request.
static int64_t post_receipt_at_us(struct replay_till *till, const struct bonus_receipt *identity,
                                  struct replay_item *item)
{
    struct bonus_journal_entry entry;
    item->was_known = bonus_journal_find_receipt(till->bonus, identity, &entry) == BONUS_OK;
    return item->was_known ? entry.receipt_at_us
                           : replay_receipt_at_us(item->receipt) + till->replay->shift_us;
}

// What sales and refunds have in common.
struct post_paper {
    struct bonus_receipt receipt;
    char device[POST_DEVICE_BYTES];
    char card[BONUS_CARD_DIGITS_MAX + 1];
    int64_t at_us;
    int32_t utc_offset_min;
};

static void post_name_receipt(struct bonus_receipt *receipt, char device[POST_DEVICE_BYTES],
                              uint32_t store)
{
    snprintf(device, POST_DEVICE_BYTES, "FD%06u", store);
    receipt->store = store;
    receipt->fiscal_device = device;
}

static void post_write_paper(struct replay_till *till, struct replay_item *item,
                             struct post_paper *paper)
{
    const struct retail_receipt *receipt = item->receipt;
    *paper = (struct post_paper){
        .receipt = {.number = replay_item_number(item), .date = receipt->date},
        .utc_offset_min = money_currencies[money_currency_index(receipt->currency)].utc_offset_min,
    };
    post_name_receipt(&paper->receipt, paper->device, till->store);
    paper->at_us = post_receipt_at_us(till, &paper->receipt, item);
    if (receipt->customer != 0) {
        retail_card_number(receipt->customer, paper->card);
    }
}

static enum bonus_card_entry post_entry(const struct post_paper *paper)
{
    return paper->card[0] == '\0' ? BONUS_CARD_ENTRY_NONE : BONUS_CARD_ENTRY_BARCODE;
}

static enum bonus_result post_submit_sale(struct replay_till *till, struct replay_item *item)
{
    struct post_paper paper;
    post_write_paper(till, item, &paper);
    const struct bonus_purchase purchase = {
        .card = paper.card,
        .entry = post_entry(&paper),
        .receipt = paper.receipt,
        .receipt_at_us = paper.at_us,
        .utc_offset_min = paper.utc_offset_min,
        .currency = item->receipt->currency,
        .total = item->receipt->total,
        .lines = item->receipt->lines,
        .line_count = item->receipt->line_count,
    };
    return bonus_purchase_submit(till->bonus, &purchase, item, NULL);
}

// The original is named by what is printed on it: that is known before it was posted, and the same
// for every replay.
static enum bonus_result post_submit_refund(struct replay_till *till, struct replay_item *item)
{
    const struct replay_refund *refund = item->refund;
    struct post_paper paper;
    char device[POST_DEVICE_BYTES];
    struct bonus_receipt original;
    post_write_paper(till, item, &paper);
    if (refund->original != NULL) {
        original = (struct bonus_receipt){
            .number = refund->original->number,
            .date = refund->original->date,
        };
        post_name_receipt(&original, device, replay_find_store(till->replay, refund->original));
    }
    const struct bonus_refund asked = {
        .card = paper.card,
        .entry = post_entry(&paper),
        .receipt = paper.receipt,
        .receipt_at_us = paper.at_us,
        .utc_offset_min = paper.utc_offset_min,
        .currency = item->receipt->currency,
        .total = refund->total,
        .original = refund->original == NULL ? NULL : &original,
        .supervisor = refund->original == NULL ? till->replay->settings->supervisor : NULL,
        .lines = refund->lines,
        .line_count = refund->line_count,
    };
    return bonus_refund_submit(till->bonus, &asked, item, NULL);
}

// When the next item of any till may go.
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
    size_t next; // of its items
    bool is_hopeless;
    bool is_blocked; // the next one's original has no outcome yet
    bool has_ticket;
    int64_t due_us;
};

static void post_count(struct post *post, struct replay_item *item,
                       const struct bonus_outcome *outcome)
{
    struct replay_till *till = post->till;
    replay_count(&till->tally, item, outcome);
    atomic_store(&item->is_done, true);
    atomic_fetch_add(&till->replay->done, 1);
    if (outcome->result != BONUS_OK && outcome->code != BONUS_CODE_ALREADY_POSTED) {
        post_note(till, outcome->error);
    }
    post->is_hopeless |= post_is_hopeless(outcome->result);
}

// Whether the next item may go now.
static bool post_is_due(struct post *post)
{
    const struct replay_item *item = post->till->items[post->next];
    post->is_blocked = item->original != NULL && !atomic_load(&item->original->is_done);
    if (post->is_blocked) {
        return false;
    }
    if (!post->has_ticket) {
        post->due_us = post_next_due_us(post->till->replay);
        post->has_ticket = true;
    }
    return post->due_us <= post_now_us(post->till->replay);
}

// Submits what may go now.
static void post_fill(struct post *post)
{
    struct replay_till *till = post->till;
    while (post->next < till->item_count && !post->is_hopeless &&
           bonus_waiting(till->bonus) < BONUS_WAITING_MAX && post_is_due(post)) {
        struct replay_item *item = till->items[post->next++];
        post->has_ticket = false;
        enum bonus_result result =
            item->refund == NULL ? post_submit_sale(till, item) : post_submit_refund(till, item);
        if (result != BONUS_OK) {
            const struct bonus_outcome outcome = {.result = result,
                                                  .error = bonus_error(till->bonus)};
            post_count(post, item, &outcome);
        }
    }
}

// How long the next item has to wait even if no outcome comes; -1: it waits for nothing else.
static int64_t post_pause_us(const struct post *post)
{
    if (post->is_blocked) {
        return POST_BLOCKED_MS * 1000;
    }
    if (!post->has_ticket) {
        return -1;
    }
    int64_t pause_us = post->due_us - post_now_us(post->till->replay);
    return pause_us < 0 ? 0 : pause_us;
}

// Waits for an outcome, or until the next item may go.
static void post_wait(struct post *post)
{
    struct replay_till *till = post->till;
    struct bonus_outcome outcome;
    int64_t pause_us = post_pause_us(post);
    if (bonus_waiting(till->bonus) == 0) {
        const struct timespec pause = {pause_us / 1000000, pause_us % 1000000 * 1000};
        if (pause_us > 0) {
            nanosleep(&pause, NULL);
        }
        return;
    }
    int timeout_ms = pause_us < 0 ? -1 : (int)((pause_us + 999) / 1000);
    while (bonus_poll(till->bonus, timeout_ms, &outcome) != BONUS_NOTHING_YET) {
        post_count(post, outcome.tag, &outcome);
        timeout_ms = 0; // take what else is there before the next items are submitted together
    }
}

// Nobody waits for what a till does not send any more.
static void post_give_up(struct post *post)
{
    struct replay_till *till = post->till;
    till->tally.unsent = till->item_count - post->next;
    for (; post->next < till->item_count; post->next++) {
        atomic_store(&till->items[post->next]->is_done, true);
    }
}

static void *post_run(void *context)
{
    struct replay_till *till = context;
    struct replay *replay = till->replay;
    struct post post = {.till = till};
    while ((post.next < till->item_count && !post.is_hopeless) || bonus_waiting(till->bonus) > 0) {
        post_fill(&post);
        post_wait(&post);
    }
    post_give_up(&post);
    pthread_mutex_lock(&replay->lock);
    replay->running_count--;
    pthread_cond_signal(&replay->ended);
    pthread_mutex_unlock(&replay->lock);
    return NULL;
}

static void post_watch(struct replay *replay)
{
    struct progress progress;
    progress_start(&progress, replay->pos, replay->item_count);
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
