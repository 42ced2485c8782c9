// SPDX-License-Identifier: Apache-2.0
// One exported head against what may have become of its lane.
#include "tools/ctl/verify_against.h"

#include <string.h>

#include "support/cmocka.h"

enum { LANE = 2, HEAD = 1234, INCARNATION = 3 };

#define EXPORTED_AT "2026-11-22T01:02:03.000456Z"

static struct seal_export export_make(int64_t position)
{
    struct seal_export exported = {.exported_at = EXPORTED_AT, .lane_count = 4};
    exported.heads[LANE] = (struct seal_head){.incarnation = INCARNATION, .position = position};
    memset(exported.heads[LANE].seal, 0xab, DIGEST_BYTES);
    return exported;
}

// A walk over seals that end at 1200, `last` and 1300; `byte` fills what is computed of the second.
static void walk(struct verify_against *against, int64_t last, uint8_t byte, bool is_computed)
{
    uint8_t computed[DIGEST_BYTES];
    const int64_t ends[] = {1200, last, 1300};
    for (size_t index = 0; index < BASE_COUNT(ends); index++) {
        struct verify_seal seal = {.first = ends[index], .last = ends[index]};
        memset(seal.seal, 0xab, DIGEST_BYTES); // as stored: never what counts
        memset(computed, index == 1 ? byte : 0x11, DIGEST_BYTES);
        verify_against_take(against, &seal, index != 1 || is_computed ? computed : NULL);
    }
}

static void assert_contains(int64_t last, uint8_t byte, bool is_computed, const char *expected)
{
    const struct seal_export exported = export_make(HEAD);
    struct verify_against against;
    char what[VERIFY_AGAINST_BYTES_MAX] = "";
    verify_against_begin(&against, &exported, LANE);
    walk(&against, last, byte, is_computed);
    assert_int_equal(verify_against_contains(&against, 1300, what), expected[0] == '\0');
    assert_string_equal(what, expected);
}

#define AB_4 "abababab"
#define AB_32 AB_4 AB_4 AB_4 AB_4 AB_4 AB_4 AB_4 AB_4
#define CD_4 "cdcdcdcd"
#define CD_32 CD_4 CD_4 CD_4 CD_4 CD_4 CD_4 CD_4 CD_4
#define HAD "had seal " AB_32 " when exported on " EXPORTED_AT ", "

static void the_same_seal_at_the_same_place_is_contained(void **state)
{
    (void)state;
    assert_contains(HEAD, 0xab, true, "");
}

static void a_seal_that_is_stored_but_not_computed_counts_for_nothing(void **state)
{
    (void)state;
    assert_contains(HEAD, 0xcd, true, HAD "has " CD_32 " now");
    assert_contains(HEAD, 0xab, false, HAD "none can be computed now");
}

static void the_same_seal_at_another_place_is_not_contained(void **state)
{
    (void)state;
    assert_contains(HEAD + 1, 0xab, true, HAD "no seal ends here now");
    assert_contains(HEAD - 1, 0xab, true, HAD "no seal ends here now");
}

static void a_history_that_ends_before_the_head_says_where(void **state)
{
    (void)state;
    const struct seal_export exported = export_make(HEAD);
    struct verify_against against;
    char what[VERIFY_AGAINST_BYTES_MAX];
    verify_against_begin(&against, &exported, LANE);
    assert_false(verify_against_contains(&against, 1200, what));
    assert_string_equal(what, "the history ends at 1200, before the head exported on " EXPORTED_AT);
    assert_false(verify_against_contains(&against, 0, what));
}

static void an_empty_lane_is_contained_in_every_history(void **state)
{
    (void)state;
    const struct seal_export exported = export_make(0);
    struct verify_against against;
    char what[VERIFY_AGAINST_BYTES_MAX];
    verify_against_begin(&against, &exported, LANE);
    assert_true(verify_against_contains(&against, 0, what));
    walk(&against, HEAD, 0xcd, true);
    assert_true(verify_against_contains(&against, 1300, what));
}

static void a_raise_counts_where_it_reaches_back_to_the_head(void **state)
{
    (void)state;
    static const struct {
        struct verify_incarnation now;
        enum verify_raise raise;
        const char *what;
    } cases[] = {
        {{INCARNATION, 0}, VERIFY_RAISE_NONE, ""},
        {{INCARNATION + 2, HEAD + 1},
         VERIFY_RAISE_BEHIND,
         "incarnation raised since " EXPORTED_AT
         ": from 3 to 5, first at position 1235, behind the "
         "exported head"},
        {{INCARNATION + 1, HEAD},
         VERIFY_RAISE_WITHIN,
         "incarnation raised since " EXPORTED_AT
         ": from 3 to 4, first at position 1234, not behind "
         "the exported head"},
        {{INCARNATION - 1, 0},
         VERIFY_RAISE_WITHIN,
         "incarnation was 3 when exported on " EXPORTED_AT ", is 2 now"},
        {{0, 0},
         VERIFY_RAISE_WITHIN,
         "incarnation was 3 when exported on " EXPORTED_AT ", is 0 now"},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        const struct seal_export exported = export_make(HEAD);
        struct verify_against against;
        char what[VERIFY_AGAINST_BYTES_MAX] = "";
        verify_against_begin(&against, &exported, LANE);
        assert_int_equal(verify_against_judge_raise(&against, &cases[index].now, what),
                         cases[index].raise);
        assert_string_equal(what, cases[index].what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seal_at_the_same_place_is_contained),
        cmocka_unit_test(a_seal_that_is_stored_but_not_computed_counts_for_nothing),
        cmocka_unit_test(the_same_seal_at_another_place_is_not_contained),
        cmocka_unit_test(a_history_that_ends_before_the_head_says_where),
        cmocka_unit_test(an_empty_lane_is_contained_in_every_history),
        cmocka_unit_test(a_raise_counts_where_it_reaches_back_to_the_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
