// SPDX-License-Identifier: Apache-2.0
// The table of shares.
#include "tools/bench/mix.h"

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "tools/bench/noise.h"

enum { MIX_PERCENT = 100 };

static const struct mix_row {
    const char *label;
    uint32_t percent;
} mix_rows[] = {
#define MIX_KIND(name, text, share) [MIX_##name] = {.label = (text), .percent = (share)},
#include "tools/bench/mix.def"
#undef MIX_KIND
};

#define MIX_KIND(name, label, percent) +(percent)
static_assert(0
#include "tools/bench/mix.def"
                  == MIX_PERCENT,
              "the shares are those of a hundred");
#undef MIX_KIND

const char *mix_kind_label(enum mix_kind kind)
{
    CHECK(kind < MIX_KINDS);
    return mix_rows[kind].label;
}

enum mix_kind mix_draw(struct noise *noise)
{
    uint32_t rank = noise_below(noise, MIX_PERCENT);
    enum mix_kind kind = MIX_AWARD;
    while (rank >= mix_rows[kind].percent) {
        rank -= mix_rows[kind].percent;
        kind++;
    }
    return kind;
}
