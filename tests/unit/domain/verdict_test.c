// SPDX-License-Identifier: Apache-2.0
// Proves that verdicts are the protocol's results, and which of them settle a key.
#include "domain/verdict.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "support/cmocka.h"

static const struct {
    const char *name;
    int number;
} verdicts[] = {
#define VERDICT(name, number, group, text) {#name, number},
#include "domain/verdict.def"
#undef VERDICT
};

// The next "RESULT_NAME = number;" of the protocol file; false at its end.
static bool result_read(FILE *file, char name[64], int *number)
{
    char line[256];
    while (fgets(line, sizeof(line), file) != NULL) {
        if (sscanf(line, " RESULT_%63[A-Z_] = %d;", name, number) == 2) {
            return true;
        }
    }
    return false;
}

static void verdicts_are_the_results_of_the_protocol_in_its_order(void **state)
{
    (void)state;
    FILE *file = fopen(BONUS_SOURCE_DIR "/proto/bonus/v1/result.proto", "r");
    assert_non_null(file);
    char name[64];
    int number;
    size_t index = 0;
    for (; result_read(file, name, &number); index++) {
        assert_true(index < BASE_COUNT(verdicts));
        assert_string_equal(verdicts[index].name, name);
        assert_int_equal(verdicts[index].number, number);
        assert_true(number < VERDICT_NUMBERS);
    }
    assert_int_equal(index, BASE_COUNT(verdicts));
    fclose(file);
}

static void exactly_the_refusals_by_a_rule_are_remembered(void **state)
{
    (void)state;
    for (int number = 0; number < VERDICT_NUMBERS; number++) {
        bool is_of_a_rule = (number >= 40 && number <= 59) || (number >= 70 && number <= 99);
        assert_int_equal(verdict_is_remembered((enum verdict)number),
                         verdict_is_known(number) && is_of_a_rule);
    }
}

static void approval_and_remembered_refusals_settle_a_key(void **state)
{
    (void)state;
    assert_true(verdict_is_final(VERDICT_APPROVED));
    assert_true(verdict_is_final(VERDICT_CARD_BLOCKED));
    assert_true(verdict_is_final(VERDICT_REVERSED));
    assert_false(verdict_is_final(VERDICT_UNSPECIFIED));
    assert_false(verdict_is_final(VERDICT_INVALID));
    assert_false(verdict_is_final(VERDICT_IN_DOUBT));
    assert_false(verdict_is_final(VERDICT_MISMATCH));
    assert_false(verdict_is_final(VERDICT_NOT_FOUND));
}

static void only_a_bad_moment_invites_to_repeat(void **state)
{
    (void)state;
    for (int number = 0; number < VERDICT_NUMBERS; number++) {
        assert_int_equal(verdict_invites_repeat((enum verdict)number),
                         number == VERDICT_BUSY || number == VERDICT_UNAVAILABLE ||
                             number == VERDICT_IN_DOUBT);
    }
}

static void every_refusal_has_a_sentence_and_approval_none(void **state)
{
    (void)state;
    assert_string_equal(verdict_text(VERDICT_APPROVED), "");
    for (size_t index = 2; index < BASE_COUNT(verdicts); index++) {
        const char *text = verdict_text((enum verdict)verdicts[index].number);
        assert_true(strlen(text) > 10);
        assert_int_equal(text[strlen(text) - 1], '.');
    }
}

static void numbers_that_are_no_verdict_are_unknown(void **state)
{
    (void)state;
    assert_false(verdict_is_known(-1));
    assert_false(verdict_is_known(VERDICT_UNSPECIFIED));
    assert_false(verdict_is_known(2));
    assert_false(verdict_is_known(1000));
    assert_true(verdict_is_known(60));
    assert_string_equal(verdict_name((enum verdict)2), "UNKNOWN");
    assert_string_equal(verdict_name(VERDICT_CARD_UNKNOWN), "CARD_UNKNOWN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_are_the_results_of_the_protocol_in_its_order),
        cmocka_unit_test(exactly_the_refusals_by_a_rule_are_remembered),
        cmocka_unit_test(approval_and_remembered_refusals_settle_a_key),
        cmocka_unit_test(only_a_bad_moment_invites_to_repeat),
        cmocka_unit_test(every_refusal_has_a_sentence_and_approval_none),
        cmocka_unit_test(numbers_that_are_no_verdict_are_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
