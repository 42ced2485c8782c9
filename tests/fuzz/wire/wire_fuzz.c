// SPDX-License-Identifier: Apache-2.0
// Feeds arbitrary bytes to every decoder of the wire layer. The first byte chooses the decoder, the
// rest is its input. What we accept, nanopb's own decoder must accept with the same meaning, and it
// must survive being encoded and decoded again.
#include "wire_fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "pb_decode.h"
#include "wire/advice.h"
#include "wire/card_number.h"
#include "wire/frame.h"
#include "wire/hold.h"
#include "wire/message_internal.h"
#include "wire/purchase.h"
#include "wire/receipt_line.h"
#include "wire/refund.h"
#include "wire/refund_line.h"
#include "wire/request.h"
#include "wire/response.h"
#include "wire/reversal.h"
#include "wire/rrn.h"
#include "wire/session.h"
#include "wire/status.h"

// Room for the struct of any message.
union any_message {
    struct wire_request request;
    struct wire_response response;
    struct wire_purchase purchase;
    struct wire_card_block card_block;
    struct wire_hold hold;
    struct wire_refund refund;
    struct wire_reversal reversal;
    struct wire_advice advice;
};

// nanopb's decoder calls this for views; ours never needs it.
static bool decode_view(pb_istream_t *istream, pb_ostream_t *ostream, const pb_field_t *field)
{
    CHECK(istream != NULL && ostream == NULL);
    struct wire_view *view = field->pData;
    *view = (struct wire_view){.bytes = istream->state, .size = istream->bytes_left};
    if (PB_HTYPE(field->type) == PB_HTYPE_ONEOF) {
        *(pb_size_t *)field->pSize = field->tag; // nanopb leaves that to the callback
    }
    return pb_read(istream, NULL, istream->bytes_left);
}

static void check_same(const struct buffer *left, const struct buffer *right)
{
    CHECK(buffer_size(left) == buffer_size(right));
    CHECK(buffer_size(left) == 0 ||
          memcmp(buffer_bytes(left), buffer_bytes(right), buffer_size(left)) == 0);
}

static struct wire_view view_of(const struct buffer *buffer)
{
    return (struct wire_view){.bytes = buffer_bytes(buffer), .size = buffer_size(buffer)};
}

// Decodes with both decoders and compares what they made of it by encoding it.
static enum wire_result decode_twice(const struct message *message, struct wire_view input,
                                     union any_message *ours)
{
    struct wire_error error;
    if (message_decode(message, input, ours, &error) != WIRE_OK) {
        CHECK(strlen(error.text) > 0);
        return WIRE_MALFORMED;
    }
    union any_message theirs;
    memset(&theirs, 0, sizeof(theirs));
    pb_msgdesc_t descriptor = *message->descriptor;
    if (descriptor.field_callback != NULL) {
        descriptor.field_callback = decode_view;
    }
    pb_istream_t stream = pb_istream_from_buffer(input.bytes, input.size);
    CHECK(pb_decode(&stream, &descriptor, &theirs));

    struct buffer from_ours;
    struct buffer from_theirs;
    struct buffer from_again;
    buffer_init(&from_ours, WIRE_FUZZ_INPUT_BYTES_MAX * 2);
    buffer_init(&from_theirs, WIRE_FUZZ_INPUT_BYTES_MAX * 2);
    buffer_init(&from_again, WIRE_FUZZ_INPUT_BYTES_MAX * 2);
    CHECK(message_append(message, ours, &from_ours) == WIRE_OK);
    CHECK(message_append(message, &theirs, &from_theirs) == WIRE_OK);
    check_same(&from_ours, &from_theirs);
    union any_message again;
    CHECK(message_decode(message, view_of(&from_ours), &again, &error) == WIRE_OK);
    CHECK(message_append(message, &again, &from_again) == WIRE_OK);
    check_same(&from_ours, &from_again);
    buffer_clear(&from_ours);
    buffer_clear(&from_theirs);
    buffer_clear(&from_again);
    return WIRE_OK;
}

