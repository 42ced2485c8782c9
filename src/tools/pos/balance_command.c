// SPDX-License-Identifier: Apache-2.0
// bonus-pos balance CARD
#include "tools/pos/answer.h"
#include "tools/pos/command.h"
#include "tools/pos/tills.h"

enum pos_result balance_command(const struct pos *pos, const struct settings *settings,
                                const char *const *words)
{
    struct bonus_card card;
    struct bonus_outcome outcome;
    struct bonus *till = NULL;
    char error[BONUS_ERROR_BYTES_MAX];
    if (bonus_card_read(words[0], &card, error) != BONUS_OK) {
        return pos_fail(pos, POS_DATA, NULL, "%s", error);
    }
    enum pos_result result = tills_connect(pos, settings, &till);
    if (result == POS_OK) {
        (void)!bonus_balance(till, &card, &outcome);
        result = answer_print(pos, &outcome);
    }
    bonus_close(till);
    return result;
}
