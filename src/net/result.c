// SPDX-License-Identifier: Apache-2.0
// Names of results and labels of close reasons, from the same lists as the enums.
#include "net/result.h"

#include "base/check.h"

static const char *const net_result_names[] = {
#define NET_RESULT(name) [NET_##name] = #name,
#include "net/result.def"
#undef NET_RESULT
};

static const char *const net_close_labels[] = {
#define NET_CLOSE(name, label) [NET_CLOSE_##name] = label,
#include "net/close.def"
#undef NET_CLOSE
};

const char *net_result_name(enum net_result result)
{
    CHECK((unsigned)result < BASE_COUNT(net_result_names));
    return net_result_names[result];
}

const char *net_close_label(enum net_close reason)
{
    CHECK((unsigned)reason < BASE_COUNT(net_close_labels));
    return net_close_labels[reason];
}
