// SPDX-License-Identifier: Apache-2.0
// The rules of a Refund as two tables in the order they are asked.
#include "domain/taking_back.h"

#include <stddef.h>
#include <string.h>

#include "base/card_number.h"
#include "domain/date.h"

enum {
    TAKING_BACK_TEXT_BYTES_MAX = 31,
    TAKING_BACK_UTC_OFFSET_MIN = -12 * 60, // minutes; the range of time zones on Earth
    TAKING_BACK_UTC_OFFSET_MAX = 14 * 60,
};

bool taking_back_has_card(const struct taking_back *refund)
{
    return refund->card[0] != '\0';
}

// The value rules, each true of a message that keeps it.

static bool text_fits(const char *text)
{
    size_t size = strnlen(text, TAKING_BACK_TEXT_BYTES_MAX + 1);
    return size >= 1 && size <= TAKING_BACK_TEXT_BYTES_MAX;
}

static bool receipt_is_named(const struct receipt_identity *receipt)
{
    return receipt->store != 0 && text_fits(receipt->fiscal_device) && text_fits(receipt->number) &&
           date_is_real(receipt->date);
}

static bool receipt_is_same(const struct receipt_identity *a, const struct receipt_identity *b)
{
    return a->store == b->store && a->date == b->date &&
           strcmp(a->fiscal_device, b->fiscal_device) == 0 && strcmp(a->number, b->number) == 0;
}

static bool refund_card_is_number(const struct taking_back *refund)
{
    return !taking_back_has_card(refund) || card_number_is_valid(refund->card);
}

static bool refund_blind_has_card(const struct taking_back *refund)
{
    return !refund->is_blind || taking_back_has_card(refund);
}

static bool refund_receipt_is_named(const struct taking_back *refund)
{
    return receipt_is_named(&refund->receipt);
}

static bool refund_time_is_real(const struct taking_back *refund)
{
    return refund->receipt_at_us >= 0 && refund->receipt_at_us <= DATE_TIME_US_MAX;
}

static bool refund_offset_is_real(const struct taking_back *refund)
{
    return refund->utc_offset_min >= TAKING_BACK_UTC_OFFSET_MIN &&
           refund->utc_offset_min <= TAKING_BACK_UTC_OFFSET_MAX;
}

static bool refund_total_is_not_negative(const struct taking_back *refund)
{
    return refund->total.minor >= 0;
}

static bool refund_original_is_named(const struct taking_back *refund)
{
    return refund->original_receipt == NULL || receipt_is_named(refund->original_receipt);
}

static bool refund_original_is_another(const struct taking_back *refund)
{
    return refund->original_receipt == NULL ||
           !receipt_is_same(refund->original_receipt, &refund->receipt);
}

static bool refund_tenders_are_within_total(const struct taking_back *refund)
{
    return !refund->has_odd_tender && !refund->tenders.out_of_range &&
           refund->tenders.total.minor <= refund->total.minor;
}

static bool refund_blind_has_no_lines(const struct taking_back *refund)
{
    return !refund->is_blind || !refund->has_lines;
}

static bool refund_lines_are_lines(const struct taking_back *refund)
{
    return !refund->has_odd_line;
}

static bool refund_lines_make_total(const struct taking_back *refund)
{
    return !refund->has_lines ||
           (refund->lines.count > 0 && money_sum_equals(&refund->lines, refund->total));
}

static const struct refund_value_rule {
    bool (*holds)(const struct taking_back *refund);
    const char *wanted;
} refund_value_rules[] = {
    {refund_card_is_number, "card must be empty or 8 to 19 digits, the last one a check digit "
                            "(EAN-13 for 13 digits, otherwise Luhn)."},
    {refund_blind_has_card, "A refund that names no original must have a card."},
    {refund_receipt_is_named, "receipt must name a store of 1 or more, a fiscal device and a "
                              "number of 1 to 31 bytes each, and a real date written YYYYMMDD."},
    {refund_time_is_real, "receipt_at_us must lie in the years 1970 to 9999."},
    {refund_offset_is_real, "utc_offset_min must be minutes east of UTC, -720 to 840."},
    {refund_total_is_not_negative, "total must be 0 or more."},
    {refund_original_is_named, "original_receipt must be named like receipt."},
    {refund_original_is_another, "receipt must be the refund's own, not the original's."},
    {refund_tenders_are_within_total, "tenders must be 0 or more each, and total in all at most."},
    {refund_blind_has_no_lines, "A refund that names no original has no lines either."},
    {refund_lines_are_lines, "lines must count from 1, with quantity and amount of one sign."},
    {refund_lines_make_total, "lines must be left out, or add up to total."},
};

