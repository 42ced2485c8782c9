// SPDX-License-Identifier: Apache-2.0
// SHA-256 through EVP with everything that can be fetched once fetched once, and the Merkle root in
// one pass with one node per level.
#include "base/digest.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/check.h"
#include "base/memory.h"

enum { DIGEST_LEVELS_MAX = 64 }; // of a tree over as many leaves as size_t can count

struct digest_engine {
    EVP_MD *algorithm;
    EVP_MD_CTX *whole; // digest_compute()
    EVP_MD_CTX *parts; // digest_begin() .. digest_finish()
    bool is_under_way;
};

static EVP_MD_CTX *digest_make_context(const EVP_MD *algorithm)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CHECK(context != NULL);
    CHECK(EVP_DigestInit_ex2(context, algorithm, NULL) == 1);
    return context;
}

struct digest_engine *digest_engine_create(void)
{
    struct digest_engine *engine = memory_allocate(1, sizeof(*engine));
    engine->algorithm = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    CHECK(engine->algorithm != NULL);
    engine->whole = digest_make_context(engine->algorithm);
    engine->parts = digest_make_context(engine->algorithm);
    return engine;
}

void digest_engine_destroy(struct digest_engine *engine)
{
    if (engine == NULL) {
        return;
    }
    EVP_MD_CTX_free(engine->parts);
    EVP_MD_CTX_free(engine->whole);
    EVP_MD_free(engine->algorithm);
    free(engine);
}

// Hashing memory cannot fail once the algorithm is there: a failure is ours.
static void digest_start_context(EVP_MD_CTX *context)
{
    // Without an algorithm the context keeps its own and only starts over, which is the fast way.
    CHECK(EVP_DigestInit_ex2(context, NULL, NULL) == 1);
}

void digest_compute(struct digest_engine *engine, const void *bytes, size_t size,
                    uint8_t digest[DIGEST_BYTES])
{
    digest_start_context(engine->whole);
    CHECK(EVP_DigestUpdate(engine->whole, bytes, size) == 1);
    CHECK(EVP_DigestFinal_ex(engine->whole, digest, NULL) == 1);
}

void digest_begin(struct digest_engine *engine)
{
    CHECK(!engine->is_under_way);
    engine->is_under_way = true;
    digest_start_context(engine->parts);
}

void digest_update(struct digest_engine *engine, const void *bytes, size_t size)
{
    CHECK(engine->is_under_way);
    CHECK(EVP_DigestUpdate(engine->parts, bytes, size) == 1);
}

void digest_finish(struct digest_engine *engine, uint8_t digest[DIGEST_BYTES])
{
    CHECK(engine->is_under_way);
    engine->is_under_way = false;
    CHECK(EVP_DigestFinal_ex(engine->parts, digest, NULL) == 1);
}

static void digest_join_nodes(struct digest_engine *engine, const uint8_t left[DIGEST_BYTES],
                              uint8_t right[DIGEST_BYTES])
{
    uint8_t pair[1 + 2 * DIGEST_BYTES] = {0x01};
    memcpy(pair + 1, left, DIGEST_BYTES);
    memcpy(pair + 1 + DIGEST_BYTES, right, DIGEST_BYTES);
    digest_compute(engine, pair, sizeof(pair), right);
}

void digest_compute_merkle_root(struct digest_engine *engine, const uint8_t *leaves, size_t count,
                                uint8_t root[DIGEST_BYTES])
{
    // nodes[level] waits for its right neighbour exactly when bit `level` of the number of leaves
    // seen so far is set.
    uint8_t nodes[DIGEST_LEVELS_MAX][DIGEST_BYTES];
    for (size_t i = 0; i < count; i++) {
        uint8_t leaf[1 + DIGEST_BYTES] = {0x00};
        uint8_t node[DIGEST_BYTES];
        memcpy(leaf + 1, leaves + i * DIGEST_BYTES, DIGEST_BYTES);
        digest_compute(engine, leaf, sizeof(leaf), node);
        unsigned level = 0;
        for (; (i >> level & 1) == 1; level++) {
            digest_join_nodes(engine, nodes[level], node);
        }
        memcpy(nodes[level], node, DIGEST_BYTES);
    }
    // What still waits has no right neighbour: it is promoted until it meets the next one.
    bool is_started = false;
    digest_compute(engine, NULL, 0, root);
    for (unsigned level = 0; level < DIGEST_LEVELS_MAX; level++) {
        if ((count >> level & 1) == 1) {
            if (is_started) {
                digest_join_nodes(engine, nodes[level], root);
            } else {
                memcpy(root, nodes[level], DIGEST_BYTES);
            }
            is_started = true;
        }
    }
}
