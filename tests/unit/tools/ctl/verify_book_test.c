// SPDX-License-Identifier: Apache-2.0
// Many accounts in one pass or, where memory is short, in several: what is found is the same.
#include "tools/ctl/verify_book.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"

enum {
    ACCOUNTS = 3000,
    ROWS_PER_ACCOUNT = 3,
    ROWS = ACCOUNTS * ROWS_PER_ACCOUNT,
    AWARD = 10,
    PLENTY = 64 << 20,
    SCARCE = 64 << 10,
};

struct heard {
    uint32_t of_row[ROWS + 2]; // how often each position was named
    size_t count;
};

static void differ(void *context, int64_t position, const char *what)
{
    struct heard *heard = context;
    assert_non_null(strstr(what, "currency"));
    assert_in_range(position, 1, ROWS + 1);
    heard->of_row[position]++;
    heard->count++;
}

// Row r belongs to account r modulo ACCOUNTS: each account has rows near the beginning, in the
// middle and at the end of the lane. Two accounts share a member.
static struct verify_posting row_of(int64_t position)
{
    const int64_t account = (position - 1) % ACCOUNTS;
    const int64_t number = (position - 1) / ACCOUNTS + 1;
    return (struct verify_posting){
        .position = position,
        .member = account / 2 + 1,
        .currency = account % 2 == 0 ? 643 : 398,
        .kind = 1,
        .earned = AWARD,
        .balance_after = number * AWARD,
    };
}

// Changes to the lane that make it differ.
struct spoilt {
    int64_t row;     // whose balance_after is another
    int64_t account; // whose balance is another
    int64_t removed; // account
    bool is_added;   // an account without postings, at ROWS + 1
};

static int passes_play(struct verify_book *book, const struct spoilt *spoilt)
{
    int passes = 0;
    for (; verify_book_begin_pass(book); passes++) {
        for (int64_t position = 1; position <= ROWS; position++) {
            struct verify_posting row = row_of(position);
            row.balance_after += position == spoilt->row;
            verify_book_post(book, &row);
        }
        for (int64_t number = 1; number <= ACCOUNTS; number++) {
            const struct verify_posting last = row_of(ROWS - ACCOUNTS + number);
            const int64_t lots[] = {INT32_MAX, 0, 0, 0, ROWS_PER_ACCOUNT * AWARD};
            const struct verify_account account = {
                .member = last.member,
                .currency = last.currency,
                .position = last.position,
                .balance = ROWS_PER_ACCOUNT * AWARD + (number == spoilt->account),
                .lots = {lots, BASE_COUNT(lots)},
            };
            if (number != spoilt->removed) {
                verify_book_compare(book, &account);
            }
        }
        if (spoilt->is_added) {
            const struct verify_account added = {.member = ROWS, .position = ROWS + 1};
            verify_book_compare(book, &added);
        }
        verify_book_end_pass(book);
    }
    return passes;
}

static int prove(size_t bytes_max, const struct spoilt *spoilt, struct heard *heard)
{
    *heard = (struct heard){.count = 0};
    const struct verify_listener listener = {.differ = differ, .context = heard};
    struct verify_book *book = verify_book_create(bytes_max, &listener);
    const int passes = passes_play(book, spoilt);
    assert_int_equal(verify_book_count(book), ACCOUNTS);
    verify_book_destroy(book);
    return passes;
}

static void a_lane_whose_accounts_fit_takes_one_pass(void **state)
{
    (void)state;
    struct heard heard;
    assert_int_equal(prove(PLENTY, &(struct spoilt){0}, &heard), 1);
    assert_int_equal(heard.count, 0);
}

static void short_memory_takes_more_passes_and_finds_nothing_else(void **state)
{
    (void)state;
    struct heard heard;
    const int passes = prove(SCARCE, &(struct spoilt){0}, &heard);
    assert_in_range(passes, 4, 64);
    assert_int_equal(heard.count, 0);
}

static void each_difference_is_named_once_in_however_many_passes(void **state)
{
    (void)state;
    static const size_t sizes[] = {PLENTY, SCARCE, SCARCE / 2, SCARCE / 4};
    for (size_t size = 0; size < BASE_COUNT(sizes); size++) {
        for (int64_t row = 1; row < 2 * ACCOUNTS; row += 97) {
            struct heard heard;
            const struct spoilt spoilt = {.row = row};
            prove(sizes[size], &spoilt, &heard);
            // Where the figure parts from the sum, and where it comes back to it.
            assert_int_equal(heard.of_row[row], 1);
            assert_int_equal(heard.of_row[row + ACCOUNTS], 1);
            assert_int_equal(heard.count, 2);
        }
    }
}

static void accounts_are_compared_once_in_however_many_passes(void **state)
{
    (void)state;
    static const size_t sizes[] = {PLENTY, SCARCE};
    for (size_t size = 0; size < BASE_COUNT(sizes); size++) {
        const struct spoilt spoilt = {.account = 5, .removed = 7, .is_added = true};
        struct heard heard;
        prove(sizes[size], &spoilt, &heard);
        assert_int_equal(heard.of_row[ROWS - ACCOUNTS + 5], 1);
        assert_int_equal(heard.of_row[ROWS - ACCOUNTS + 7], 1);
        assert_int_equal(heard.of_row[ROWS + 1], 1);
        assert_int_equal(heard.count, 3);
    }
}

static void an_empty_lane_has_no_accounts(void **state)
{
    (void)state;
    struct heard heard = {.count = 0};
    const struct verify_listener listener = {.differ = differ, .context = &heard};
    struct verify_book *book = verify_book_create(SCARCE, &listener);
    assert_true(verify_book_begin_pass(book));
    verify_book_end_pass(book);
    assert_false(verify_book_begin_pass(book));
    assert_int_equal(verify_book_count(book), 0);
    verify_book_destroy(book);
    verify_book_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lane_whose_accounts_fit_takes_one_pass),
        cmocka_unit_test(short_memory_takes_more_passes_and_finds_nothing_else),
        cmocka_unit_test(each_difference_is_named_once_in_however_many_passes),
        cmocka_unit_test(accounts_are_compared_once_in_however_many_passes),
        cmocka_unit_test(an_empty_lane_has_no_accounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
