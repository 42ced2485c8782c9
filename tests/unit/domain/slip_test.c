// SPDX-License-Identifier: Apache-2.0
// Proves whole slips against the files in slips/, one for each language and width, byte for byte.
// After a wanted change run with BONUS_UPDATE_GOLDENS=1, and read the difference.
#include "domain/slip.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/seed.h"
#include "domain/slip_text_internal.h"
#include "support/cmocka.h"

enum { GOLDEN_BYTES_MAX = 32768 };

static const unsigned widths[] = {32, 40, 48};
static const char *const languages[] = {"en", "ru", "uk", "kk"};

#define SLIP_HEAD                                                                                  \
    .store_name = "Подарки и сувениры, Невский проспект, 28", .till_name = "3",                    \
    .at_us = INT64_C(1795259100000000), .utc_offset_min = 180, .card = "4006381333931"

#define SLIP_RECEIPT                                                                               \
    {                                                                                              \
        .receipt_number = "536365", .total = {125000}, .base = {125000}, .rate_bp = 1100,          \
        .earned = {13750}, .after = {                                                              \
            .currency = 643,                                                                       \
            .points = {26828},                                                                     \
            .lifetime = {12613000},                                                                \
            .spendable = {26828}                                                                   \
        }                                                                                          \
    }

static const struct slip_case {
    const char *name;
    struct slip slip;
} slip_cases[] = {
    {"a purchase", {.kind = SLIP_PURCHASE, SLIP_HEAD, .purchase = SLIP_RECEIPT}},
    {"a purchase without a card",
     {.kind = SLIP_PURCHASE,
      .store_name = "Gift Shop",
      .till_name = "Till by the door",
      .at_us = INT64_C(1795259100000000),
      .utc_offset_min = 300,
      .card = "",
      .purchase = {.receipt_number = "536366", .total = {99}, .after = {.currency = 398}}}},
    {"a quote", {.kind = SLIP_QUOTE, SLIP_HEAD, .purchase = SLIP_RECEIPT}},
    {"training",
     {.kind = SLIP_PURCHASE,
      SLIP_HEAD,
      .purchase = {.receipt_number = "536367",
                   .total = {125000},
                   .base = {125000},
                   .rate_bp = 1250,
                   .earned = {15625},
                   .after = {.currency = 980,
                             .points = {15625},
                             .lifetime = {125000},
                             .spendable = {15625}},
                   .training = true}}},
    {"a purchase paid with points, in large figures and long names",
     {.kind = SLIP_PURCHASE,
      .store_name = "A chain of gift shops whose name is far too long for any slip, so that it is "
                    "wrapped over three lines and then cut, which nobody should mind very much",
      .till_name = "The second till from the left behind the pillar",
      .at_us = INT64_C(1795259100000000),
      .utc_offset_min = 0,
      .card = "4111111111111111",
      .purchase = {.receipt_number = "NUMBER-OF-31-BYTES-000000000001",
                   .total = {999999999999},
                   .base = {999999999900},
                   .rate_bp = 1100,
                   .earned = {109999999989},
                   .redeemed = {99},
                   .after = {.currency = 643,
                             .points = {109999999989},
                             .lifetime = {INT64_MAX},
                             .spendable = {109999999989}}}}},
    {"balances in three currencies",
     {.kind = SLIP_BALANCE,
      SLIP_HEAD,
      .balance_count = 3,
      .balances =
          {{.currency = 398, .points = {3892622}, .lifetime = {353874727}, .spendable = {3892622}},
           {.currency = 643, .points = {0}, .lifetime = {9}, .spendable = {0}},
           {.currency = 980, .points = {-1250}, .lifetime = {11363}, .debt = {1250}}}}},
    {"a purchase paid with points, by promotions, of an account with everything",
     {.kind = SLIP_PURCHASE,
      SLIP_HEAD,
      .purchase = {.receipt_number = "536368",
                   .total = {125000},
                   .base = {95000},
                   .rate_bp = 1100,
                   .earned = {29300},
                   .redeemed = {30000},
                   .after = {.currency = 643,
                             .points = {96128},
                             .lifetime = {12738000},
                             .spendable = {36828},
                             .pending = {39300},
                             .held = {20000},
                             .debt = {0},
                             .expiring = {15000},
                             .expiring_last_day = 20261130},
                   .rule_count = 2,
                   .rules = {{"Чайная неделя", 3000, {0}}, {"День рождения", 0, {5000}}}}}},
    {"a quote at the rate of a promotion",
     {.kind = SLIP_QUOTE,
      SLIP_HEAD,
      .purchase = {.receipt_number = "536369",
                   .total = {70000},
                   .base = {70000},
                   .rate_bp = 3000,
                   .earned = {21000},
                   .redeemable_max = {36828},
                   .after = {.currency = 643,
                             .points = {57828},
                             .lifetime = {12808000},
                             .spendable = {57828}},
                   .rule_count = 1,
                   .rules = {{"A promotion whose name is as long as it may be, sixty-three byte",
                              3000,
                              {0}}}}}},
    {"a receipt claimed later", {.kind = SLIP_CLAIM, SLIP_HEAD, .purchase = SLIP_RECEIPT}},
    {"a balance with everything",
     {.kind = SLIP_BALANCE,
      SLIP_HEAD,
      .balance_count = 2,
      .balances = {{.currency = 398,
                    .points = {3892622},
                    .lifetime = {353874727},
                    .spendable = {1892622},
                    .pending = {1500000},
                    .held = {500000},
                    .debt = {0},
                    .expiring = {60000},
                    .expiring_last_day = 20261130},
                   {.currency = 643,
                    .points = {-70000},
                    .lifetime = {9},
                    .spendable = {0},
                    .pending = {30000},
                    .held = {0},
                    .debt = {100000}}}}},
    {"a balance of nothing yet", {.kind = SLIP_BALANCE, SLIP_HEAD}},
};

