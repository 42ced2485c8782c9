// SPDX-License-Identifier: Apache-2.0
// Walks refunds in the order of their times, with what is left of every line sold.
#include "tools/pos/replay_match.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { MATCH_PLAN_MAX = 16 }; // lines of one sale that a line of a refund is taken of

// What is left of a line that was sold; or what a refund's line wants.
struct match_amount {
    int64_t quantity_milli;
    int64_t amount;
};

// A line of a refund, before those of one refund are laid together.
struct match_line {
    size_t refund;
    struct bonus_refund_line line;
};

// A file being matched.
struct match {
    const struct retail *retail;
    struct replay_matches *matches;
    const struct retail_receipt **sales; // by customer, then by time
    const struct retail_receipt **invoices;
    struct match_amount *left; // of every line of the file
    struct match_line *lines;
    size_t line_count;
    size_t line_capacity;
    size_t refund_capacity;
};

int replay_compare_receipts(const void *first, const void *second)
{
    const struct retail_receipt *a = *(const struct retail_receipt *const *)first;
    const struct retail_receipt *b = *(const struct retail_receipt *const *)second;
    if (a->local_us != b->local_us) {
        return a->local_us < b->local_us ? -1 : 1;
    }
    return a->place < b->place ? -1 : a->place > b->place;
}

static int match_compare_sales(const void *first, const void *second)
{
    const struct retail_receipt *a = *(const struct retail_receipt *const *)first;
    const struct retail_receipt *b = *(const struct retail_receipt *const *)second;
    if (a->customer != b->customer) {
        return a->customer < b->customer ? -1 : 1;
    }
    return replay_compare_receipts(first, second);
}

static const struct retail_receipt **match_sort(const struct retail_receipt *receipts, size_t count,
                                                int (*compare)(const void *, const void *))
{
    const struct retail_receipt **sorted = memory_allocate(count + 1, sizeof(*sorted));
    for (size_t index = 0; index < count; index++) {
        sorted[index] = &receipts[index];
    }
    qsort(sorted, count, sizeof(*sorted), compare);
    return sorted;
}

static void match_begin(struct match *match, const struct retail *retail,
                        struct replay_matches *matches)
{
    *matches = (struct replay_matches){.count = 0};
    *match = (struct match){
        .retail = retail,
        .matches = matches,
        .sales = match_sort(retail->receipts, retail->count, match_compare_sales),
        .invoices = match_sort(retail->refunds, retail->refund_count, replay_compare_receipts),
        .left = memory_allocate(retail->line_count + 1, sizeof(*match->left)),
    };
    for (size_t index = 0; index < retail->line_count; index++) {
        match->left[index] = (struct match_amount){
            .quantity_milli = retail->lines[index].quantity_milli,
            .amount = retail->lines[index].amount,
        };
    }
}

static void match_end(struct match *match)
{
    free(match->sales);
    free(match->invoices);
    free(match->left);
    free(match->lines);
}

static struct match_amount *match_left(const struct match *match, const struct bonus_line *line)
{
    return &match->left[line - match->retail->lines];
}

