// SPDX-License-Identifier: Apache-2.0
// Proves that a batch's parameters are those of the functions, by place, name and type: nothing
// else would notice two arrays of one type that trade places.
#include "store/batch_write_internal.h"

#include <ctype.h>
#include <string.h>

#include "batch_bench.h"
#include "deed_back.h"
#include "pgresult.h"
#include "sent.h"
#include "sql_function.h"
#include "support/cmocka.h"

struct expected {
    const char *name; // in capitals
    const char *type;
};

#define TYPE_INT2 "smallint[]"
#define TYPE_INT4 "integer[]"
#define TYPE_INT8 "bigint[]"
#define TYPE_TEXT "text[]"
#define TYPE_TID "tid[]"
#define TYPE_BYTEA "bytea[]"
#define TYPE_TIMESTAMPTZ "timestamptz[]"

static const struct expected load_parameters[] = {
    {"LANE", "smallint"},
#define LOAD_ARRAY(name, type) {#name, TYPE_##type},
#define RECALL_ARRAY(name, type)
#define POST_ARRAY(name, type)
#define DETAIL_ARRAY(name, type)
#include "store/batch_write.def"
#undef LOAD_ARRAY
#undef RECALL_ARRAY
#undef POST_ARRAY
#undef DETAIL_ARRAY
};

static const struct expected recall_parameters[] = {
    {"LANE", "smallint"},
#define LOAD_ARRAY(name, type)
#define RECALL_ARRAY(name, type) {#name, TYPE_##type},
#define POST_ARRAY(name, type)
#define DETAIL_ARRAY(name, type)
#include "store/batch_write.def"
#undef LOAD_ARRAY
#undef RECALL_ARRAY
#undef POST_ARRAY
#undef DETAIL_ARRAY
};

static const struct expected post_parameters[] = {
    {"LANE", "smallint"}, {"TURN_AT", "timestamptz"},       {"HEAD", "bigint"},
    {"SEAL", "bytea"},    {"PROGRAMME_VERSION", "integer"},
#define LOAD_ARRAY(name, type)
#define RECALL_ARRAY(name, type)
#define POST_ARRAY(name, type) {#name, TYPE_##type},
#define DETAIL_ARRAY(name, type) {#name, TYPE_##type},
#include "store/batch_write.def"
#undef LOAD_ARRAY
#undef RECALL_ARRAY
#undef POST_ARRAY
#undef DETAIL_ARRAY
};

static void assert_name(const char *lower, const char *capitals)
{
    char name[SQL_WORD_BYTES] = "";
    for (size_t i = 0; capitals[i] != '\0'; i++) {
        name[i] = (char)tolower((unsigned char)capitals[i]);
    }
    assert_string_equal(lower, name);
}

static void assert_parameters(const char *name, const struct expected *expected, size_t count)
{
    struct sql_function function;
    assert_true(sql_function_read(name, &function));
    assert_int_equal(function.in_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_name(function.in[i].name, expected[i].name);
        assert_string_equal(function.in[i].type, expected[i].type);
    }
}

static void what_is_loaded_with_stands_as_in_lane_begin(void **state)
{
    (void)state;
    assert_parameters("lane_begin_v1", load_parameters, BASE_COUNT(load_parameters));
}

static void what_is_recalled_by_stands_as_in_lane_recall(void **state)
{
    (void)state;
    assert_parameters("lane_recall_v1", recall_parameters, BASE_COUNT(recall_parameters));
}

static void what_is_written_stands_as_in_lane_post(void **state)
{
    (void)state;
    assert_parameters("lane_post_v1", post_parameters, BASE_COUNT(post_parameters));
}

static void assert_columns(const char *name, const char *const *columns, size_t count)
{
    struct sql_function function;
    assert_true(sql_function_read(name, &function));
    assert_int_equal(function.out_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_name(function.out[i].name, columns[i]);
    }
}

