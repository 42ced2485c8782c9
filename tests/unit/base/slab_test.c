// SPDX-License-Identifier: Apache-2.0
// Proves the slab: its maximum, and that objects neither move nor change their index.
#include "base/slab.h"

#include <string.h>

#include "support/cmocka.h"

enum { OBJECTS = 1000, OBJECT_BYTES = 37 };

static void a_slab_gives_no_more_than_its_maximum(void **state)
{
    (void)state;
    struct slab *slab = slab_create(OBJECT_BYTES, 3);
    void *objects[3];
    for (int i = 0; i < 3; i++) {
        objects[i] = slab_take(slab);
        assert_non_null(objects[i]);
    }
    assert_null(slab_take(slab));
    slab_give(slab, objects[1]);
    objects[1] = slab_take(slab);
    assert_non_null(objects[1]);
    assert_int_equal(slab_count(slab), 3);
    for (int i = 0; i < 3; i++) {
        slab_give(slab, objects[i]);
    }
    slab_destroy(slab);
}

static void objects_keep_their_place_while_the_slab_grows(void **state)
{
    (void)state;
    struct slab *slab = slab_create(OBJECT_BYTES, OBJECTS);
    static uint8_t *objects[OBJECTS];
    for (uint32_t i = 0; i < OBJECTS; i++) {
        objects[i] = slab_take(slab);
        memset(objects[i], (int)(i % 251), OBJECT_BYTES);
        assert_int_equal(slab_index(slab, objects[i]), i);
        assert_int_equal((uintptr_t)objects[i] % _Alignof(max_align_t), 0);
    }
    for (uint32_t i = 0; i < OBJECTS; i++) {
        assert_ptr_equal(slab_at(slab, i), objects[i]);
        assert_int_equal(objects[i][OBJECT_BYTES - 1], i % 251);
        slab_give(slab, objects[i]);
    }
    assert_int_equal(slab_count(slab), 0);
    slab_destroy(slab);
}

static void an_object_taken_again_is_zeroed(void **state)
{
    (void)state;
    struct slab *slab = slab_create(OBJECT_BYTES, 2);
    uint8_t *object = slab_take(slab);
    memset(object, 0xff, OBJECT_BYTES);
    slab_give(slab, object);
    object = slab_take(slab);
    for (int i = 0; i < OBJECT_BYTES; i++) {
        assert_int_equal(object[i], 0);
    }
    slab_give(slab, object);
    slab_destroy(slab);
}

static void an_index_that_is_not_taken_names_nothing(void **state)
{
    (void)state;
    struct slab *slab = slab_create(OBJECT_BYTES, 10);
    assert_null(slab_at(slab, 0));
    void *object = slab_take(slab);
    uint32_t index = slab_index(slab, object);
    assert_ptr_equal(slab_at(slab, index), object);
    slab_give(slab, object);
    assert_null(slab_at(slab, index));
    assert_null(slab_at(slab, UINT32_MAX));
    slab_destroy(slab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slab_gives_no_more_than_its_maximum),
        cmocka_unit_test(objects_keep_their_place_while_the_slab_grows),
        cmocka_unit_test(an_object_taken_again_is_zeroed),
        cmocka_unit_test(an_index_that_is_not_taken_names_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
