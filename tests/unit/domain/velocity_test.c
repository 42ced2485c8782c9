// SPDX-License-Identifier: Apache-2.0
// Proves when a limit of velocity is passed, and what that does.
#include "domain/velocity.h"

#include "domain/flag.h"
#include "support/cmocka.h"

static struct programme_settings settings_with(size_t subject, size_t window, size_t measure,
                                               enum programme_force force, int64_t limit)
{
    struct programme_settings settings;
    programme_settings_init(&settings);
    settings.limits[subject][window][measure][force] = limit;
    settings.has_limits = true;
    return settings;
}

// Every limit there can be: reached it is kept, passed by one it flags or refuses.
static void what_goes_beyond_a_limit_is_flagged_or_refused(void **state)
{
    (void)state;
    for (size_t at = 0; at < PROGRAMME_SUBJECT_COUNT * PROGRAMME_WINDOW_COUNT *
                                 PROGRAMME_MEASURE_KINDS * PROGRAMME_FORCE_COUNT;
         at++) {
        size_t subject = at % PROGRAMME_SUBJECT_COUNT;
        size_t window = at / PROGRAMME_SUBJECT_COUNT % PROGRAMME_WINDOW_COUNT;
        size_t measure =
            at / PROGRAMME_SUBJECT_COUNT / PROGRAMME_WINDOW_COUNT % PROGRAMME_MEASURE_KINDS;
        enum programme_force force =
            at >= PROGRAMME_SUBJECT_COUNT * PROGRAMME_WINDOW_COUNT * PROGRAMME_MEASURE_KINDS
                ? PROGRAMME_FORCE_HARD
                : PROGRAMME_FORCE_SOFT;
        struct programme_settings settings = settings_with(subject, window, measure, force, 100);
        struct velocity_used used = {0};
        struct velocity_measures posting = {{0}};
        uint32_t flags = POSTING_FLAG_CLOCK_SKEWED;
        used.of[subject][window].of[measure] = 60;
        posting.of[measure] = 40;
        assert_int_equal(velocity_judge(&settings, &used, &posting, &flags), VERDICT_APPROVED);
        assert_int_equal(flags, POSTING_FLAG_CLOCK_SKEWED);
        posting.of[measure]++;
        enum verdict verdict = velocity_judge(&settings, &used, &posting, &flags);
        bool is_hard = force == PROGRAMME_FORCE_HARD;
        assert_int_equal(verdict, is_hard ? VERDICT_VELOCITY_LIMIT : VERDICT_APPROVED);
        assert_int_equal((flags & POSTING_FLAG_VELOCITY) != 0, !is_hard);
    }
}

static void a_refusal_flags_nothing(void **state)
{
    (void)state;
    struct programme_settings settings =
        settings_with(PROGRAMME_SUBJECT_TILL, PROGRAMME_WINDOW_DAY, PROGRAMME_MEASURE_COUNT,
                      PROGRAMME_FORCE_HARD, 0);
    settings.limits[PROGRAMME_SUBJECT_CARD][PROGRAMME_WINDOW_HOUR][PROGRAMME_MEASURE_COUNT]
                   [PROGRAMME_FORCE_SOFT] = 0;
    struct velocity_used used = {0};
    const struct velocity_measures posting = {{1}};
    uint32_t flags = 0;
    assert_int_equal(velocity_judge(&settings, &used, &posting, &flags), VERDICT_VELOCITY_LIMIT);
    assert_int_equal(flags, 0);
}

static void what_was_not_counted_is_not_limited(void **state)
{
    (void)state;
    struct programme_settings settings =
        settings_with(PROGRAMME_SUBJECT_CARD, PROGRAMME_WINDOW_HOUR, PROGRAMME_MEASURE_COUNT,
                      PROGRAMME_FORCE_HARD, 0);
    const struct velocity_measures posting = {{1}};
    uint32_t flags = 0;
    assert_int_equal(velocity_judge(&settings, NULL, &posting, &flags), VERDICT_APPROVED);
}

static void a_sum_that_does_not_fit_is_beyond_every_limit(void **state)
{
    (void)state;
    struct velocity_measures sum = {{INT64_MAX - 1, 5, 0}};
    const struct velocity_measures more = {{2, 6, 0}};
    velocity_add(&sum, &more);
    assert_true(sum.of[0] == INT64_MAX);
    assert_int_equal(sum.of[1], 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_beyond_a_limit_is_flagged_or_refused),
        cmocka_unit_test(a_refusal_flags_nothing),
        cmocka_unit_test(what_was_not_counted_is_not_limited),
        cmocka_unit_test(a_sum_that_does_not_fit_is_beyond_every_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
