// SPDX-License-Identifier: Apache-2.0
// redemption.h, reckon.h and award.h, put together for one receipt.
#include "domain/receipt_reckon.h"

#include <stddef.h>
#include <string.h>

void receipt_reckon_begin(struct receipt_reckon *reckon)
{
    reckon->count = 0;
}

enum base_result receipt_reckon_add(struct receipt_reckon *reckon, struct money amount,
                                    const char *category)
{
    if (reckon->count == RECKON_LINES_MAX) {
        return BASE_FULL;
    }
    char *copy = reckon->categories[reckon->count];
    size_t size = strnlen(category, PROGRAMME_CATEGORY_BYTES_MAX - 1);
    memcpy(copy, category, size);
    copy[size] = '\0';
    reckon->lines[reckon->count] = (struct reckon_line){.amount = amount, .base = amount};
    reckon->count++;
    return BASE_OK;
}

static void receipt_reckon_share(struct receipt_reckon *reckon,
                                 const struct programme_settings *settings)
{
    for (uint32_t index = 0; index < reckon->count; index++) {
        reckon->payable[index] = (struct redemption_line){
            .amount = reckon->lines[index].amount,
            .share_bp = programme_redeem_share(settings, reckon->categories[index]),
        };
    }
}

struct points receipt_reckon_payable(struct receipt_reckon *reckon,
                                     const struct programme_settings *settings)
{
    receipt_reckon_share(reckon, settings);
    return redemption_payable(reckon->payable, reckon->count,
                              (struct money){settings->redeem_min_money});
}

enum base_result receipt_reckon_pay(struct receipt_reckon *reckon,
                                    const struct programme_settings *settings,
                                    const struct receipt_payment *payment)
{
    enum base_result result = BASE_OK;
    for (uint32_t index = 0; index < reckon->count; index++) {
        reckon->lines[index].redeemed.minor = 0;
    }
    if (payment->redeemed.minor != 0) {
        receipt_reckon_share(reckon, settings);
        result =
            redemption_spread(reckon->payable, reckon->count, payment->redeemed, reckon->parts);
        for (uint32_t index = 0; index < reckon->count && result == BASE_OK; index++) {
            reckon->lines[index].redeemed.minor = reckon->parts[index].share;
        }
    }
    return result == BASE_OK
               ? reckon_spread_base(reckon->lines, reckon->count, payment->earning, reckon->parts)
               : result;
}

struct reckon_receipt receipt_reckon_lines(const struct receipt_reckon *reckon)
{
    return (struct reckon_receipt){.lines = reckon->lines, .count = reckon->count};
}

// The part of a line that earns, of what is left of it.
static struct money receipt_reckon_base(const struct receipt_reckon *reckon,
                                        const struct reckon_left *left, uint32_t line)
{
    struct reckon_receipt receipt = receipt_reckon_lines(reckon);
    return left == NULL ? reckon->lines[line].base : reckon_line_base(&receipt, left, line);
}

static struct money receipt_reckon_total(const struct receipt_reckon *reckon,
                                         const struct reckon_left *left)
{
    __int128 total = 0;
    for (uint32_t index = 0; index < reckon->count; index++) {
        total += left == NULL ? reckon->lines[index].amount.minor : left->lines[index].left.minor;
    }
    return (struct money){(int64_t)total};
}

// The rate of every line that earned, or the base rate where they differ.
static uint32_t receipt_reckon_rate(const struct receipt_reckon *reckon,
                                    const struct reckon_left *left, const struct award *award,
                                    const struct receipt_terms *terms,
                                    const struct award_outcome *outcome)
{
    int64_t rate_bp = -1;
    for (uint32_t index = 0; index < reckon->count && outcome->rule_count > 0; index++) {
        if (receipt_reckon_base(reckon, left, index).minor == 0) {
            continue;
        }
        int64_t of_line = award_line_rate(award, outcome, reckon->categories[index]);
        if (rate_bp >= 0 && of_line != rate_bp) {
            return terms->rate_bp;
        }
        rate_bp = of_line;
    }
    return rate_bp >= 0 ? (uint32_t)rate_bp : terms->rate_bp;
}

enum verdict receipt_reckon_award(const struct receipt_reckon *reckon,
                                  const struct reckon_left *left, const struct receipt_terms *terms,
                                  struct receipt_award *award)
{
    struct award sums;
    award_begin_offers(&sums, terms->rate_bp, terms->offers, receipt_reckon_total(reckon, left));
    for (uint32_t index = 0; index < reckon->count; index++) {
        award_add_article(&sums, receipt_reckon_base(reckon, left, index),
                          reckon->categories[index]);
    }
    enum verdict verdict = award_decide(&sums, &award->outcome);
    if (verdict == VERDICT_APPROVED) {
        award->rate_bp = receipt_reckon_rate(reckon, left, &sums, terms, &award->outcome);
    }
    return verdict;
}
