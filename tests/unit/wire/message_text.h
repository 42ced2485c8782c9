// SPDX-License-Identifier: Apache-2.0
// Any message as text, in the text format of Protocol Buffers: what Google's library prints of the
// same bytes, so that one file can be held against both.
#ifndef TESTS_UNIT_WIRE_MESSAGE_TEXT_H
#define TESTS_UNIT_WIRE_MESSAGE_TEXT_H

#include "base/buffer.h"
#include "wire/message_internal.h"

// Adds the text of a message's struct. A request's body is left out: it is a message of its own.
void message_text_append(const struct message *message, const void *source, struct buffer *text);

#endif
