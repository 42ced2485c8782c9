// SPDX-License-Identifier: Apache-2.0
// Which sale a refund of the file takes back.
#include "tools/pos/replay_match.h"

#include <string.h>

#include "support/cmocka.h"
#include "tools/pos/stage.h"

#define HEADER "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
#define EXCERPT BONUS_SOURCE_DIR "/tests/data/receipts-2011-01-31.csv"

struct file {
    struct retail retail;
    struct replay_matches matches;
};

// Of lines "number,article,quantity,hour:minute,price,customer,country".
static struct file *match_text(struct stage *stage, const char *text)
{
    static struct file file;
    char whole[4096] = HEADER;
    char number[16], sku[16], quantity[16], time[16], price[16], customer[16], country[32];
    char *const fields[] = {number, sku, quantity, time, price, customer, country};
    for (const char *line = text; *line != '\0'; line += *line == '\n') {
        for (size_t index = 0; index < BASE_COUNT(fields); index++) {
            size_t size = strcspn(line, ",\n");
            snprintf(fields[index], sizeof(number), "%.*s", (int)size, line);
            line += size + (line[size] == ',');
        }
        size_t used = strlen(whole);
        snprintf(whole + used, sizeof(whole) - used, "%s,%s,x,%s,2010-12-01 %s:00,%s,%s,%s\n",
                 number, sku, quantity, time, price, customer, country);
    }
    const char *path = stage_write(stage, "receipts.csv", whole);
    assert_int_equal(retail_read(&stage->pos, path, &file.retail), POS_OK);
    replay_match(&file.retail, &file.matches);
    return &file;
}

static void forget(struct file *file)
{
    replay_match_clear(&file->matches);
    retail_clear(&file->retail);
}

static void assert_refund(const struct file *file, size_t index, const char *number, int64_t total)
{
    assert_true(index < file->matches.count);
    assert_string_equal(file->matches.refunds[index].number, number);
    assert_int_equal(file->matches.refunds[index].total, total);
}

static void a_line_takes_back_of_the_latest_earlier_receipt(void **state)
{
    struct file *file = match_text(*state, "1,A,2,08:00,5,1,X\n"
                                           "2,A,2,08:10,5,1,X\n"
                                           "C3,A,-1,08:20,5,1,X\n"
                                           "4,A,2,08:30,5,1,X\n");
    assert_int_equal(file->matches.count, 1);
    assert_refund(file, 0, "C3/2", 500);
    assert_ptr_equal(file->matches.refunds[0].original, &file->retail.receipts[1]);
    assert_int_equal(file->matches.refunds[0].lines[0].line, 1);
    assert_int_equal(file->matches.refunds[0].lines[0].quantity_milli, 1000);
    assert_int_equal(file->matches.lines_matched, 1);
    forget(file);
}

static void what_was_refunded_is_not_refunded_again(void **state)
{
    struct file *file = match_text(*state, "1,A,2,08:00,5,1,X\n"
                                           "2,A,2,08:10,5,1,X\n"
                                           "C3,A,-2,08:20,5,1,X\n"
                                           "C4,A,-1,08:30,5,1,X\n"
                                           "C5,A,-2,08:40,5,1,X\n");
    assert_refund(file, 0, "C3/2", 1000);
    assert_refund(file, 1, "C4/1", 500);
    assert_refund(file, 2, "C5", 1000); // one is left, two come back
    assert_null(file->matches.refunds[2].original);
    assert_int_equal(file->matches.refunds[2].line_count, 0);
    assert_int_equal(file->matches.lines_blind, 1);
    forget(file);
}

static void an_original_is_of_the_same_customer_article_and_currency(void **state)
{
    struct file *file = match_text(*state, "1,A,1,08:00,5,1,France\n"
                                           "2,B,1,08:10,5,1,X\n"
                                           "3,A,1,08:20,5,2,X\n"
                                           "C4,A,-1,08:30,5,1,X\n");
    assert_refund(file, 0, "C4", 500);
    forget(file);
}

static void at_the_same_time_the_order_of_the_file_counts(void **state)
{
    struct file *file = match_text(*state, "1,A,1,08:00,5,1,X\n"
                                           "C2,A,-1,08:10,5,1,X\n"
                                           "3,A,1,08:10,5,1,X\n"
                                           "C4,A,-1,08:00,5,1,X\n");
    assert_refund(file, 0, "C4/1", 500); // earlier by time, though later in the file
    assert_refund(file, 1, "C2", 500);
    forget(file);
}