static void the_test_results_have_the_columns_of_the_functions(void **state)
{
    static const char *const begin[] = {
#define BEGIN_COLUMN(name) #name,
#include "begin_column.def"
#undef BEGIN_COLUMN
    };
    static const char *const recall[] = {
#define RECALL_COLUMN(name) #name,
#include "recall_column.def"
#undef RECALL_COLUMN
    };
    (void)state;
    assert_columns("lane_begin_v1", begin, BASE_COUNT(begin));
    assert_columns("lane_recall_v1", recall, BASE_COUNT(recall));
}

// The element types that are said in the arrays themselves.
static void every_array_says_its_type(void **state)
{
    static const struct {
        const char *name;
        enum parameter_type type;
    } types[] = {
        {TYPE_INT2, PARAMETER_INT2},   {TYPE_INT4, PARAMETER_INT4},
        {TYPE_INT8, PARAMETER_INT8},   {TYPE_TEXT, PARAMETER_TEXT},
        {TYPE_BYTEA, PARAMETER_BYTEA}, {TYPE_TIMESTAMPTZ, PARAMETER_TIMESTAMPTZ},
        {TYPE_TID, PARAMETER_TID},
    };
    struct batch_bench bench;
    struct deed deed;
    struct deed *deeds[] = {&deed};
    (void)state;
    batch_bench_init(&bench);
    deed_init_purchase(&deed, 1, "", 1000);
    batch_bench_decide(&bench, true, deeds, 1);
    const struct parameters *sent = batch_post_parameters(bench.batch);
    assert_int_equal(sent->count, BASE_COUNT(post_parameters));
    for (int place = POST_SCALARS; place < sent->count; place++) {
        size_t known = 0;
        while (strcmp(post_parameters[place].type, types[known].name) != 0) {
            known++;
            assert_true(known < BASE_COUNT(types));
        }
        assert_int_equal(sent_type(sent, place), types[known].type);
    }
    batch_bench_clear(&bench);
}

// One posted, one refused, one account, one card: each array of a group has as many elements.
static void arrays_of_one_group_run_in_parallel(void **state)
{
    struct batch_bench bench;
    struct deed deeds[3];
    struct deed *of_batch[] = {&deeds[0], &deeds[1], &deeds[2]};
    (void)state;
    batch_bench_init(&bench);
    ledger_add_card(bench.lane, "4006381333931", CARD_STOCK, 0);
    deed_init_activation(&deeds[0], 1, "4006381333931");
    deed_init_purchase(&deeds[1], 2, "4006381333931", 1000);
    deed_init_purchase(&deeds[2], 3, "4006381333948", 1000);
    batch_bench_decide(&bench, true, of_batch, 3);
    const struct parameters *sent = batch_post_parameters(bench.batch);
    for (int place = POST_PLACE(KINDS); place <= POST_PLACE(NUMBERS); place++) {
        bool is_detail =
            place >= POST_PLACE(ORIGINAL_POSITIONS) && place < POST_PLACE(RECEIPT_STORES);
        assert_int_equal(sent_count(sent, place), is_detail ? 0 : 2);
    }
    for (int place = POST_PLACE(REFUSED_REQUEST_KINDS); place < POST_PLACE(ACCOUNT_MEMBERS);
         place++) {
        assert_int_equal(sent_count(sent, place), 1);
    }
    for (int place = POST_PLACE(ACCOUNT_MEMBERS); place <= POST_PLACE(CHANGED_MEMBERS); place++) {
        uint32_t count = place == POST_PLACE(ACCOUNT_LOTS)    ? LOT_STRIDE
                         : place == POST_PLACE(ACCOUNT_HELDS) ? 0
                                                              : 1;
        assert_int_equal(sent_count(sent, place), count);
    }
    for (int place = POST_PLACE(LEFT_POSITIONS); place < sent->count; place++) {
        assert_int_equal(sent_count(sent, place), 0);
    }
    batch_bench_clear(&bench);
}