static void run_receipt_lines(struct wire_view input)
{
    struct wire_receipt_lines lines = wire_receipt_lines_begin(input);
    struct wire_receipt_line line;
    struct wire_error error;
    struct buffer encoded;
    buffer_init(&encoded, WIRE_FUZZ_INPUT_BYTES_MAX * 2);
    while (wire_receipt_lines_next(&lines, &line, &error) == WIRE_OK) {
        CHECK(wire_receipt_lines_append(&line, &encoded) == WIRE_OK);
    }
    struct wire_receipt_lines again = wire_receipt_lines_begin(view_of(&encoded));
    size_t count = 0;
    while (wire_receipt_lines_next(&again, &line, &error) == WIRE_OK) {
        count++;
    }
    CHECK(count <= LIMIT_RECEIPT_LINES_MAX && count <= lines.count);
    buffer_clear(&encoded);
}

static void run_refund_lines(struct wire_view input)
{
    struct wire_refund_lines lines = wire_refund_lines_begin(input);
    struct wire_refund_line line;
    struct wire_error error;
    struct buffer encoded;
    buffer_init(&encoded, WIRE_FUZZ_INPUT_BYTES_MAX * 2);
    while (wire_refund_lines_next(&lines, &line, &error) == WIRE_OK) {
        CHECK(wire_refund_lines_append(&line, &encoded) == WIRE_OK);
    }
    struct wire_refund_lines again = wire_refund_lines_begin(view_of(&encoded));
    size_t count = 0;
    while (wire_refund_lines_next(&again, &line, &error) == WIRE_OK) {
        count++;
    }
    CHECK(count <= LIMIT_RECEIPT_LINES_MAX && count <= lines.count);
    buffer_clear(&encoded);
}

static void run_frame(struct wire_view input)
{
    struct wire_view payload;
    if (wire_frame_split(input, LIMIT_FRAME_LOGON_BYTES_MAX, &payload) == WIRE_OK) {
        CHECK(payload.bytes == input.bytes + LIMIT_FRAME_PREFIX_BYTES);
        CHECK(payload.size <= LIMIT_FRAME_LOGON_BYTES_MAX);
        CHECK(LIMIT_FRAME_PREFIX_BYTES + payload.size <= input.size);
    }
}

static void run_card_number(struct wire_view input)
{
    struct wire_card_number number;
    struct wire_card_number again;
    struct wire_error error = {.text = ""};
    const char *text = (const char *)input.bytes;
    if (wire_card_number_read(text, input.size, &number, &error) != WIRE_OK) {
        CHECK(strlen(error.text) > 0);
        return;
    }
    CHECK(wire_card_number_check(number.text, &error) == WIRE_OK);
    CHECK(wire_card_number_read(number.text, strlen(number.text), &again, &error) == WIRE_OK);
    CHECK(strcmp(number.text, again.text) == 0);
    char masked[CARD_NUMBER_DIGITS_MAX + 1];
    card_number_mask(number.text, masked);
    CHECK(strlen(masked) == strlen(number.text));
    CHECK(strspn(masked, "*") == strlen(masked) - CARD_NUMBER_DIGITS_SHOWN);
}

static void run_rrn(struct wire_view input)
{
    struct wire_rrn rrn;
    struct wire_rrn unpacked;
    char *text = calloc(1, input.size + 1);
    CHECK(text != NULL);
    memcpy(text, input.bytes, input.size);
    if (wire_rrn_parse(text, &rrn) == WIRE_OK) {
        char formatted[WIRE_RRN_TEXT_BYTES_MAX];
        wire_rrn_format(rrn, formatted);
        CHECK(strcmp(formatted, text) == 0);
        CHECK(wire_rrn_unpack(wire_rrn_pack(rrn), &unpacked) == WIRE_OK);
        CHECK(unpacked.lane == rrn.lane && unpacked.position == rrn.position);
    }
    free(text);
}

static void run_message(const struct message *message, struct wire_view input);

