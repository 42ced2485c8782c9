// SPDX-License-Identifier: Apache-2.0
// Proves SHA-256 with the vectors of FIPS 180-4, and the Merkle root against a plain level-by-level
// implementation of what the header documents.
#include "base/digest.h"

#include <string.h>

#include "base/hex.h"
#include "support/cmocka.h"

enum { LEAVES_MAX = 130 };

static int make_engine(void **state)
{
    *state = digest_engine_create();
    return 0;
}

static int drop_engine(void **state)
{
    digest_engine_destroy(*state);
    return 0;
}

static void assert_digest(const uint8_t digest[DIGEST_BYTES], const char *hex)
{
    char text[HEX_TEXT_BYTES(DIGEST_BYTES)];
    hex_print(digest, DIGEST_BYTES, text);
    assert_string_equal(text, hex);
}

static void known_digests_come_out(void **state)
{
    uint8_t digest[DIGEST_BYTES];
    digest_compute(*state, "abc", 3, digest);
    assert_digest(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_compute(*state, NULL, 0, digest);
    assert_digest(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void pieces_digest_like_the_whole(void **state)
{
    uint8_t digest[DIGEST_BYTES];
    uint8_t other[DIGEST_BYTES];
    digest_begin(*state);
    digest_update(*state, "a", 1);
    digest_compute(*state, "in between", 10, other);
    digest_update(*state, "", 0);
    digest_update(*state, "bc", 2);
    digest_finish(*state, digest);
    assert_digest(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void slow_merkle_root(struct digest_engine *engine, const uint8_t *leaves, size_t count,
                             uint8_t root[DIGEST_BYTES])
{
    uint8_t level[LEAVES_MAX][DIGEST_BYTES];
    for (size_t i = 0; i < count; i++) {
        digest_begin(engine);
        digest_update(engine, "\x00", 1);
        digest_update(engine, leaves + i * DIGEST_BYTES, DIGEST_BYTES);
        digest_finish(engine, level[i]);
    }
    while (count > 1) {
        size_t pairs = count / 2;
        for (size_t i = 0; i < pairs; i++) {
            digest_begin(engine);
            digest_update(engine, "\x01", 1);
            digest_update(engine, level[2 * i], DIGEST_BYTES);
            digest_update(engine, level[2 * i + 1], DIGEST_BYTES);
            digest_finish(engine, level[i]);
        }
        if (count % 2 == 1) {
            memcpy(level[pairs], level[count - 1], DIGEST_BYTES);
        }
        count = pairs + count % 2;
    }
    memcpy(root, level[0], DIGEST_BYTES);
}

static void the_merkle_root_pairs_from_the_left_and_promotes_the_odd_node(void **state)
{
    uint8_t leaves[LEAVES_MAX][DIGEST_BYTES];
    for (size_t i = 0; i < LEAVES_MAX; i++) {
        digest_compute(*state, &i, sizeof(i), leaves[i]);
    }
    for (size_t count = 1; count <= LEAVES_MAX; count++) {
        uint8_t root[DIGEST_BYTES];
        uint8_t expected[DIGEST_BYTES];
        digest_compute_merkle_root(*state, leaves[0], count, root);
        slow_merkle_root(*state, leaves[0], count, expected);
        assert_memory_equal(root, expected, DIGEST_BYTES);
    }
}

static void the_root_of_no_leaves_is_the_digest_of_nothing(void **state)
{
    uint8_t root[DIGEST_BYTES];
    digest_compute_merkle_root(*state, NULL, 0, root);
    assert_digest(root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void a_leaf_and_a_node_of_the_same_bytes_differ(void **state)
{
    uint8_t leaves[2][DIGEST_BYTES] = {{1}, {2}};
    uint8_t root_of_two[DIGEST_BYTES];
    uint8_t root_of_one[DIGEST_BYTES];
    digest_compute_merkle_root(*state, leaves[0], 2, root_of_two);
    digest_compute_merkle_root(*state, root_of_two, 1, root_of_one);
    assert_memory_not_equal(root_of_one, root_of_two, DIGEST_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_digests_come_out),
        cmocka_unit_test(pieces_digest_like_the_whole),
        cmocka_unit_test(the_merkle_root_pairs_from_the_left_and_promotes_the_odd_node),
        cmocka_unit_test(the_root_of_no_leaves_is_the_digest_of_nothing),
        cmocka_unit_test(a_leaf_and_a_node_of_the_same_bytes_differ),
    };
    return cmocka_run_group_tests(tests, make_engine, drop_engine);
}