// Three of five postings have nothing: what the third has stands in its place, and nothing where
// nobody has it.
static void what_few_postings_have_stands_in_their_places(void **state)
{
    struct batch_bench bench;
    struct deed deeds[6];
    struct deed *first[] = {&deeds[0]};
    struct deed *then[] = {&deeds[1], &deeds[2], &deeds[3], &deeds[4], &deeds[5]};
    (void)state;
    batch_bench_init(&bench);
    ledger_add_card(bench.lane, "4006381333931", CARD_ACTIVE, 77);
    for (size_t i = 0; i < BASE_COUNT(deeds); i++) {
        deed_init_purchase(&deeds[i], i + 1, "4006381333931", 1000);
    }
    deed_init_refund(&deeds[3], 4, 1, 500);
    assert_int_equal(batch_bench_run(&bench, false, first, 1), BATCH_BENCH_POSTED);
    batch_bench_decide(&bench, false, then, 5);
    const struct parameters *sent = batch_post_parameters(bench.batch);
    assert_int_equal(sent_count(sent, POST_PLACE(ORIGINAL_POSITIONS)), 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(sent_is_null(sent, POST_PLACE(ORIGINAL_POSITIONS), i), i != 2);
        assert_int_equal(sent_integer(sent, POST_PLACE(MOVE_ENDS), i), i < 2 ? 0 : LOT_STRIDE);
        assert_int_equal(sent_integer(sent, POST_PLACE(ENCODINGS), i),
                         i != 2 ? JOURNAL_ENCODING_PLAIN : JOURNAL_ENCODING_WHOLE);
    }
    assert_int_equal(sent_integer(sent, POST_PLACE(ORIGINAL_POSITIONS), 2), 1);
    assert_int_equal(sent_integer(sent, POST_PLACE(MOVES), 4), -50);
    assert_int_equal(sent_count(sent, POST_PLACE(SPENDABLES_AFTER)), 0);
    assert_int_equal(sent_count(sent, POST_PLACE(RULE_ENDS)), 0);
    assert_int_equal(sent_count(sent, POST_PLACE(HOLDS_UNTIL)), 0);
    batch_bench_clear(&bench);
}

// A new account has no place; one that was there is written where it was seen, whole page number
// and all.
static void an_account_is_written_where_it_was_seen(void **state)
{
    struct batch_bench bench;
    struct deed deeds[3];
    struct deed *first[] = {&deeds[0]};
    struct deed *then[] = {&deeds[1], &deeds[2]};
    size_t size;
    (void)state;
    batch_bench_init(&bench);
    ledger_add_card(bench.lane, "4006381333931", CARD_ACTIVE, 77);
    ledger_add_card(bench.lane, "4006381333948", CARD_ACTIVE, 78);
    deed_init_purchase(&deeds[0], 1, "4006381333931", 1000);
    deed_init_purchase(&deeds[1], 2, "4006381333931", 1000);
    deed_init_purchase(&deeds[2], 3, "4006381333948", 1000);
    assert_int_equal(batch_bench_run(&bench, false, first, 1), BATCH_BENCH_POSTED);
    batch_bench_decide(&bench, false, then, 2);
    const struct parameters *sent = batch_post_parameters(bench.batch);
    const struct ledger_account *account = ledger_find_account(bench.lane, 77, DEED_CURRENCY);
    assert_int_equal(sent_integer(sent, POST_PLACE(ACCOUNT_PLACES), 0),
                     ledger_account_place(bench.lane, account));
    assert_int_equal(sent_integer(sent, POST_PLACE(ACCOUNT_LOADED_POSITIONS), 0), 1);
    assert_null(sent_bytes(sent, POST_PLACE(ACCOUNT_PLACES), 1, &size));
    assert_int_equal(sent_integer(sent, POST_PLACE(ACCOUNT_LOADED_POSITIONS), 1), 0);
    batch_bench_clear(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_loaded_with_stands_as_in_lane_begin),
        cmocka_unit_test(what_is_recalled_by_stands_as_in_lane_recall),
        cmocka_unit_test(what_is_written_stands_as_in_lane_post),
        cmocka_unit_test(the_test_results_have_the_columns_of_the_functions),
        cmocka_unit_test(every_array_says_its_type),
        cmocka_unit_test(arrays_of_one_group_run_in_parallel),
        cmocka_unit_test(what_few_postings_have_stands_in_their_places),
        cmocka_unit_test(an_account_is_written_where_it_was_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