// What happened is a message of its own, which the advice keeps encoded.
static void run_happened(const struct wire_advice *advice)
{
    switch (advice->which_happened) {
    case WIRE_ADVICE_PURCHASE_TAG:
        run_message(&wire_purchase_t_message, advice->happened.purchase);
        break;
    case WIRE_ADVICE_REFUND_TAG:
        run_message(&wire_refund_t_message, advice->happened.refund);
        break;
    case WIRE_ADVICE_COMMIT_TAG:
        run_message(&wire_commit_t_message, advice->happened.commit);
        break;
    case WIRE_ADVICE_VOID_HOLD_TAG:
        run_message(&wire_void_t_message, advice->happened.void_hold);
        break;
    default:
        CHECK(advice->which_happened == 0);
    }
}

static void run_message(const struct message *message, struct wire_view input)
{
    union any_message decoded;
    CHECK(message->size <= sizeof(decoded));
    if (decode_twice(message, input, &decoded) != WIRE_OK) {
        return;
    }
    if (message == &wire_purchase_t_message) {
        run_receipt_lines(decoded.purchase.lines);
    } else if (message == &wire_refund_t_message) {
        run_refund_lines(decoded.refund.lines);
    } else if (message == &wire_advice_t_message) {
        run_happened(&decoded.advice);
    }
}

static const struct {
    const struct message *message;       // decoded twice, or
    void (*run)(struct wire_view input); // given the input
} targets[WIRE_FUZZ_TARGETS] = {
    [WIRE_FUZZ_REQUEST] = {&wire_request_t_message, NULL},
    [WIRE_FUZZ_RESPONSE] = {&wire_response_t_message, NULL},
    [WIRE_FUZZ_LOGON] = {&wire_logon_t_message, NULL},
    [WIRE_FUZZ_ECHO] = {&wire_echo_t_message, NULL},
    [WIRE_FUZZ_BALANCE_INQUIRY] = {&wire_balance_inquiry_t_message, NULL},
    [WIRE_FUZZ_PURCHASE] = {&wire_purchase_t_message, NULL},
    [WIRE_FUZZ_TRANSACTION_STATUS] = {&wire_transaction_status_t_message, NULL},
    [WIRE_FUZZ_CARD_ACTIVATE] = {&wire_card_activate_t_message, NULL},
    [WIRE_FUZZ_CARD_BLOCK] = {&wire_card_block_t_message, NULL},
    [WIRE_FUZZ_RECEIPT_LINE] = {&wire_receipt_line_t_message, NULL},
    [WIRE_FUZZ_RECEIPT_LINES] = {NULL, run_receipt_lines},
    [WIRE_FUZZ_CARD_NUMBER] = {NULL, run_card_number},
    [WIRE_FUZZ_RRN] = {NULL, run_rrn},
    [WIRE_FUZZ_FRAME] = {NULL, run_frame},
    [WIRE_FUZZ_HOLD] = {&wire_hold_t_message, NULL},
    [WIRE_FUZZ_COMMIT] = {&wire_commit_t_message, NULL},
    [WIRE_FUZZ_VOID] = {&wire_void_t_message, NULL},
    [WIRE_FUZZ_REFUND] = {&wire_refund_t_message, NULL},
    [WIRE_FUZZ_REFUND_LINE] = {&wire_refund_line_t_message, NULL},
    [WIRE_FUZZ_REFUND_LINES] = {NULL, run_refund_lines},
    [WIRE_FUZZ_REVERSAL] = {&wire_reversal_t_message, NULL},
    [WIRE_FUZZ_ADVICE] = {&wire_advice_t_message, NULL},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > WIRE_FUZZ_INPUT_BYTES_MAX) {
        return 0;
    }
    unsigned target = data[0] % WIRE_FUZZ_TARGETS;
    struct wire_view input = {.bytes = data + 1, .size = size - 1};
    if (targets[target].run != NULL) {
        targets[target].run(input);
    } else {
        run_message(targets[target].message, input);
    }
    return 0;
}
