// SPDX-License-Identifier: Apache-2.0
// SHA-256 on libcrypto, made for many small inputs: an engine fetches the algorithm and makes its
// contexts once and is handed in wherever digests are taken. One engine serves one thread.
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32 };

struct digest_engine;

struct digest_engine *digest_engine_create(void);

// NULL is fine.
void digest_engine_destroy(struct digest_engine *engine);

// The digest of one piece of memory. May be used between digest_begin() and digest_finish().
void digest_compute(struct digest_engine *engine, const void *bytes, size_t size,
                    uint8_t digest[DIGEST_BYTES]);

// The digest of several pieces in order. An engine has one such digest under way at a time.
void digest_begin(struct digest_engine *engine);
void digest_update(struct digest_engine *engine, const void *bytes, size_t size);
void digest_finish(struct digest_engine *engine, uint8_t digest[DIGEST_BYTES]);

// The Merkle root of `count` leaves of DIGEST_BYTES each, one behind the other:
//
//     a leaf's node   SHA-256(0x00 || leaf)
//     an inner node   SHA-256(0x01 || left || right)
//
// Nodes are paired from the left, level by level; an odd one at the end is promoted unchanged. The
// first byte keeps leaves and nodes apart, so no other list of leaves has the same root. This is
// the tree of RFC 6962, section 2.1. The root of no leaves is SHA-256 of nothing.
void digest_compute_merkle_root(struct digest_engine *engine, const uint8_t *leaves, size_t count,
                                uint8_t root[DIGEST_BYTES]);

#endif