static enum slip_language language_of(const char *code)
{
    enum slip_language language;
    assert_true(slip_language_find(code, &language));
    return language;
}

static void goldens_render(const char *code, unsigned width, char text[GOLDEN_BYTES_MAX])
{
    size_t used = 0;
    for (size_t index = 0; index < BASE_COUNT(slip_cases); index++) {
        char slip[SLIP_BYTES_MAX];
        assert_int_equal(
            slip_render(&slip_cases[index].slip, width, language_of(code), slip, sizeof(slip)),
            BASE_OK);
        used += (size_t)snprintf(text + used, GOLDEN_BYTES_MAX - used, "[%s]\n%s\n",
                                 slip_cases[index].name, slip);
        assert_true(used < GOLDEN_BYTES_MAX);
    }
}

static void golden_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void golden_read(const char *path, char text[GOLDEN_BYTES_MAX])
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = fread(text, 1, GOLDEN_BYTES_MAX - 1, file);
    text[size] = '\0';
    fclose(file);
}

static void slips_are_the_golden_ones_byte_for_byte(void **state)
{
    (void)state;
    static char rendered[GOLDEN_BYTES_MAX];
    static char golden[GOLDEN_BYTES_MAX];
    for (size_t language = 0; language < BASE_COUNT(languages); language++) {
        for (size_t width = 0; width < BASE_COUNT(widths); width++) {
            char path[512];
            snprintf(path, sizeof(path), "%s/tests/unit/domain/slips/%s-%u.txt", BONUS_SOURCE_DIR,
                     languages[language], widths[width]);
            goldens_render(languages[language], widths[width], rendered);
            if (getenv("BONUS_UPDATE_GOLDENS") != NULL) {
                golden_write(path, rendered);
            }
            golden_read(path, golden);
            assert_string_equal(rendered, golden);
        }
    }
}

