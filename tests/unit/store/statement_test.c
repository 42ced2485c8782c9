// SPDX-License-Identifier: Apache-2.0
// Proves that every statement calls a function that is there, with as many parameters as it has,
// and that the columns which are read by their place stand there.
#include "store/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql_function.h"
#include "support/cmocka.h"

// "bonus.lane_post_v1(" in the text; "" where no function is called.
static void function_of(enum statement statement, char name[SQL_WORD_BYTES])
{
    const char *call = strstr(statement_sql(statement), "bonus.");
    size_t size = 0;
    if (call != NULL) {
        call += strlen("bonus.");
        size = strcspn(call, "(");
        assert_true(size < SQL_WORD_BYTES);
        memcpy(name, call, size);
    }
    name[size] = '\0';
}

// How many parameters the text has; they stand in order, each once.
static size_t count_parameters(const char *sql)
{
    size_t count = 0;
    for (const char *at = strchr(sql, '$'); at != NULL; at = strchr(at + 1, '$')) {
        count++;
        assert_int_equal(strtoul(at + 1, NULL, 10), count);
    }
    return count;
}

static void every_statement_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        for (int other = 0; other < i; other++) {
            assert_string_not_equal(statement_name((enum statement)i),
                                    statement_name((enum statement)other));
        }
    }
}

static void every_function_is_called_with_all_its_parameters(void **state)
{
    (void)state;
    size_t calls = 0;
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        const enum statement statement = (enum statement)i;
        char name[SQL_WORD_BYTES];
        struct sql_function function;
        function_of(statement, name);
        if (*name == '\0') {
            assert_int_equal(count_parameters(statement_sql(statement)), 0);
            continue;
        }
        if (!sql_function_read(name, &function)) {
            fail_msg("there is no function %s", name);
        }
        if (count_parameters(statement_sql(statement)) != function.in_count) {
            fail_msg("%s has %zu parameters", name, function.in_count);
        }
        calls++;
    }
    assert_int_equal(calls, STATEMENT_COUNT - 3); // all but begin, commit, rollback
}

static void a_transaction_says_its_isolation(void **state)
{
    (void)state;
    assert_non_null(strstr(statement_sql(STATEMENT_BEGIN), "isolation level read committed"));
    assert_string_equal(statement_sql(STATEMENT_COMMIT), "commit");
}

// What row.c, ask.c, batch.c, batch_decide.c and registry_read.c read by place.
#define ANSWER                                                                                     \
    " key_position key_request_kind key_result key_fingerprint posted_money posted_base"           \
    " posted_earned posted_redeemed posted_balance_after posted_lifetime_after posted_at"          \
    " posted_member posted_programme_version posted_rate_bp posted_kind posted_currency"           \
    " posted_original_position posted_spendable_after posted_pending_after posted_held_after"      \
    " posted_debt_after posted_hold_until posted_expiring_after posted_expiring_on"                \
    " posted_written_off posted_cash_deducted posted_flags posted_reason posted_rules"
#define ORIGINAL                                                                                   \
    " original_position original_result original_kind original_terminal original_store"            \
    " original_card original_member original_currency original_money original_base"                \
    " original_earned original_redeemed original_rate_bp original_programme_version"               \
    " original_posted_at original_receipt_at original_utc_offset_min original_original_position"   \
    " original_hold_until original_written_off original_cash_deducted original_flags"              \
    " original_rules original_moves original_body left_of left_position left_claim_position"       \
    " left_reversal_position left_lines"
#define ACCOUNT " member account_place account_position balance lifetime debt lots held"
#define FACTS " card_state" ACCOUNT

static const struct {
    const char *function;
    const char *columns;
} results[] = {
    {"lane_begin_v1", " turn_at revision head seal ordinal" FACTS},
    {"lane_recall_v1", " ordinal" ANSWER " receipt_position" ORIGINAL ACCOUNT},
    {"lane_read_v1", " read_at revision receipt_position" FACTS},
    {"card_balances_v1", " read_at card_state currency" ACCOUNT},
    {"velocity_read_v1",
     " ordinal hour_count hour_points hour_money day_count day_points day_money"},
    {"posting_status_v1", " lane revision" ANSWER},
    {"registry_read_v1", " item number other more flag name text bytes numbers"},
};

static void every_column_stands_where_it_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
        struct sql_function function;
        char columns[4096] = "";
        assert_true(sql_function_read(results[i].function, &function));
        for (size_t out = 0; out < function.out_count; out++) {
            size_t size = strlen(columns);
            snprintf(columns + size, sizeof(columns) - size, " %s", function.out[out].name);
        }
        assert_string_equal(columns, results[i].columns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_has_a_name_of_its_own),
        cmocka_unit_test(every_function_is_called_with_all_its_parameters),
        cmocka_unit_test(a_transaction_says_its_isolation),
        cmocka_unit_test(every_column_stands_where_it_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
