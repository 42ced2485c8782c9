// SPDX-License-Identifier: Apache-2.0
// Lines to receipts.
#include "tools/pos/retail.h"

#include <string.h>

#include "support/cmocka.h"
#include "tools/pos/money.h"
#include "tools/pos/stage.h"

#define HEADER "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
#define EXCERPT BONUS_SOURCE_DIR "/tests/data/receipts-2011-01-31.csv"

static void read_text(struct stage *stage, const char *text, struct retail *retail)
{
    const char *path = stage_write(stage, "receipts.csv", text);
    assert_int_equal(retail_read(&stage->pos, path, retail), POS_OK);
    assert_string_equal(stage_error(stage), "");
}

static void lines_of_one_number_are_one_receipt_in_the_order_of_the_file(void **state)
{
    struct retail retail;
    read_text(*state,
              HEADER "536365,A,x,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
                     "536366,B,x,1,2010-12-01 08:28:00,1.00,17851.0,France\n"
                     "536365,C,\"comma, \"\"quote\"\"\",2,2010-12-01 08:27:00,3.39,17850.0,"
                     "United Kingdom\n",
              &retail);
    assert_int_equal(retail.count, 2);
    const struct retail_receipt *receipt = &retail.receipts[0];
    assert_string_equal(receipt->number, "536365");
    assert_int_equal(receipt->date, 20101201);
    assert_int_equal(receipt->customer, 17850);
    assert_int_equal(receipt->currency, 643);
    assert_int_equal(receipt->total, 1530 + 678);
    assert_int_equal(receipt->line_count, 2);
    assert_string_equal(receipt->lines[0].sku, "A");
    assert_int_equal(receipt->lines[0].quantity_milli, 6000);
    assert_int_equal(receipt->lines[0].amount, 1530);
    assert_string_equal(receipt->lines[1].sku, "C");
    assert_string_equal(retail.receipts[1].lines[0].sku, "B");
    retail_clear(&retail);
}

static void the_first_of_several_times_counts(void **state)
{
    struct retail retail;
    read_text(*state,
              HEADER "1,A,x,1,2010-12-01 23:59:00,1,,EIRE\n1,B,x,1,2010-12-02 00:01:00,1,,EIRE\n",
              &retail);
    assert_int_equal(retail.receipts[0].date, 20101201);
    assert_int_equal(retail.receipts[0].local_us, INT64_C(1291247940000000));
    retail_clear(&retail);
}

static void amounts_are_exact_and_rounded_half_away_from_zero_line_by_line(void **state)
{
    struct retail retail;
    read_text(*state,
              HEADER "1,A,x,1,2010-12-01 08:00:00,0.005,,X\n1,A,x,3,2010-12-01 08:00:00,0.335,,X\n"
                     "1,A,x,-1,2010-12-01 08:00:00,0.025,,X\n"
                     "1,A,x,0.125,2010-12-01 08:00:00,100,,X\n",
              &retail);
    const struct bonus_line *lines = retail.receipts[0].lines;
    assert_int_equal(lines[0].amount, 1);
    assert_int_equal(lines[1].amount, 101);
    assert_int_equal(lines[2].amount, -3);
    assert_int_equal(lines[3].amount, 1250);
    assert_int_equal(lines[3].quantity_milli, 125);
    assert_int_equal(retail.receipts[0].total, 1349);
    retail_clear(&retail);
}

static void refunds_stand_apart_and_what_cannot_be_posted_is_counted(void **state)
{
    struct retail retail;
    read_text(*state,
              HEADER
              "C1,A,x,-1,2010-12-01 08:00:00,5,1.0,X\nC1,B,x,-1,2010-12-01 08:00:00,5,1.0,X\n"
              "2,A,x,-1,2010-12-01 08:00:00,5,,X\n3,A,x,-9,2010-12-01 08:00:00,0,,X\n"
              "C4,A,x,-1,2010-12-01 08:00:00,5,,X\n",
              &retail);
    assert_int_equal(retail.refund_count, 1);
    assert_string_equal(retail.refunds[0].number, "C1");
    assert_int_equal(retail.refunds[0].line_count, 2);
    assert_int_equal(retail.refunds[0].lines[0].quantity_milli, -1000);
    assert_int_equal(retail.refunds[0].total, -1000);
    assert_int_equal(retail.refunds_without_card, 1);
    assert_int_equal(retail.negative_skipped, 1);
    assert_int_equal(retail.count, 1);
    assert_string_equal(retail.receipts[0].number, "3"); // of no value, but a receipt
    assert_int_equal(retail.receipts[0].place, 2);
    retail_clear(&retail);
}

static void the_country_chooses_the_currency(void **state)
{
    static const struct {
        const char *country;
        uint32_t currency;
    } cases[] = {
        {"United Kingdom", 643}, {"EIRE", 980},  {"Germany", 980},
        {"France", 980},         {"Japan", 398}, {"Unspecified", 398},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        char text[256];
        struct retail retail;
        snprintf(text, sizeof(text), HEADER "1,A,x,1,2010-12-01 08:00:00,5,,%s\n",
                 cases[index].country);
        read_text(*state, text, &retail);
        assert_int_equal(retail.receipts[0].currency, cases[index].currency);
        retail_clear(&retail);
    }
}

static void columns_are_found_by_their_names(void **state)
{
    struct retail retail;
    read_text(*state,
              "\xef\xbb\xbf"
              "Country,CustomerID,UnitPrice,InvoiceDate,Quantity,StockCode,InvoiceNo,Note\r\n"
              "France,12583,2.50,2010-12-01 08:45,2,A,9,hello\r\n",
              &retail);
    assert_string_equal(retail.receipts[0].number, "9");
    assert_int_equal(retail.receipts[0].customer, 12583);
    assert_int_equal(retail.receipts[0].total, 500);
    retail_clear(&retail);
}