// Every figure at its widest, every name at its longest and of the widest code points.
static struct slip slip_at_its_largest(enum slip_kind kind)
{
    static char name[4 * 400 + 1];
    for (size_t column = 0; column < 400; column++) {
        memcpy(name + 4 * column, "\xf0\x9f\x8e\x81", 4);
    }
    struct slip slip = {
        .kind = kind,
        .store_name = name,
        .till_name = name,
        .at_us = INT64_MAX,
        .card = "4111111111111111111",
        .purchase = {.receipt_number = name,
                     .total = {INT64_MIN},
                     .base = {INT64_MIN},
                     .rate_bp = UINT32_MAX,
                     .earned = {INT64_MIN},
                     .redeemed = {INT64_MIN},
                     .redeemable_max = {INT64_MIN},
                     .after = {UINT32_MAX,
                               {INT64_MIN},
                               {INT64_MIN},
                               {INT64_MIN + 1},
                               {INT64_MIN},
                               {INT64_MIN},
                               {INT64_MIN},
                               {INT64_MIN},
                               99991231},
                     .rule_count = SLIP_RULES_MAX,
                     .training = true},
        .balance_count = SLIP_BALANCES_MAX,
    };
    for (size_t index = 0; index < SLIP_BALANCES_MAX; index++) {
        slip.balances[index] = slip.purchase.after;
    }
    for (size_t index = 0; index < SLIP_RULES_MAX; index++) {
        slip.purchase.rules[index] = (struct slip_rule){name, UINT32_MAX, {0}};
    }
    return slip;
}

static void assert_no_line_wider_than(const char *slip, size_t width)
{
    char line[SLIP_BYTES_MAX];
    while (*slip != '\0') {
        const char *end = strchr(slip, '\n');
        assert_non_null(end);
        memcpy(line, slip, (size_t)(end - slip));
        line[end - slip] = '\0';
        assert_in_range(slip_text_columns(line), 1, width);
        slip = end + 1;
    }
}

static void the_largest_slip_fits_its_buffer_and_its_width_and_cuts_no_figure(void **state)
{
    (void)state;
    static const enum slip_kind kinds[] = {SLIP_PURCHASE, SLIP_QUOTE, SLIP_BALANCE, SLIP_CLAIM,
                                           SLIP_BALANCE};
    for (size_t at = 0; at < BASE_COUNT(kinds) * BASE_COUNT(languages) * BASE_COUNT(widths); at++) {
        struct slip slip = slip_at_its_largest(kinds[at % 5]);
        const char *code = languages[at / 5 % 4];
        unsigned width = widths[at / 20];
        if (at % 5 == 4) {
            slip.balance_count = SLIP_BALANCES_WHOLE_MAX;
        }
        char text[SLIP_BYTES_MAX];
        assert_int_equal(slip_render(&slip, width, language_of(code), text, sizeof(text)), BASE_OK);
        assert_no_line_wider_than(text, width);
        assert_non_null(strstr(text, "-92 233 720 368 547 758"));
    }
}

static void a_buffer_too_small_is_full_and_left_empty(void **state)
{
    (void)state;
    char whole[SLIP_BYTES_MAX];
    assert_int_equal(slip_render(&slip_cases[0].slip, 32, SLIP_LANGUAGE_RU, whole, sizeof(whole)),
                     BASE_OK);
    for (size_t size = 0; size <= strlen(whole); size++) {
        char *small = malloc(size + 1); // an exact allocation lets the sanitizer watch its end
        assert_non_null(small);
        assert_int_equal(slip_render(&slip_cases[0].slip, 32, SLIP_LANGUAGE_RU, small, size),
                         BASE_FULL);
        assert_true(size == 0 || small[0] == '\0');
        free(small);
    }
    char exact[SLIP_BYTES_MAX];
    assert_int_equal(
        slip_render(&slip_cases[0].slip, 32, SLIP_LANGUAGE_RU, exact, strlen(whole) + 1), BASE_OK);
    assert_string_equal(exact, whole);
}

