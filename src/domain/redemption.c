// SPDX-License-Identifier: Apache-2.0
// Limits on what points may pay, and their way to the lines.
#include "domain/redemption.h"

#include "base/checked.h"

enum { REDEMPTION_BASIS = 10000 }; // basis points in the whole

static int64_t redemption_line_payable(const struct redemption_line *line)
{
    CHECK(line->share_bp >= 0 && line->share_bp <= REDEMPTION_BASIS);
    int64_t minor = 0;
    if (line->amount.minor > 0) {
        CHECK(checked_multiply_divide(line->amount.minor, line->share_bp, REDEMPTION_BASIS,
                                      &minor) == BASE_OK);
    }
    return minor;
}

struct points redemption_payable(const struct redemption_line *lines, uint32_t count,
                                 struct money money_least)
{
    __int128 payable = 0;
    __int128 total = 0;
    for (uint32_t index = 0; index < count; index++) {
        payable += redemption_line_payable(&lines[index]);
        total += lines[index].amount.minor;
    }
    if (payable > total - money_least.minor) {
        payable = total - money_least.minor;
    }
    if (payable < 0) {
        payable = 0;
    }
    return (struct points){payable > INT64_MAX ? INT64_MAX : (int64_t)payable};
}

struct points redemption_most(struct points payable, const struct account_parts *account)
{
    return payable.minor < account->spendable.minor ? payable : account->spendable;
}

enum verdict redemption_check(struct points wanted, struct points payable,
                              const struct account_parts *account)
{
    if (wanted.minor == 0) {
        return VERDICT_APPROVED;
    }
    if (wanted.minor > payable.minor) {
        return VERDICT_REDEEM_LIMIT;
    }
    if (account->debt.minor > 0) {
        return VERDICT_DEBT_BLOCKS_SPENDING;
    }
    if (wanted.minor > account->spendable.minor) {
        return VERDICT_INSUFFICIENT_POINTS;
    }
    return VERDICT_APPROVED;
}

enum base_result redemption_spread(const struct redemption_line *lines, uint32_t count,
                                   struct points redeemed, struct reckon_part *parts)
{
    for (uint32_t index = 0; index < count; index++) {
        parts[index].weight = redemption_line_payable(&lines[index]);
    }
    return reckon_spread(parts, count, redeemed.minor);
}