enum verdict taking_back_check(const struct taking_back *refund, const char **detail)
{
    for (size_t index = 0; index < BASE_COUNT(refund_value_rules); index++) {
        if (!refund_value_rules[index].holds(refund)) {
            *detail = refund_value_rules[index].wanted;
            return VERDICT_INVALID;
        }
    }
    return VERDICT_APPROVED;
}

// The refusals, each true of a refund it applies to.

static bool refund_is_of_other_store(const struct taking_back *refund,
                                     const struct taking_back_facts *facts)
{
    return refund->receipt.store != facts->terminal_store;
}

// An original keeps its rate, whatever the programme knows today.
static bool refund_is_in_other_currency(const struct taking_back *refund,
                                        const struct taking_back_facts *facts)
{
    const struct taking_back_original *original = &facts->original;
    if (refund->currency != facts->terminal_currency) {
        return true;
    }
    return refund->is_blind
               ? !facts->has_rate
               : original->is_known && original->is_kept && original->currency != refund->currency;
}

static bool refund_has_no_right(const struct taking_back *refund,
                                const struct taking_back_facts *facts)
{
    return refund->is_blind && !facts->may_refund_blind;
}

static bool refund_has_no_supervisor(const struct taking_back *refund,
                                     const struct taking_back_facts *facts)
{
    return refund->is_blind && !facts->has_supervisor;
}

static bool refund_is_posted(const struct taking_back *refund,
                             const struct taking_back_facts *facts)
{
    (void)refund;
    return facts->receipt_posted;
}

static bool refund_card_is_absent(const struct taking_back *refund,
                                  const struct taking_back_facts *facts)
{
    return taking_back_has_card(refund) && facts->card == CARD_ABSENT;
}

static bool refund_card_is_in_stock(const struct taking_back *refund,
                                    const struct taking_back_facts *facts)
{
    return taking_back_has_card(refund) && facts->member == 0;
}

static bool refund_card_is_blocked(const struct taking_back *refund,
                                   const struct taking_back_facts *facts)
{
    return refund->is_blind && facts->card == CARD_BLOCKED;
}

static bool refund_original_is_unknown(const struct taking_back *refund,
                                       const struct taking_back_facts *facts)
{
    return !refund->is_blind && !facts->original_elsewhere && !facts->original.is_known;
}

// Who shows no card brings back what was sold without one, or names the posting itself.
static bool refund_is_of_other_card(const struct taking_back *refund,
                                    const struct taking_back_facts *facts)
{
    const struct taking_back_original *original = &facts->original;
    if (refund->is_blind || (original->is_known && !original->is_kept)) {
        return false;
    }
    if (facts->original_elsewhere || original->is_claimed) {
        return true;
    }
    return taking_back_has_card(refund) ? original->member != facts->member
                                        : refund->original_receipt != NULL && original->member != 0;
}

static bool refund_original_is_reversed(const struct taking_back *refund,
                                        const struct taking_back_facts *facts)
{
    return !refund->is_blind && facts->original.is_reversed;
}

static bool refund_original_sold_nothing(const struct taking_back *refund,
                                         const struct taking_back_facts *facts)
{
    return !refund->is_blind && (!facts->original.is_kept || !facts->original.is_sale);
}

static const struct refund_refusal {
    bool (*applies)(const struct taking_back *refund, const struct taking_back_facts *facts);
    enum verdict verdict;
} refund_refusals[] = {
    {refund_is_of_other_store, VERDICT_WRONG_STORE},
    {refund_is_in_other_currency, VERDICT_WRONG_CURRENCY},
    {refund_has_no_right, VERDICT_BLIND_REFUND_NOT_ALLOWED},
    {refund_has_no_supervisor, VERDICT_SUPERVISOR_NEEDED},
    {refund_is_posted, VERDICT_ALREADY_POSTED},
    {refund_card_is_absent, VERDICT_CARD_UNKNOWN},
    {refund_card_is_in_stock, VERDICT_CARD_NOT_ACTIVE},
    {refund_card_is_blocked, VERDICT_CARD_BLOCKED},
    {refund_original_is_unknown, VERDICT_ORIGINAL_UNKNOWN},
    {refund_is_of_other_card, VERDICT_WRONG_CARD},
    {refund_original_is_reversed, VERDICT_ORIGINAL_REVERSED},
    {refund_original_sold_nothing, VERDICT_NOT_REFUNDABLE},
};

enum verdict taking_back_refuse(const struct taking_back *refund,
                                const struct taking_back_facts *facts)
{
    for (size_t index = 0; index < BASE_COUNT(refund_refusals); index++) {
        if (refund_refusals[index].applies(refund, facts)) {
            return refund_refusals[index].verdict;
        }
    }
    return VERDICT_APPROVED;
}
