// SPDX-License-Identifier: Apache-2.0
// Messages in general: what each field is, from nanopb's own field lists, and the codec that walks
// them. nanopb encodes. Decoding is ours, because a refusal must name the field, and because a
// singular field given twice, a zero byte or bad UTF-8 inside a text must not pass; the fuzzer
// holds every message we accept against nanopb's own decoder.
#ifndef WIRE_MESSAGE_INTERNAL_H
#define WIRE_MESSAGE_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/check.h"
#include "pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

enum field_type {
    FIELD_BOOL,
    FIELD_UINT32,
    FIELD_UINT64,
    FIELD_INT64,
    FIELD_SINT32,
    FIELD_SINT64,
    FIELD_FIXED64,
    FIELD_UENUM,
    FIELD_STRING, // char array, terminated
    FIELD_VIEW,   // struct wire_view into the frame
    FIELD_MESSAGE,
};

enum field_rule {
    FIELD_SINGULAR,
    FIELD_OPTIONAL, // a bool at `presence` says that it is there
    FIELD_REPEATED, // a pb_size_t at `presence` counts the elements
    FIELD_ONEOF,    // a pb_size_t at `presence` holds the tag of the one that is there
};

struct field {
    const char *name;
    const struct message *message; // of FIELD_MESSAGE
    uint16_t offset;
    uint16_t size; // of one element
    uint16_t presence;
    uint16_t count_max; // of FIELD_REPEATED
    uint8_t tag;
    uint8_t type; // enum field_type
    uint8_t rule; // enum field_rule
};

struct message {
    const char *name;
    const pb_msgdesc_t *descriptor;
    const struct field *fields; // by tag
    size_t count;
    size_t size; // of the struct
};

// Named after the nanopb type.
extern const struct message wire_advice_t_message;
extern const struct message wire_applied_rule_t_message;
extern const struct message wire_balance_t_message;
extern const struct message wire_balance_answer_t_message;
extern const struct message wire_balance_inquiry_t_message;
extern const struct message wire_card_activate_t_message;
extern const struct message wire_card_answer_t_message;
extern const struct message wire_card_block_t_message;
extern const struct message wire_commit_t_message;
extern const struct message wire_echo_t_message;
extern const struct message wire_echo_answer_t_message;
extern const struct message wire_fiscal_device_t_message;
extern const struct message wire_hold_t_message;
extern const struct message wire_hold_answer_t_message;
extern const struct message wire_logon_t_message;
extern const struct message wire_logon_answer_t_message;
extern const struct message wire_parked_answer_t_message;
extern const struct message wire_purchase_t_message;
extern const struct message wire_purchase_answer_t_message;
extern const struct message wire_receipt_identity_t_message;
extern const struct message wire_receipt_line_t_message;
extern const struct message wire_refund_t_message;
extern const struct message wire_refund_answer_t_message;
extern const struct message wire_refund_line_t_message;
extern const struct message wire_request_t_message;
extern const struct message wire_response_t_message;
extern const struct message wire_reversal_t_message;
extern const struct message wire_reversal_answer_t_message;
extern const struct message wire_slip_format_t_message;
extern const struct message wire_status_answer_t_message;
extern const struct message wire_tender_t_message;
extern const struct message wire_transaction_status_t_message;
extern const struct message wire_void_t_message;

// Where a field stands, for errors: "purchase" / "lines", 3 / "sku".
struct field_path {
    const struct field_path *up; // NULL: the outermost
    const char *name;
    int index; // of a repeated field, otherwise FIELD_PATH_NO_INDEX
};

enum {
    FIELD_PATH_NO_INDEX = -1,
};

// Fills `target`, the message's struct, from `bytes`. WIRE_MALFORMED: `target` holds the fields
// before the wrong one.
BASE_MUST_USE enum wire_result message_decode(const struct message *message, struct wire_view bytes,
                                              void *target, struct wire_error *error);

// The same for a message that stands somewhere inside another.
BASE_MUST_USE enum wire_result message_decode_at(const struct message *message,
                                                 struct wire_view bytes, void *target,
                                                 const struct field_path *path,
                                                 struct wire_error *error);

// A repeated field whose elements are read one after another from where they are, instead of being
// expanded into an array.
struct element_field {
    const char *up; // the message that holds it, for errors
    const char *name;
    uint32_t tag;
    const struct message *message; // of each element
    size_t count_max;
};

// Takes the next element from the front of `rest` into `target` and counts it: WIRE_OK; WIRE_END
// behind the last one; WIRE_MALFORMED, also when there are too many. After anything but WIRE_OK
// `rest` is empty.
BASE_MUST_USE enum wire_result message_take_element(const struct element_field *field,
                                                    struct wire_view *rest, size_t *count,
                                                    void *target, struct wire_error *error);

// WIRE_MALFORMED and the path's text, a colon and `what`.
BASE_MUST_USE enum wire_result field_path_refuse(const struct field_path *path, const char *what,
                                                 struct wire_error *error);

// Adds the encoded message. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result message_append(const struct message *message, const void *source,
                                              struct buffer *out);

// The same as the element of a repeated field: behind the field's key and the message's length.
BASE_MUST_USE enum wire_result message_append_element(const struct message *message, uint32_t tag,
                                                      const void *source, struct buffer *out);

// The same behind the length prefix of a frame; WIRE_FULL beyond LIMIT_FRAME_BYTES_MAX too.
BASE_MUST_USE enum wire_result message_append_frame(const struct message *message,
                                                    const void *source, struct buffer *out);

#endif