// How many sales stand before the invoice: the last of them may be its customer's latest.
static size_t match_count_before(const struct match *match, const struct retail_receipt *invoice)
{
    size_t low = 0;
    size_t high = match->retail->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (match_compare_sales(&match->sales[middle], &invoice) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// The refund of this invoice that takes back of `original`, made if it is not there.
static size_t match_reach(struct match *match, size_t first, const struct retail_receipt *invoice,
                          const struct retail_receipt *original)
{
    struct replay_matches *matches = match->matches;
    for (size_t index = first; index < matches->count; index++) {
        if (matches->refunds[index].original == original) {
            return index;
        }
    }
    if (matches->count == match->refund_capacity) {
        match->refund_capacity = match->refund_capacity == 0 ? 256 : match->refund_capacity * 2;
        matches->refunds =
            memory_resize(matches->refunds, match->refund_capacity * sizeof(*matches->refunds));
    }
    struct replay_refund *refund = &matches->refunds[matches->count];
    *refund = (struct replay_refund){.invoice = invoice, .original = original};
    snprintf(refund->number, sizeof(refund->number), "%s%s%s", invoice->number,
             original == NULL ? "" : "/", original == NULL ? "" : original->number);
    return matches->count++;
}

static void match_add_line(struct match *match, size_t refund, struct bonus_refund_line line)
{
    if (match->line_count == match->line_capacity) {
        match->line_capacity = match->line_capacity == 0 ? 1024 : match->line_capacity * 2;
        match->lines = memory_resize(match->lines, match->line_capacity * sizeof(*match->lines));
    }
    match->lines[match->line_count++] = (struct match_line){refund, line};
    match->matches->refunds[refund].line_count++;
    match->matches->refunds[refund].total += line.amount;
}

static int64_t match_least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// What is to be taken of the lines of one sale.
struct match_plan {
    struct bonus_refund_line lines[MATCH_PLAN_MAX];
    size_t count;
};

static bool match_is_article(const struct match *match, const struct bonus_line *line,
                             const char *sku)
{
    const struct match_amount *left = match_left(match, line);
    return left->quantity_milli > 0 && left->amount >= 0 && strcmp(line->sku, sku) == 0;
}

// All of the first line that has enough. False: none has.
static bool match_plan_one(const struct match *match, const struct retail_receipt *sale,
                           const char *sku, struct match_amount wanted, struct match_plan *plan)
{
    for (size_t index = 0; index < sale->line_count; index++) {
        const struct match_amount *left = match_left(match, &sale->lines[index]);
        if (match_is_article(match, &sale->lines[index], sku) &&
            left->quantity_milli >= wanted.quantity_milli && left->amount >= wanted.amount) {
            plan->lines[0] = (struct bonus_refund_line){(uint32_t)index + 1, wanted.quantity_milli,
                                                        wanted.amount};
            plan->count = 1;
            return true;
        }
    }
    return false;
}

// Of the lines in their order, each as far as it goes. False: that is not enough.
static bool match_plan_several(const struct match *match, const struct retail_receipt *sale,
                               const char *sku, struct match_amount wanted, struct match_plan *plan)
{
    plan->count = 0;
    for (size_t index = 0; index < sale->line_count && wanted.quantity_milli > 0; index++) {
        const struct match_amount *left = match_left(match, &sale->lines[index]);
        if (!match_is_article(match, &sale->lines[index], sku)) {
            continue;
        }
        if (plan->count == MATCH_PLAN_MAX) {
            return false;
        }
        const struct bonus_refund_line line = {
            .line = (uint32_t)index + 1,
            .quantity_milli = match_least(left->quantity_milli, wanted.quantity_milli),
            .amount = match_least(left->amount, wanted.amount),
        };
        plan->lines[plan->count++] = line;
        wanted.quantity_milli -= line.quantity_milli;
        wanted.amount -= line.amount;
    }
    return wanted.quantity_milli == 0 && wanted.amount == 0;
}

// False: the sale has not enough left.
static bool match_take(struct match *match, size_t first, const struct retail_receipt *invoice,
                       const struct bonus_line *line, const struct retail_receipt *sale)
{
    const struct match_amount wanted = {-line->quantity_milli, -line->amount};
    struct match_plan plan;
    if (!match_plan_one(match, sale, line->sku, wanted, &plan) &&
        !match_plan_several(match, sale, line->sku, wanted, &plan)) {
        return false;
    }
    size_t refund = match_reach(match, first, invoice, sale);
    for (size_t index = 0; index < plan.count; index++) {
        struct match_amount *left = match_left(match, &sale->lines[plan.lines[index].line - 1]);
        left->quantity_milli -= plan.lines[index].quantity_milli;
        left->amount -= plan.lines[index].amount;
        match_add_line(match, refund, plan.lines[index]);
    }
    return true;
}

// False: there is no such receipt. A line of a refund that takes nothing back has none.
static bool match_find(struct match *match, size_t first, const struct retail_receipt *invoice,
                       const struct bonus_line *line)
{
    if (line->quantity_milli >= 0 || line->amount > 0) {
        return false;
    }
    for (size_t at = match_count_before(match, invoice); at > 0; at--) {
        const struct retail_receipt *sale = match->sales[at - 1];
        if (sale->customer != invoice->customer) {
            return false;
        }
        if (sale->currency == invoice->currency && match_take(match, first, invoice, line, sale)) {
            return true;
        }
    }
    return false;
}

static void match_invoice(struct match *match, const struct retail_receipt *invoice)
{
    struct replay_matches *matches = match->matches;
    size_t first = matches->count;
    for (size_t index = 0; index < invoice->line_count; index++) {
        const struct bonus_line *line = &invoice->lines[index];
        if (match_find(match, first, invoice, line)) {
            matches->lines_matched++;
        } else {
            size_t rest = match_reach(match, first, invoice, NULL);
            matches->refunds[rest].total -= line->amount;
            matches->lines_blind++;
        }
    }
}

// Lays the lines of each refund one behind the other, and drops refunds that take nothing back.
static void match_finish(struct match *match)
{
    struct replay_matches *matches = match->matches;
    matches->lines = memory_allocate(match->line_count + 1, sizeof(*matches->lines));
    struct bonus_refund_line *next = matches->lines;
    for (size_t index = 0; index < matches->count; index++) {
        struct replay_refund *refund = &matches->refunds[index];
        refund->lines = next;
        next += refund->line_count;
        refund->line_count = 0;
    }
    for (size_t index = 0; index < match->line_count; index++) {
        struct replay_refund *refund = &matches->refunds[match->lines[index].refund];
        matches->lines[(size_t)(refund->lines - matches->lines) + refund->line_count++] =
            match->lines[index].line;
    }
    size_t kept = 0;
    for (size_t index = 0; index < matches->count; index++) {
        if (matches->refunds[index].total > 0) {
            matches->refunds[kept++] = matches->refunds[index];
        }
    }
    matches->count = kept;
}

void replay_match(const struct retail *retail, struct replay_matches *matches)
{
    struct match match;
    match_begin(&match, retail, matches);
    for (size_t index = 0; index < retail->refund_count; index++) {
        match_invoice(&match, match.invoices[index]);
    }
    match_finish(&match);
    match_end(&match);
}

void replay_match_clear(struct replay_matches *matches)
{
    free(matches->refunds);
    free(matches->lines);
    *matches = (struct replay_matches){.count = 0};
}