static void more_money_than_was_paid_is_not_taken_back(void **state)
{
    struct file *file = match_text(*state, "1,A,1,08:00,6,1,X\n"
                                           "2,A,1,08:10,4,1,X\n"
                                           "C3,A,-1,08:20,5,1,X\n"
                                           "C4,A,-1,08:30,5,1,X\n");
    assert_refund(file, 0, "C3/1", 500);
    assert_refund(file, 1, "C4", 500);
    forget(file);
}

static void an_invoice_is_one_refund_for_each_receipt_and_one_for_the_rest(void **state)
{
    struct file *file = match_text(*state, "1,A,1,08:00,5,1,X\n"
                                           "1,B,1,08:00,3,1,X\n"
                                           "2,C,1,08:10,4,1,X\n"
                                           "C3,A,-1,08:20,5,1,X\n"
                                           "C3,D,-1,08:20,7,1,X\n"
                                           "C3,C,-1,08:20,4,1,X\n"
                                           "C3,B,-1,08:20,3,1,X\n"
                                           "C3,D,-1,08:20,2,1,X\n");
    assert_int_equal(file->matches.count, 3);
    assert_refund(file, 0, "C3/1", 800);
    assert_int_equal(file->matches.refunds[0].line_count, 2);
    assert_int_equal(file->matches.refunds[0].lines[1].line, 2);
    assert_int_equal(file->matches.refunds[0].lines[1].amount, 300);
    assert_refund(file, 1, "C3", 900);
    assert_refund(file, 2, "C3/2", 400);
    forget(file);
}

static void one_line_that_has_enough_goes_before_several(void **state)
{
    struct file *file = match_text(*state, "1,A,1,08:00,5,1,X\n"
                                           "1,A,3,08:00,5,1,X\n"
                                           "1,A,2,08:00,5,1,X\n"
                                           "C2,A,-3,08:20,5,1,X\n"
                                           "C3,A,-3,08:30,5,1,X\n");
    assert_refund(file, 0, "C2/1", 1500);
    assert_int_equal(file->matches.refunds[0].line_count, 1);
    assert_int_equal(file->matches.refunds[0].lines[0].line, 2);
    assert_refund(file, 1, "C3/1", 1500);
    assert_int_equal(file->matches.refunds[1].line_count, 2);
    assert_int_equal(file->matches.refunds[1].lines[0].line, 1);
    assert_int_equal(file->matches.refunds[1].lines[0].amount, 500);
    assert_int_equal(file->matches.refunds[1].lines[1].line, 3);
    assert_int_equal(file->matches.refunds[1].lines[1].amount, 1000);
    forget(file);
}

static void what_takes_nothing_back_is_no_refund(void **state)
{
    struct file *file = match_text(*state, "1,A,1,08:00,0,1,X\n"
                                           "C2,A,-1,08:10,0,1,X\n"
                                           "C3,B,-1,08:20,0,1,X\n"
                                           "C4,B,1,08:30,5,1,X\n");
    assert_int_equal(file->matches.count, 0);
    forget(file);
}

static void the_excerpt_is_matched_as_it_was_independently(void **state)
{
    struct stage *stage = *state;
    struct file file;
    size_t blind = 0;
    assert_int_equal(retail_read(&stage->pos, EXCERPT, &file.retail), POS_OK);
    replay_match(&file.retail, &file.matches);
    for (size_t index = 0; index < file.matches.count; index++) {
        blind += file.matches.refunds[index].original == NULL;
    }
    assert_int_equal(file.matches.count - blind, 14);
    assert_int_equal(blind, 43);
    assert_int_equal(file.matches.lines_matched, 21);
    assert_int_equal(file.matches.lines_blind, 82);
    forget(&file);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_line_takes_back_of_the_latest_earlier_receipt),
        CASE(what_was_refunded_is_not_refunded_again),
        CASE(an_original_is_of_the_same_customer_article_and_currency),
        CASE(at_the_same_time_the_order_of_the_file_counts),
        CASE(more_money_than_was_paid_is_not_taken_back),
        CASE(an_invoice_is_one_refund_for_each_receipt_and_one_for_the_rest),
        CASE(one_line_that_has_enough_goes_before_several),
        CASE(what_takes_nothing_back_is_no_refund),
        CASE(the_excerpt_is_matched_as_it_was_independently),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
