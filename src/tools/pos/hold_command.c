// SPDX-License-Identifier: Apache-2.0
// bonus-pos hold CARD POINTS, commit CARD HOLD POINTS and void CARD HOLD.
#include "tools/pos/answer.h"
#include "tools/pos/calendar.h"
#include "tools/pos/command.h"
#include "tools/pos/paper.h"
#include "tools/pos/tills.h"

enum pos_result hold_command(const struct pos *pos, const struct settings *settings,
                             const char *const *words)
{
    int64_t now_us = pos->clock.wall_us(pos->clock.context);
    struct bonus_card card;
    struct bonus_hold hold = {
        .timeout_s = settings->timeout_s,
        .at_us = now_us,
        .utc_offset_min = calendar_offset_min(now_us),
        .cashier = settings->cashier,
        .shift = settings->shift,
    };
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = paper_read_card(pos, words[0], &card);
    if (result == POS_OK) {
        result = paper_read_amount(pos, words[1], &hold.points);
    }
    if (result == POS_OK) {
        result = tills_connect(pos, settings, &till);
    }
    if (result == POS_OK) {
        hold.card = card.digits;
        hold.entry = card.entry;
        (void)!bonus_hold(till, &hold, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}

enum pos_result commit_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words)
{
    int64_t now_us = pos->clock.wall_us(pos->clock.context);
    struct bonus_card card;
    struct bonus_commit commit = {
        .at_us = now_us,
        .utc_offset_min = calendar_offset_min(now_us),
        .cashier = settings->cashier,
        .shift = settings->shift,
    };
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = paper_read_card(pos, words[0], &card);
    if (result == POS_OK) {
        result = paper_read_rrn(pos, words[1], &commit.hold);
    }
    if (result == POS_OK) {
        result = paper_read_amount(pos, words[2], &commit.points);
    }
    if (result == POS_OK) {
        result = tills_reach(pos, settings, &till);
    }
    commit.card = card.digits;
    commit.entry = card.entry;
    if (result == POS_OK && settings->offline) {
        result = tills_advise(pos, till, &(struct bonus_advice){.commit = &commit});
    } else if (result == POS_OK) {
        (void)!bonus_commit(till, &commit, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}

enum pos_result void_command(const struct pos *pos, const struct settings *settings,
                             const char *const *words)
{
    int64_t now_us = pos->clock.wall_us(pos->clock.context);
    struct bonus_card card;
    struct bonus_void release = {
        .at_us = now_us,
        .utc_offset_min = calendar_offset_min(now_us),
        .cashier = settings->cashier,
        .shift = settings->shift,
    };
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    enum pos_result result = paper_read_card(pos, words[0], &card);
    if (result == POS_OK) {
        result = paper_read_rrn(pos, words[1], &release.hold);
    }
    if (result == POS_OK) {
        result = tills_reach(pos, settings, &till);
    }
    release.card = card.digits;
    release.entry = card.entry;
    if (result == POS_OK && settings->offline) {
        result = tills_advise(pos, till, &(struct bonus_advice){.release = &release});
    } else if (result == POS_OK) {
        (void)!bonus_void(till, &release, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}