static void what_is_wrong_with_a_file_is_named_with_its_line(void **state)
{
    struct stage *stage = *state;
    static const struct {
        const char *text;
        const char *fact;
    } cases[] = {
        {"", ":1: the file is empty"},
        {"InvoiceNo,StockCode\n", ":1: there is no column Quantity"},
        {HEADER "1,A,x,1,2010-12-01 08:00:00,5,1.0\n", ":2: 7 fields, the first line has 8"},
        {HEADER "1,A,x,one,2010-12-01 08:00:00,5,,X\n", ":2: Quantity \"one\" is not a number"},
        {HEADER "1,A,x,1,2010-12-01 08:00:00,5e2,,X\n", ":2: UnitPrice \"5e2\" is not a price"},
        {HEADER "1,A,x,1,2010-02-30 08:00:00,5,,X\n", ":2: InvoiceDate \"2010-02-30 08:00:00\" is"},
        {HEADER "1,A,x,1,1.12.2010 8:00,5,,X\n",
         ":2: InvoiceDate \"1.12.2010 8:00\" is not a time"},
        {HEADER "1,A,x,1,2010-12-01 08:00:00,5,17850.5,X\n", ":2: CustomerID \"17850.5\" is not"},
        {HEADER ",A,x,1,2010-12-01 08:00:00,5,,X\n", ":2: InvoiceNo \"\" does not have 1 to 15"},
        {HEADER "1,A,x,1,2010-12-01 08:00:00,5,1.0,X\n1,A,x,1,2010-12-01 08:00:00,5,2.0,X\n",
         ":3: receipt 1 has another CustomerID than on its first line"},
        {HEADER "1,A,x,1,2010-12-01 08:00:00,5,1.0,EIRE\n1,A,x,1,2010-12-01 08:00:00,5,1.0,X\n",
         ":3: receipt 1 has another Country than on its first line"},
        {HEADER "1,A,\"a\"b\",1,2010-12-01 08:00:00,5,,X\n", ":2: a quote stands where none may"},
        {HEADER "1,A,x,9223372036854775,2010-12-01 08:00:00,9223372036854775807,,X\n",
         ":2: UnitPrice"},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        struct retail retail;
        const char *path = stage_write(stage, "receipts.csv", cases[index].text);
        stage_hush(stage);
        assert_int_equal(retail_read(&stage->pos, path, &retail), POS_DATA);
        assert_non_null(strstr(stage_error(stage), cases[index].fact));
        assert_non_null(strstr(stage_error(stage), path));
    }
}

static void a_file_that_cannot_be_read_or_unpacked_is_named(void **state)
{
    struct stage *stage = *state;
    struct retail retail;
    assert_int_equal(retail_read(&stage->pos, "/nowhere/receipts.csv", &retail), POS_NO_INPUT);
    assert_non_null(strstr(stage_error(stage), "/nowhere/receipts.csv cannot be read: No such"));
    stage_hush(stage);
    const char *path = stage_write(stage, "receipts.csv.xz", HEADER);
    assert_true(retail_read(&stage->pos, path, &retail) != POS_OK);
}

static void the_excerpt_is_read_as_it_was_reckoned_independently(void **state)
{
    struct stage *stage = *state;
    struct retail retail;
    size_t with_card = 0;
    int64_t points[MONEY_CURRENCIES] = {0};
    int64_t money[MONEY_CURRENCIES] = {0};
    assert_int_equal(retail_read(&stage->pos, EXCERPT, &retail), POS_OK);
    for (size_t index = 0; index < retail.count; index++) {
        const struct retail_receipt *receipt = &retail.receipts[index];
        size_t currency = money_currency_index(receipt->currency);
        money[currency] += receipt->total;
        if (receipt->customer != 0) {
            with_card++;
            points[currency] += retail_award(receipt->total, 1100);
        }
    }
    assert_int_equal(with_card, 272);
    assert_int_equal(retail.count - with_card, 57);
    assert_int_equal(retail.refund_count, 53);
    assert_int_equal(retail.refunds_without_card, 2);
    assert_int_equal(retail.negative_skipped, 0);
    assert_int_equal(money[0], 10983789);
    assert_int_equal(money[1], 1224537);
    assert_int_equal(money[2], 390742);
    assert_int_equal(points[0], 989426);
    assert_int_equal(points[1], 134524);
    assert_int_equal(points[2], 42975);
    retail_clear(&retail);
}

static void a_customers_card_is_an_ean_13(void **state)
{
    (void)state;
    char digits[BONUS_CARD_DIGITS_MAX + 1];
    struct bonus_card card;
    char error[BONUS_ERROR_BYTES_MAX];
    retail_card_number(17850, digits);
    assert_string_equal(digits, "2000000178509");
    assert_int_equal(bonus_card_read(digits, &card, error), BONUS_OK);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(lines_of_one_number_are_one_receipt_in_the_order_of_the_file),
        CASE(the_first_of_several_times_counts),
        CASE(amounts_are_exact_and_rounded_half_away_from_zero_line_by_line),
        CASE(refunds_stand_apart_and_what_cannot_be_posted_is_counted),
        CASE(the_country_chooses_the_currency),
        CASE(columns_are_found_by_their_names),
        CASE(what_is_wrong_with_a_file_is_named_with_its_line),
        CASE(a_file_that_cannot_be_read_or_unpacked_is_named),
        CASE(the_excerpt_is_read_as_it_was_reckoned_independently),
        CASE(a_customers_card_is_an_ean_13),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
