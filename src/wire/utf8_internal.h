// SPDX-License-Identifier: Apache-2.0
// What we accept as text in a field.
#ifndef WIRE_UTF8_INTERNAL_H
#define WIRE_UTF8_INTERNAL_H

#include <stdbool.h>

#include "wire/view.h"

// Whether the bytes are well-formed UTF-8 (RFC 3629) without control characters (C0, DEL, C1): such
// text may go to a database, a log and a receipt printer as it is.
bool utf8_is_plain(struct wire_view text);

#endif
