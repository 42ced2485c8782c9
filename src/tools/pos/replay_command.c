// SPDX-License-Identifier: Apache-2.0
// bonus-pos replay FILE
#include "tools/pos/calendar.h"
#include "tools/pos/command.h"
#include "tools/pos/replay.h"

enum { REPLAY_DRY_RATE_BP = 1100 }; // what the reference programme credits

// When the last paper was printed, on its own till's clock.
static int64_t replay_last_us(const struct replay *replay)
{
    int64_t last_us = INT64_MIN;
    for (size_t index = 0; index < replay->item_count; index++) {
        int64_t at_us = replay_receipt_at_us(replay->items[index].receipt);
        last_us = at_us > last_us ? at_us : last_us;
    }
    return last_us;
}

static enum pos_result replay_run(struct replay *replay)
{
    enum pos_result result = replay_open_tills(replay);
    if (result == POS_OK) {
        replay_plan(replay);
        result = replay_post(replay);
    }
    if (result == POS_OK) {
        result = replay_report(replay);
    }
    replay_close_tills(replay);
    return result;
}

enum pos_result replay_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words)
{
    struct retail retail;
    enum pos_result result = retail_read(pos, words[0], &retail);
    if (result != POS_OK) {
        return result;
    }
    struct replay replay = {.pos = pos, .settings = settings, .retail = &retail};
    replay_list_items(&replay);
    if (settings->dry_run) {
        replay_reckon(&replay, REPLAY_DRY_RATE_BP);
        result = replay_report(&replay);
    } else if (replay.item_count == 0) {
        result = pos_fail(pos, POS_DATA, NULL, "%s has no receipt to post", words[0]);
    } else {
        replay.shift_us =
            calendar_shift_us(replay_last_us(&replay), pos->clock.wall_us(pos->clock.context));
        result = replay_run(&replay);
    }
    replay_clear_items(&replay);
    retail_clear(&retail);
    return result;
}
