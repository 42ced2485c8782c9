// SPDX-License-Identifier: Apache-2.0
// The encoder of all messages: nanopb, straight into the room of a bounded buffer.
#include "wire/message_internal.h"

#include <string.h>

#include "base/limits.h"
#include "pb_encode.h"
#include "wire/frame.h"

// nanopb calls this for the fields that are views, by the name given in nanopb.options.
bool wire_view_field(pb_istream_t *istream, pb_ostream_t *ostream, const pb_field_t *field);

bool wire_view_field(pb_istream_t *istream, pb_ostream_t *ostream, const pb_field_t *field)
{
    CHECK(istream == NULL && ostream != NULL); // decoding is done in decode.c
    const struct wire_view *view = field->pData;
    bool is_chosen = PB_HTYPE(field->type) == PB_HTYPE_ONEOF; // told by being there, even empty
    bool is_left_out = view->size == 0 && !is_chosen;
    return is_left_out || (pb_encode_tag_for_field(ostream, field) &&
                           pb_encode_string(ostream, view->bytes, view->size));
}

static size_t message_size(const struct message *message, const void *source)
{
    size_t size = 0;
    bool encodes = pb_get_encoded_size(&size, message->descriptor, source);
    CHECK(encodes); // false only if a text of ours is not terminated
    return size;
}

static void message_write(const struct message *message, const void *source, uint8_t *room,
                          size_t size)
{
    pb_ostream_t stream = pb_ostream_from_buffer(room, size);
    bool encodes = pb_encode(&stream, message->descriptor, source);
    CHECK(encodes && stream.bytes_written == size);
}

// Tries the room that is there anyway: reckoning the size first costs as much as encoding.
static bool message_append_to_room(const struct message *message, const void *source,
                                   struct buffer *out)
{
    uint8_t *room = NULL;
    if (buffer_reserve(out, buffer_room(out), &room) != BASE_OK || buffer_room(out) == 0) {
        return false;
    }
    pb_ostream_t stream = pb_ostream_from_buffer(room, buffer_room(out));
    if (!pb_encode(&stream, message->descriptor, source)) {
        return false;
    }
    buffer_commit(out, stream.bytes_written);
    return true;
}

enum wire_result message_append(const struct message *message, const void *source,
                                struct buffer *out)
{
    if (message_append_to_room(message, source, out)) {
        return WIRE_OK;
    }
    size_t size = message_size(message, source);
    uint8_t *room = NULL;
    if (buffer_reserve(out, size, &room) != BASE_OK) {
        return WIRE_FULL;
    }
    message_write(message, source, room, size);
    buffer_commit(out, size);
    return WIRE_OK;
}

enum wire_result message_append_element(const struct message *message, uint32_t tag,
                                        const void *source, struct buffer *out)
{
    enum { HEAD_BYTES_MAX = 15 }; // a key of 5 bytes and a length of 10
    uint8_t head[HEAD_BYTES_MAX];
    size_t size = message_size(message, source);
    pb_ostream_t stream = pb_ostream_from_buffer(head, sizeof(head));
    bool encodes = pb_encode_tag(&stream, PB_WT_STRING, tag) && pb_encode_varint(&stream, size);
    CHECK(encodes);
    uint8_t *room = NULL;
    if (buffer_reserve(out, stream.bytes_written + size, &room) != BASE_OK) {
        return WIRE_FULL;
    }
    memcpy(room, head, stream.bytes_written);
    message_write(message, source, room + stream.bytes_written, size);
    buffer_commit(out, stream.bytes_written + size);
    return WIRE_OK;
}

enum wire_result message_append_frame(const struct message *message, const void *source,
                                      struct buffer *out)
{
    size_t size = message_size(message, source);
    uint8_t *room = NULL;
    if (size > LIMIT_FRAME_BYTES_MAX ||
        buffer_reserve(out, LIMIT_FRAME_PREFIX_BYTES + size, &room) != BASE_OK) {
        return WIRE_FULL;
    }
    wire_frame_write_prefix(room, (uint32_t)size);
    message_write(message, source, room + LIMIT_FRAME_PREFIX_BYTES, size);
    buffer_commit(out, LIMIT_FRAME_PREFIX_BYTES + size);
    return WIRE_OK;
}
