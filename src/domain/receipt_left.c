// SPDX-License-Identifier: Apache-2.0
// The flat form of what is left of a receipt.
#include "domain/receipt_left.h"

// Behind the lines.
enum { LEFT_BY_AMOUNT, LEFT_WRITTEN_OFF, LEFT_CASH_DEDUCTED, LEFT_TAIL };

static_assert(RECEIPT_LEFT_NUMBERS_MAX == RECKON_LINES_MAX + LEFT_TAIL, "all of it has room");

size_t receipt_left_flatten(const struct reckon_left *left, uint32_t line_count,
                            const struct refund_unpaid *unpaid, int64_t *numbers)
{
    const int64_t tail[LEFT_TAIL] = {
        [LEFT_BY_AMOUNT] = left->by_amount.minor,
        [LEFT_WRITTEN_OFF] = unpaid->written_off.minor,
        [LEFT_CASH_DEDUCTED] = unpaid->cash_deducted.minor,
    };
    for (uint32_t index = 0; index < line_count; index++) {
        numbers[index] = left->lines[index].whole.minor;
    }
    size_t tail_count = LEFT_TAIL;
    while (tail_count > 0 && tail[tail_count - 1] == 0) {
        tail_count--;
    }
    for (size_t index = 0; index < tail_count; index++) {
        numbers[line_count + index] = tail[index];
    }
    return line_count + tail_count;
}

bool receipt_left_restore(const struct reckon_receipt *receipt, const int64_t *numbers,
                          size_t number_count, struct reckon_left *left,
                          struct refund_unpaid *unpaid)
{
    int64_t tail[LEFT_TAIL] = {0};
    *unpaid = (struct refund_unpaid){0};
    if (number_count == 0) {
        reckon_begin(receipt, left);
        return true;
    }
    if (number_count < receipt->count || number_count > receipt->count + LEFT_TAIL) {
        return false;
    }
    for (uint32_t index = 0; index < receipt->count; index++) {
        left->lines[index].whole.minor = numbers[index];
    }
    for (size_t index = receipt->count; index < number_count; index++) {
        tail[index - receipt->count] = numbers[index];
    }
    left->by_amount.minor = tail[LEFT_BY_AMOUNT];
    unpaid->written_off.minor = tail[LEFT_WRITTEN_OFF];
    unpaid->cash_deducted.minor = tail[LEFT_CASH_DEDUCTED];
    return unpaid->written_off.minor >= 0 && unpaid->cash_deducted.minor >= 0 &&
           reckon_restore(receipt, left);
}
