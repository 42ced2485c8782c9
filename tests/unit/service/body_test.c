// SPDX-License-Identifier: Apache-2.0
// Bodies of requests.
#include <string.h>

#include "service/body.h"
#include "support/cmocka.h"

static void a_body_is_a_copy(void **state)
{
    (void)state;
    struct body_pool pool;
    body_pool_init(&pool, 1 << 20);
    uint8_t bytes[3 * BODY_BLOCK_BYTES];
    memset(bytes, 'x', sizeof(bytes));
    uint8_t *small = body_take(&pool, bytes, 100);
    uint8_t *large = body_take(&pool, bytes, sizeof(bytes));
    uint8_t *empty = body_take(&pool, NULL, 0);
    assert_memory_equal(small, bytes, 100);
    assert_memory_equal(large, bytes, sizeof(bytes));
    assert_non_null(empty);
    assert_int_equal(pool.bytes_held, sizeof(bytes) + 2 * BODY_BLOCK_BYTES);
    body_give(&pool, small, 100);
    body_give(&pool, large, sizeof(bytes));
    body_give(&pool, empty, 0);
    assert_int_equal(pool.bytes_held, 0);
    body_pool_clear(&pool);
}

static void a_block_that_was_given_back_is_taken_again(void **state)
{
    (void)state;
    struct body_pool pool;
    body_pool_init(&pool, 1 << 20);
    uint8_t *first = body_take(&pool, (const uint8_t *)"abc", 3);
    body_give(&pool, first, 3);
    uint8_t *second = body_take(&pool, (const uint8_t *)"def", 3);
    assert_ptr_equal(first, second);
    body_give(&pool, second, 3);
    body_pool_clear(&pool);
}

static void no_more_than_the_maximum_is_held(void **state)
{
    (void)state;
    struct body_pool pool;
    body_pool_init(&pool, 2 * BODY_BLOCK_BYTES + 1);
    uint8_t *first = body_take(&pool, (const uint8_t *)"a", 1);
    uint8_t *second = body_take(&pool, (const uint8_t *)"b", 1);
    assert_non_null(second);
    assert_null(body_take(&pool, (const uint8_t *)"c", 1));
    body_give(&pool, first, 1);
    first = body_take(&pool, (const uint8_t *)"c", 1);
    assert_non_null(first);
    body_give(&pool, first, 1);
    body_give(&pool, second, 1);
    body_pool_clear(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_a_copy),
        cmocka_unit_test(a_block_that_was_given_back_is_taken_again),
        cmocka_unit_test(no_more_than_the_maximum_is_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
