// SPDX-License-Identifier: Apache-2.0
// The mix of a busy day: what comes to a till, and how often.
#ifndef BENCH_MIX_H
#define BENCH_MIX_H

struct noise;

enum mix_kind {
#define MIX_KIND(name, label, percent) MIX_##name,
#include "tools/bench/mix.def"
#undef MIX_KIND
    MIX_KINDS,
};

// "award"
const char *mix_kind_label(enum mix_kind kind);

// What comes next, by the shares of mix.def; never MIX_COMMIT.
enum mix_kind mix_draw(struct noise *noise);

#endif
