// SPDX-License-Identifier: Apache-2.0
// What is left of a receipt, line by line.
#include "domain/reckon.h"

#include <stddef.h>

// whole x left / amount, rounded down; 0 of a line without an amount. `left` lies between 0 and
// `amount`, so that the part lies between 0 and the whole.
static int64_t reckon_part_of(int64_t whole, int64_t left, int64_t amount)
{
    if (left == amount) {
        return whole;
    }
    __int128 product = (__int128)whole * left;
    __int128 quotient = product / amount;
    if (product % amount != 0 && (product < 0) != (amount < 0)) {
        quotient--; // C divides towards zero
    }
    return (int64_t)quotient;
}

// Whether `part` lies between 0 and `whole`, whatever the sign of that.
static bool reckon_is_part(struct money part, struct money whole)
{
    return whole.minor >= 0 ? part.minor >= 0 && part.minor <= whole.minor
                            : part.minor <= 0 && part.minor >= whole.minor;
}

// Spreading the base: over the lines that sold and, separately, over those that took back.

struct reckon_money {
    int64_t sold;
    int64_t taken_back; // 0 or more
};

static struct money reckon_money_part(const struct reckon_line *line)
{
    return (struct money){line->amount.minor - line->redeemed.minor};
}

static enum base_result reckon_sum_money(const struct reckon_line *lines, uint32_t count,
                                         struct reckon_money *sums)
{
    __int128 sold = 0;
    __int128 taken_back = 0;
    for (uint32_t index = 0; index < count; index++) {
        int64_t minor = reckon_money_part(&lines[index]).minor;
        if (minor > 0) {
            sold += minor;
        } else {
            taken_back -= minor;
        }
    }
    if (sold > INT64_MAX || taken_back > INT64_MAX) {
        return BASE_OUT_OF_RANGE;
    }
    *sums = (struct reckon_money){(int64_t)sold, (int64_t)taken_back};
    return BASE_OK;
}

static enum base_result reckon_spread_sign(struct reckon_line *lines, uint32_t count,
                                           int64_t amount, int64_t sign, struct reckon_part *parts)
{
    for (uint32_t index = 0; index < count; index++) {
        int64_t minor = reckon_money_part(&lines[index]).minor;
        bool counts = sign > 0 ? minor > 0 : minor < 0;
        parts[index].weight = counts ? sign * minor : 0;
    }
    enum base_result result = reckon_spread(parts, count, amount);
    for (uint32_t index = 0; index < count && result == BASE_OK; index++) {
        lines[index].base.minor += sign * parts[index].share;
    }
    return result;
}

enum base_result reckon_spread_base(struct reckon_line *lines, uint32_t count, struct money earning,
                                    struct reckon_part *parts)
{
    struct reckon_money sums;
    if (reckon_sum_money(lines, count, &sums) != BASE_OK || earning.minor < 0 ||
        earning.minor > sums.sold - sums.taken_back) {
        return BASE_OUT_OF_RANGE;
    }
    int64_t money = sums.sold - sums.taken_back;
    int64_t taken_back = reckon_part_of(sums.taken_back, earning.minor, money);
    for (uint32_t index = 0; index < count; index++) {
        lines[index].base.minor = 0;
    }
    enum base_result result =
        reckon_spread_sign(lines, count, earning.minor + taken_back, 1, parts);
    if (result == BASE_OK) {
        result = reckon_spread_sign(lines, count, taken_back, -1, parts);
    }
    return result;
}

// Refunds by amount.

// Whether one more unit of line `a` would take a smaller part of it than one more of line `b`.
static bool reckon_takes_less(const struct reckon_left_line *a, const struct reckon_left_line *b)
{
    int64_t a_taken = a->whole.minor - a->left.minor + 1;
    int64_t b_taken = b->whole.minor - b->left.minor + 1;
    return (__int128)a_taken * b->whole.minor < (__int128)b_taken * a->whole.minor;
}

static void reckon_take_unit(struct reckon_left *left, uint32_t count)
{
    struct reckon_left_line *next = NULL;
    for (uint32_t index = 0; index < count; index++) {
        struct reckon_left_line *line = &left->lines[index];
        if (line->left.minor > 0 && (next == NULL || reckon_takes_less(line, next))) {
            next = line;
        }
    }
    CHECK(next != NULL);
    next->left.minor--;
}

// No line takes back, and `by_amount` is 0 to `sum`, that of all lines. All units that take of
// their line no more than its fair part come first; there are fewer others than there are lines.
static void reckon_spread_amount(struct reckon_left *left, uint32_t count, int64_t sum)
{
    int64_t missing = left->by_amount.minor;
    for (uint32_t index = 0; index < count; index++) {
        struct reckon_left_line *line = &left->lines[index];
        int64_t taken = reckon_part_of(left->by_amount.minor, line->whole.minor, sum);
        line->left.minor = line->whole.minor - taken;
        missing -= taken;
    }
    for (; missing > 0; missing--) {
        reckon_take_unit(left, count);
    }
}

static bool reckon_takes_back(const struct reckon_left *left, uint32_t count)
{
    for (uint32_t index = 0; index < count; index++) {
        if (left->lines[index].whole.minor < 0) {
            return true;
        }
    }
    return false;
}

// False: the sum does not fit.
static bool reckon_sum_whole(const struct reckon_left *left, uint32_t count, int64_t *sum)
{
    __int128 total = 0;
    for (uint32_t index = 0; index < count; index++) {
        total += left->lines[index].whole.minor;
    }
    *sum = (int64_t)total;
    return total >= INT64_MIN && total <= INT64_MAX;
}

