// SPDX-License-Identifier: Apache-2.0
// The journal is read once more, without what only seals need, and then the accounts. Where memory
// is short, both are read again for the rest of the accounts, and progress has that much more to
// do.
#include "tools/ctl/verify_accounts.h"

#include <stdlib.h>

#include "base/limits.h"
#include "tools/ctl/verify_book.h"
#include "tools/ctl/verify_page.h"

static const char verify_posting_statement[] =
    "select position, member, currency, kind, earned, redeemed, balance_after, debt_after,"
    "    held_after, posted_at, hold_until, original_position, moves"
    " from bonus.journal"
    " where lane = $1 and position > $2 and member is not null and currency is not null"
    " order by position"
    " limit 2000";

#define POSTING(name) VERIFY_INTEGER(verify_posting, name)

static const struct verify_column verify_posting_columns[] = {
    POSTING(position),
    POSTING(member),
    POSTING(currency),
    POSTING(kind),
    POSTING(earned),
    POSTING(redeemed),
    POSTING(balance_after),
    POSTING(debt_after),
    POSTING(held_after),
    VERIFY_TIME(verify_posting, posted_at_us),
    VERIFY_TIME(verify_posting, hold_until_us),
    POSTING(original_position),
};
enum { COLUMN_MOVES = BASE_COUNT(verify_posting_columns) };

static const char verify_account_statement[] =
    "select member, currency, position, balance, debt, lots, held"
    " from bonus.account"
    " where lane = $1 and (member, currency) > ($2::bigint, $3::smallint)"
    " order by member, currency"
    " limit 2000";

#define ACCOUNT(name) VERIFY_INTEGER(verify_account, name)

static const struct verify_column verify_account_columns[] = {
    ACCOUNT(member), ACCOUNT(currency), ACCOUNT(position), ACCOUNT(balance), ACCOUNT(debt),
};
enum { COLUMN_LOTS = BASE_COUNT(verify_account_columns), COLUMN_HELD };

// One lane under way.
struct verify_accounts_lane {
    struct verify_accounts *accounts;
    uint16_t lane;
    struct verify_book *book;
    struct verify_room moves;
    struct verify_room lots;
    struct verify_room held;
};

static void verify_accounts_differ(void *context, int64_t position, const char *what)
{
    struct verify_accounts_lane *under_way = context;
    const struct verify_finding finding = {
        .rule = VERIFY_RULE_ACCOUNTS, .lane = under_way->lane, .position = position, .what = what};
    verify_report_differ(under_way->accounts->report, &finding, position);
}

static void verify_accounts_name_damage(struct verify_accounts_lane *under_way, int64_t position,
                                        const char *damage)
{
    if (damage[0] != '\0') {
        verify_accounts_differ(under_way, position, damage);
    }
}

static enum ctl_result verify_accounts_post(struct verify_accounts_lane *under_way)
{
    struct verify_accounts *accounts = under_way->accounts;
    struct verify_page page;
    enum verify_step step;
    verify_page_init(&page, accounts->database, under_way->lane, verify_posting_statement);
    while ((step = verify_page_turn(&page)) == VERIFY_NEXT) {
        struct verify_posting posting = {0};
        char damage[VERIFY_DAMAGE_BYTES_MAX] = "";
        verify_page_fill(&page, verify_posting_columns, BASE_COUNT(verify_posting_columns),
                         &posting, damage);
        posting.moves = verify_page_numbers(&page, COLUMN_MOVES, &under_way->moves, damage);
        verify_accounts_name_damage(under_way, posting.position, damage);
        verify_book_post(under_way->book, &posting);
        progress_update(&accounts->report->progress, accounts->done + posting.position);
    }
    verify_page_clear(&page);
    return step == VERIFY_END ? CTL_OK : page.result;
}

static enum ctl_result verify_accounts_compare(struct verify_accounts_lane *under_way)
{
    struct verify_page page;
    enum verify_step step;
    verify_page_init(&page, under_way->accounts->database, under_way->lane,
                     verify_account_statement);
    page.key_count = 2;
    while ((step = verify_page_turn(&page)) == VERIFY_NEXT) {
        struct verify_account account = {0};
        char damage[VERIFY_DAMAGE_BYTES_MAX] = "";
        verify_page_fill(&page, verify_account_columns, BASE_COUNT(verify_account_columns),
                         &account, damage);
        account.lots = verify_page_numbers(&page, COLUMN_LOTS, &under_way->lots, damage);
        account.held = verify_page_numbers(&page, COLUMN_HELD, &under_way->held, damage);
        verify_accounts_name_damage(under_way, account.position, damage);
        verify_book_compare(under_way->book, &account);
    }
    verify_page_clear(&page);
    return step == VERIFY_END ? CTL_OK : page.result;
}

enum ctl_result verify_accounts_prove(struct verify_accounts *accounts, uint16_t lane, int64_t head)
{
    struct verify_accounts_lane under_way = {.accounts = accounts, .lane = lane};
    const struct verify_listener listener = {.differ = verify_accounts_differ,
                                             .context = &under_way};
    enum ctl_result result = CTL_OK;
    under_way.book = verify_book_create(LIMIT_VERIFY_BYTES_MAX, &listener);
    for (bool is_first = true; result == CTL_OK && verify_book_begin_pass(under_way.book);
         is_first = false) {
        accounts->report->progress.total += is_first ? 0 : head;
        result = verify_accounts_post(&under_way);
        if (result == CTL_OK) {
            result = verify_accounts_compare(&under_way);
        }
        if (result == CTL_OK) {
            verify_book_end_pass(under_way.book);
        }
        accounts->done += head;
    }
    accounts->count += verify_book_count(under_way.book);
    verify_book_destroy(under_way.book);
    free(under_way.moves.list);
    free(under_way.lots.list);
    free(under_way.held.list);
    return result;
}
