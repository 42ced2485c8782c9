// SPDX-License-Identifier: Apache-2.0
// bonus-pos cards FILE: the card of every customer who has a receipt or a refund in the file.
#include <stdlib.h>

#include "base/memory.h"
#include "tools/pos/answer.h"
#include "tools/pos/command.h"
#include "tools/pos/retail.h"

static int cards_compare(const void *first, const void *second)
{
    uint64_t a = *(const uint64_t *)first;
    uint64_t b = *(const uint64_t *)second;
    return a < b ? -1 : a > b;
}

enum pos_result cards_command(const struct pos *pos, const struct settings *settings,
                              const char *const *words)
{
    (void)settings;
    struct retail retail;
    enum pos_result result = retail_read(pos, words[0], &retail);
    if (result != POS_OK) {
        return result;
    }
    size_t count = retail.count + retail.refund_count;
    uint64_t *customers = memory_allocate(count + 1, sizeof(*customers));
    for (size_t index = 0; index < retail.count; index++) {
        customers[index] = retail.receipts[index].customer;
    }
    for (size_t index = 0; index < retail.refund_count; index++) {
        customers[retail.count + index] = retail.refunds[index].customer;
    }
    qsort(customers, count, sizeof(*customers), cards_compare);
    json_t *cards = json_array();
    for (size_t index = 0; index < count; index++) {
        char digits[BONUS_CARD_DIGITS_MAX + 1];
        if (customers[index] == 0 || (index > 0 && customers[index] == customers[index - 1])) {
            continue;
        }
        retail_card_number(customers[index], digits);
        if (pos->json) {
            json_array_append_new(cards, json_string(digits));
        } else {
            fprintf(pos->out, "%s\n", digits);
        }
    }
    if (pos->json) {
        answer_print_json(pos, json_incref(cards));
    }
    json_decref(cards);
    free(customers);
    retail_clear(&retail);
    return POS_OK;
}
