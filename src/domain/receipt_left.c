// SPDX-License-Identifier: Apache-2.0
// The flat form of what is left of a receipt.
#include "domain/receipt_left.h"

#include "base/checked.h"

// Before the lines.
enum { LEFT_BY_AMOUNT, LEFT_WRITTEN_OFF, LEFT_CASH_DEDUCTED, LEFT_UNDONE, LEFT_LINES };

static_assert((int)RECEIPT_LEFT_HEAD == (int)LEFT_LINES, "the lines follow the head");

size_t receipt_left_flatten(const struct reckon_left *left, uint32_t line_count,
                            const struct refund_unpaid *unpaid, int64_t *numbers)
{
    numbers[LEFT_BY_AMOUNT] = left->by_amount.minor;
    numbers[LEFT_WRITTEN_OFF] = unpaid->written_off.minor;
    numbers[LEFT_CASH_DEDUCTED] = unpaid->cash_deducted.minor;
    numbers[LEFT_UNDONE] = 0;
    for (uint32_t index = 0; index < line_count; index++) {
        numbers[LEFT_LINES + index] = left->lines[index].whole.minor;
    }
    return LEFT_LINES + (size_t)line_count;
}

bool receipt_left_restore(const struct reckon_receipt *receipt, const int64_t *numbers,
                          size_t number_count, struct reckon_left *left,
                          struct refund_unpaid *unpaid)
{
    if (number_count == 0) {
        *unpaid = (struct refund_unpaid){0};
        reckon_begin(receipt, left);
        return true;
    }
    if (number_count != LEFT_LINES + (size_t)receipt->count) {
        return false;
    }
    left->by_amount.minor = numbers[LEFT_BY_AMOUNT];
    unpaid->written_off.minor = numbers[LEFT_WRITTEN_OFF];
    unpaid->cash_deducted.minor = numbers[LEFT_CASH_DEDUCTED];
    for (uint32_t index = 0; index < receipt->count; index++) {
        left->lines[index].whole.minor = numbers[LEFT_LINES + index];
    }
    return unpaid->written_off.minor >= 0 && unpaid->cash_deducted.minor >= 0 &&
           reckon_restore(receipt, left);
}

bool receipt_left_undo(const struct receipt_left_refund *refund, int64_t *numbers,
                       size_t number_count)
{
    if (number_count < LEFT_LINES) {
        return false;
    }
    // Lines are taken only after what was taken by amount has been settled line by line.
    bool by_lines = refund->slice_count > 0 && numbers[LEFT_BY_AMOUNT] == 0;
    int64_t by_amount = by_lines ? 0 : refund->total.minor;
    bool fits =
        checked_subtract(numbers[LEFT_BY_AMOUNT], by_amount, &numbers[LEFT_BY_AMOUNT]) == BASE_OK &&
        checked_subtract(numbers[LEFT_WRITTEN_OFF], refund->unpaid.written_off.minor,
                         &numbers[LEFT_WRITTEN_OFF]) == BASE_OK &&
        checked_subtract(numbers[LEFT_CASH_DEDUCTED], refund->unpaid.cash_deducted.minor,
                         &numbers[LEFT_CASH_DEDUCTED]) == BASE_OK;
    for (uint32_t index = 0; by_lines && index < refund->slice_count && fits; index++) {
        const struct reckon_slice *slice = &refund->slices[index];
        fits = slice->line < number_count - LEFT_LINES &&
               checked_add(numbers[LEFT_LINES + slice->line], slice->amount.minor,
                           &numbers[LEFT_LINES + slice->line]) == BASE_OK;
    }
    numbers[LEFT_UNDONE] = refund->position;
    return fits && numbers[LEFT_BY_AMOUNT] >= 0 && numbers[LEFT_WRITTEN_OFF] >= 0 &&
           numbers[LEFT_CASH_DEDUCTED] >= 0;
}

int64_t receipt_left_undone(const int64_t *numbers, size_t number_count)
{
    return number_count >= LEFT_LINES ? numbers[LEFT_UNDONE] : 0;
}