static void a_purchase_says_its_points_as_a_sum_on_one_line(void **state)
{
    (void)state;
    for (size_t width = 0; width < BASE_COUNT(widths); width++) {
        char text[SLIP_BYTES_MAX];
        assert_int_equal(
            slip_render(&slip_cases[0].slip, widths[width], SLIP_LANGUAGE_EN, text, sizeof(text)),
            BASE_OK);
        assert_non_null(strstr(text, " 11% x 1 250.00 = 137.50\n"));
    }
}

static void points_of_several_rates_are_shown_without_one(void **state)
{
    (void)state;
    struct slip slip = slip_cases[0].slip;
    slip.purchase.earned.minor = 30000;
    slip.purchase.rule_count = 1;
    slip.purchase.rules[0] = (struct slip_rule){"Tea week", 3000, {0}};
    char text[SLIP_BYTES_MAX];
    assert_int_equal(slip_render(&slip, 32, SLIP_LANGUAGE_EN, text, sizeof(text)), BASE_OK);
    assert_null(strstr(text, " x "));
    assert_non_null(strstr(text, "Points                    300.00\n"));
    assert_non_null(strstr(text, "Tea week                     30%\n"));
}

static void no_slip_shows_a_whole_card_number(void **state)
{
    (void)state;
    for (size_t index = 0; index < BASE_COUNT(slip_cases); index++) {
        char text[SLIP_BYTES_MAX];
        assert_int_equal(
            slip_render(&slip_cases[index].slip, 48, SLIP_LANGUAGE_EN, text, sizeof(text)),
            BASE_OK);
        assert_null(strstr(text, "33931"));
        assert_null(strstr(text, "11111"));
    }
}

static void names_cannot_command_the_printer(void **state)
{
    (void)state;
    struct slip slip = slip_cases[0].slip;
    slip.store_name = "Shop\x1b@\nTotal 0.00";
    char text[SLIP_BYTES_MAX];
    assert_int_equal(slip_render(&slip, 40, SLIP_LANGUAGE_EN, text, sizeof(text)), BASE_OK);
    assert_non_null(strstr(text, "Shop?@?Total 0.00\n"));
}

// Every byte a name could hold, in any order: broken UTF-8, control characters, blanks.
static void random_names_break_no_line(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 20000; round++) {
        char name[120];
        size_t size = (size_t)seed_between(&seed, 1, sizeof(name) - 1);
        for (size_t at = 0; at < size; at++) {
            bool is_blank = seed_between(&seed, 0, 5) == 0;
            name[at] = is_blank ? ' ' : (char)seed_between(&seed, 1, 255);
        }
        name[size] = '\0';
        struct slip slip = slip_cases[0].slip;
        slip.store_name = slip.till_name = slip.purchase.receipt_number = name;
        char text[SLIP_BYTES_MAX];
        unsigned width = widths[round % 3];
        assert_int_equal(slip_render(&slip, width, SLIP_LANGUAGE_RU, text, sizeof(text)), BASE_OK);
        assert_no_line_wider_than(text, width);
        for (const char *byte = text; *byte != '\0'; byte++) {
            assert_true(*byte == '\n' || (unsigned char)*byte >= ' ');
        }
    }
}

static void slips_are_32_40_or_48_columns_wide(void **state)
{
    (void)state;
    for (unsigned width = 0; width < 100; width++) {
        assert_int_equal(slip_width_is_known(width), width == 32 || width == 40 || width == 48);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_the_golden_ones_byte_for_byte),
        cmocka_unit_test(the_largest_slip_fits_its_buffer_and_its_width_and_cuts_no_figure),
        cmocka_unit_test(a_buffer_too_small_is_full_and_left_empty),
        cmocka_unit_test(a_purchase_says_its_points_as_a_sum_on_one_line),
        cmocka_unit_test(points_of_several_rates_are_shown_without_one),
        cmocka_unit_test(no_slip_shows_a_whole_card_number),
        cmocka_unit_test(names_cannot_command_the_printer),
        cmocka_unit_test(random_names_break_no_line),
        cmocka_unit_test(slips_are_32_40_or_48_columns_wide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
