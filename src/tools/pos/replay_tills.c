// SPDX-License-Identifier: Apache-2.0
// The tills of a replay: the one of the settings, or those of a folder.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "tools/pos/replay.h"
#include "tools/pos/tills.h"

static enum pos_result replay_open_till(struct replay *replay, const char *name,
                                        const struct tills_files *files)
{
    struct replay_till *till = &replay->tills[replay->till_count];
    struct settings settings = *replay->settings;
    settings.width = 0; // nobody reads the slips
    enum pos_result result = tills_open(replay->pos, &settings, files, &till->bonus);
    if (result != POS_OK) {
        return result;
    }
    replay->till_count++;
    till->replay = replay;
    snprintf(till->name, sizeof(till->name), "%s", name);
    enum bonus_result connected = bonus_connect(till->bonus);
    if (connected != BONUS_OK) {
        return tills_fail(replay->pos, till->bonus, connected);
    }
    till->store = bonus_session(till->bonus)->store;
    till->currency = bonus_session(till->bonus)->currency;
    return POS_OK;
}

static enum pos_result replay_open_folder_till(struct replay *replay, const char *folder,
                                               const char *name)
{
    char paths[3][REPLAY_PATH_BYTES];
    static const char *const files[] = {"cert.pem", "key.pem", "journal.db"};
    for (size_t index = 0; index < BASE_COUNT(files); index++) {
        if (snprintf(paths[index], REPLAY_PATH_BYTES, "%s/%s/%s", folder, name, files[index]) >=
            REPLAY_PATH_BYTES) {
            return pos_fail(replay->pos, POS_USAGE, NULL, "the path of %s is too long", folder);
        }
    }
    if (access(paths[0], R_OK) != 0) {
        return errno == ENOENT || errno == ENOTDIR
                   ? POS_OK // something else that lies there
                   : pos_fail(replay->pos, POS_NO_INPUT, NULL, "%s cannot be read: %m", paths[0]);
    }
    if (replay->till_count == REPLAY_TILLS_MAX) {
        return pos_fail(replay->pos, POS_USAGE, NULL, "%s has more than %d tills", folder,
                        REPLAY_TILLS_MAX);
    }
    return replay_open_till(replay, name, &(struct tills_files){paths[0], paths[1], paths[2]});
}

static int replay_is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int replay_compare_names(const struct dirent **first, const struct dirent **second)
{
    return strcmp((*first)->d_name, (*second)->d_name);
}

static enum pos_result replay_open_folder(struct replay *replay, const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, replay_is_visible, replay_compare_names);
    if (count < 0) {
        return pos_fail(replay->pos, POS_NO_INPUT, NULL, "%s cannot be read: %m", folder);
    }
    enum pos_result result = POS_OK;
    for (int index = 0; index < count; index++) {
        if (result == POS_OK) {
            result = replay_open_folder_till(replay, folder, entries[index]->d_name);
        }
        free(entries[index]);
    }
    free(entries);
    if (result == POS_OK && replay->till_count == 0) {
        result = pos_fail(replay->pos, POS_NO_INPUT,
                          "each till has a folder of its own there, with cert.pem and key.pem",
                          "%s has no tills", folder);
    }
    return result;
}

static int replay_compare_tills(const void *first, const void *second)
{
    const struct replay_till *a = first;
    const struct replay_till *b = second;
    if (a->store != b->store) {
        return a->store < b->store ? -1 : 1;
    }
    return strcmp(a->name, b->name);
}

// How many tills of the same store stand before this one.
static size_t replay_rank(const struct replay *replay, size_t index)
{
    size_t first = index;
    while (first > 0 && replay->tills[first - 1].store == replay->tills[index].store) {
        first--;
    }
    return index - first;
}

// Closes all but `wanted` tills: the first of every store, then the second, and so on.
static enum pos_result replay_choose(struct replay *replay, size_t wanted)
{
    size_t store_count = 0;
    for (size_t index = 0; index < replay->till_count; index++) {
        store_count += replay_rank(replay, index) == 0;
    }
    if (wanted < store_count) {
        return pos_fail(replay->pos, POS_USAGE, NULL,
                        "--tills is %zu, but the tills stand in %zu stores and each keeps its own "
                        "receipts",
                        wanted, store_count);
    }
    bool *is_chosen = memory_allocate(replay->till_count + 1, sizeof(*is_chosen));
    for (size_t rank = 0, chosen = 0; chosen < wanted && rank < replay->till_count; rank++) {
        for (size_t index = 0; index < replay->till_count && chosen < wanted; index++) {
            is_chosen[index] |= replay_rank(replay, index) == rank;
            chosen += replay_rank(replay, index) == rank;
        }
    }
    size_t kept = 0;
    for (size_t index = 0; index < replay->till_count; index++) {
        if (is_chosen[index]) {
            replay->tills[kept++] = replay->tills[index];
        } else {
            bonus_close(replay->tills[index].bonus);
        }
    }
    replay->till_count = kept;
    free(is_chosen);
    return POS_OK;
}

enum pos_result replay_open_tills(struct replay *replay)
{
    const struct settings *settings = replay->settings;
    replay->tills = memory_allocate(REPLAY_TILLS_MAX, sizeof(*replay->tills));
    enum pos_result result = settings->tills_folder == NULL
                                 ? replay_open_till(replay, "till", NULL)
                                 : replay_open_folder(replay, settings->tills_folder);
    if (result != POS_OK) {
        return result;
    }
    qsort(replay->tills, replay->till_count, sizeof(*replay->tills), replay_compare_tills);
    return settings->tills == 0 ? POS_OK : replay_choose(replay, settings->tills);
}

void replay_close_tills(struct replay *replay)
{
    for (size_t index = 0; index < replay->till_count; index++) {
        bonus_close(replay->tills[index].bonus);
        free(replay->tills[index].items);
    }
    free(replay->tills);
    replay->tills = NULL;
    replay->till_count = 0;
}
