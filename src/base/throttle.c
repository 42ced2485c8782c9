// SPDX-License-Identifier: Apache-2.0
// The throttle of the log.
#include "base/throttle.h"

#include "base/limits.h"

bool throttle_pass(struct throttle *throttle, int64_t now_ms, uint64_t *held_back)
{
    if (now_ms < throttle->until_ms) {
        throttle->held_back++;
        return false;
    }
    *held_back = throttle->held_back;
    *throttle = (struct throttle){.until_ms = now_ms + LIMIT_LOG_REPEAT_MS};
    return true;
}
