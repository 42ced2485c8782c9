// SPDX-License-Identifier: Apache-2.0
// Names, texts and groups of the verdicts, from the same list as the enum.
#include "domain/verdict.h"

#include <stddef.h>

#include "base/check.h"

// How much of the protocol's order a verdict belongs to; see proto/bonus/v1/result.proto.
enum verdict_group {
    VERDICT_GROUP_NONE,
    VERDICT_GROUP_DONE,
    VERDICT_GROUP_MESSAGE,
    VERDICT_GROUP_MOMENT,
    VERDICT_GROUP_KEY,
    VERDICT_GROUP_RULE,
    VERDICT_GROUP_LOOKUP,
};

static const struct verdict_entry {
    const char *name; // NULL in the gaps between the groups
    const char *text;
    enum verdict_group group;
} verdicts[] = {
#define VERDICT(name, number, group, text) [number] = {#name, (text), VERDICT_GROUP_##group},
#include "domain/verdict.def"
#undef VERDICT
};

static const struct verdict_entry *verdict_find(int number)
{
    if (number < 0 || (size_t)number >= BASE_COUNT(verdicts) || verdicts[number].name == NULL) {
        return NULL;
    }
    return &verdicts[number];
}

static enum verdict_group verdict_group_of(enum verdict verdict)
{
    const struct verdict_entry *entry = verdict_find((int)verdict);
    return entry == NULL ? VERDICT_GROUP_NONE : entry->group;
}

bool verdict_is_known(int number)
{
    return number != VERDICT_UNSPECIFIED && verdict_find(number) != NULL;
}

const char *verdict_name(enum verdict verdict)
{
    const struct verdict_entry *entry = verdict_find((int)verdict);
    return entry == NULL ? "UNKNOWN" : entry->name;
}

const char *verdict_text(enum verdict verdict)
{
    const struct verdict_entry *entry = verdict_find((int)verdict);
    return entry == NULL ? "" : entry->text;
}

bool verdict_is_remembered(enum verdict verdict)
{
    return verdict_group_of(verdict) == VERDICT_GROUP_RULE;
}

bool verdict_is_final(enum verdict verdict)
{
    return verdict == VERDICT_APPROVED || verdict_is_remembered(verdict);
}

bool verdict_invites_repeat(enum verdict verdict)
{
    return verdict_group_of(verdict) == VERDICT_GROUP_MOMENT;
}