// States.

void reckon_begin(const struct reckon_receipt *receipt, struct reckon_left *left)
{
    CHECK(receipt->count <= RECKON_LINES_MAX);
    left->by_amount.minor = 0;
    for (uint32_t index = 0; index < receipt->count; index++) {
        struct money amount = receipt->lines[index].amount;
        left->lines[index] = (struct reckon_left_line){amount, amount};
    }
}

bool reckon_restore(const struct reckon_receipt *receipt, struct reckon_left *left)
{
    for (uint32_t index = 0; index < receipt->count; index++) {
        struct reckon_left_line *line = &left->lines[index];
        if (!reckon_is_part(line->whole, receipt->lines[index].amount)) {
            return false;
        }
        line->left = line->whole;
    }
    int64_t sum;
    if (!reckon_sum_whole(left, receipt->count, &sum) || sum < 0 || left->by_amount.minor < 0 ||
        left->by_amount.minor > sum) {
        return false;
    }
    if (left->by_amount.minor > 0) {
        if (reckon_takes_back(left, receipt->count)) {
            return false;
        }
        reckon_spread_amount(left, receipt->count, sum);
    }
    return true;
}

enum verdict reckon_take_lines(const struct reckon_receipt *receipt,
                               const struct reckon_left *before, const struct reckon_slice *slices,
                               uint32_t slice_count, struct reckon_left *after)
{
    after->by_amount.minor = 0;
    for (uint32_t index = 0; index < receipt->count; index++) {
        struct money left = before->lines[index].left;
        after->lines[index] = (struct reckon_left_line){left, left};
    }
    for (uint32_t index = 0; index < slice_count; index++) {
        const struct reckon_slice *slice = &slices[index];
        if (slice->line >= receipt->count ||
            !reckon_is_part(slice->amount, after->lines[slice->line].left)) {
            return VERDICT_REFUND_EXCEEDS_ORIGINAL;
        }
        after->lines[slice->line].left.minor -= slice->amount.minor;
        after->lines[slice->line].whole = after->lines[slice->line].left;
    }
    int64_t sum;
    if (!reckon_sum_whole(after, receipt->count, &sum) || sum < 0) {
        return VERDICT_REFUND_EXCEEDS_ORIGINAL;
    }
    return VERDICT_APPROVED;
}

enum verdict reckon_take_amount(const struct reckon_receipt *receipt,
                                const struct reckon_left *before, struct money amount,
                                struct reckon_left *after)
{
    CHECK(amount.minor >= 0);
    int64_t sum;
    if (!reckon_sum_whole(before, receipt->count, &sum) ||
        amount.minor > sum - before->by_amount.minor) {
        return VERDICT_REFUND_EXCEEDS_ORIGINAL;
    }
    if (reckon_takes_back(before, receipt->count)) {
        return VERDICT_NOT_REFUNDABLE;
    }
    after->by_amount.minor = before->by_amount.minor + amount.minor;
    for (uint32_t index = 0; index < receipt->count; index++) {
        after->lines[index].whole = before->lines[index].whole;
    }
    reckon_spread_amount(after, receipt->count, sum);
    return VERDICT_APPROVED;
}

void reckon_take_all(const struct reckon_receipt *receipt, struct reckon_left *after)
{
    after->by_amount.minor = 0;
    for (uint32_t index = 0; index < receipt->count; index++) {
        after->lines[index] = (struct reckon_left_line){0};
    }
}

// Figures.

struct money reckon_line_base(const struct reckon_receipt *receipt, const struct reckon_left *left,
                              uint32_t line)
{
    const struct reckon_line *sold = &receipt->lines[line];
    return (struct money){
        reckon_part_of(sold->base.minor, left->lines[line].left.minor, sold->amount.minor)};
}

struct reckon_figures reckon_sum(const struct reckon_receipt *receipt,
                                 const struct reckon_left *left)
{
    __int128 total = 0;
    __int128 base = 0;
    __int128 redeemed = 0;
    for (uint32_t index = 0; index < receipt->count; index++) {
        const struct reckon_line *sold = &receipt->lines[index];
        int64_t line_left = left->lines[index].left.minor;
        total += line_left;
        base += reckon_line_base(receipt, left, index).minor;
        redeemed += reckon_part_of(sold->redeemed.minor, line_left, sold->amount.minor);
    }
    // Where lines took back, more of the others may be paid by points than is left in all.
    if (redeemed > total) {
        redeemed = total;
    }
    return (struct reckon_figures){
        .total = {(int64_t)total}, .base = {(int64_t)base}, .redeemed = {(int64_t)redeemed}};
}

enum verdict reckon_subtract(const struct reckon_figures *before,
                             const struct reckon_figures *after, struct reckon_figures *slice)
{
    struct reckon_figures figures;
    if (money_subtract(before->total, after->total, &figures.total) != BASE_OK ||
        money_subtract(before->base, after->base, &figures.base) != BASE_OK ||
        points_subtract(before->redeemed, after->redeemed, &figures.redeemed) != BASE_OK ||
        points_subtract(before->earned, after->earned, &figures.earned) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    if (figures.redeemed.minor < 0 || figures.total.minor < figures.redeemed.minor) {
        return VERDICT_REFUND_EXCEEDS_ORIGINAL;
    }
    *slice = figures;
    return VERDICT_APPROVED;
}
