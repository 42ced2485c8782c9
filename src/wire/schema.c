// SPDX-License-Identifier: Apache-2.0
// The fields of every message we decode, made from the lists nanopb generates: tag, type, place in
// the struct, bounds, and the name that errors give. The .proto files and their options stay the
// only place where a field is described.
#include "wire/message_internal.h"

#include <assert.h>
#include <stddef.h>

#include "bonus/v1/advice.pb.h"
#include "bonus/v1/balance.pb.h"
#include "bonus/v1/card.pb.h"
#include "bonus/v1/frame.pb.h"
#include "bonus/v1/hold.pb.h"
#include "bonus/v1/purchase.pb.h"
#include "bonus/v1/refund.pb.h"
#include "bonus/v1/reversal.pb.h"
#include "bonus/v1/session.pb.h"
#include "bonus/v1/status.pb.h"

// nanopb lists a field as X(struct, allocation, rule, type, name, tag); a callback is our view.
#define FIELD(owner, allocation, rule, type, name, tag)                                            \
    FIELD_OF_##rule(owner, allocation, type, name, tag)

#define FIELD_OF_SINGULAR(owner, allocation, type_, name_, tag_)                                   \
    {                                                                                              \
        .name = #name_,                                                                            \
        .tag = (tag_),                                                                             \
        .type = TYPE_##allocation(type_),                                                          \
        .rule = FIELD_SINGULAR,                                                                    \
        .offset = offsetof(owner, name_),                                                          \
        .size = sizeof(((owner *)0)->name_),                                                       \
    },

#define FIELD_OF_OPTIONAL(owner, allocation, type_, name_, tag_)                                   \
    FIELD_OF_OPTIONAL_##allocation(owner, type_, name_, tag_)

#define FIELD_OF_OPTIONAL_CALLBACK(owner, type_, name_, tag_)                                      \
    FIELD_OF_SINGULAR(owner, CALLBACK, type_, name_, tag_)

#define FIELD_OF_OPTIONAL_STATIC(owner, type_, name_, tag_)                                        \
    {                                                                                              \
        .name = #name_,                                                                            \
        .tag = (tag_),                                                                             \
        .type = FIELD_##type_,                                                                     \
        .rule = FIELD_OPTIONAL,                                                                    \
        .offset = offsetof(owner, name_),                                                          \
        .size = sizeof(((owner *)0)->name_),                                                       \
        .presence = offsetof(owner, has_##name_),                                                  \
        .message = &MESSAGE(owner##_##name_##_MSGTYPE),                                            \
    },

#define FIELD_OF_REPEATED(owner, allocation, type_, name_, tag_)                                   \
    {                                                                                              \
        .name = #name_,                                                                            \
        .tag = (tag_),                                                                             \
        .type = FIELD_##type_,                                                                     \
        .rule = FIELD_REPEATED,                                                                    \
        .offset = offsetof(owner, name_),                                                          \
        .size = sizeof(((owner *)0)->name_[0]),                                                    \
        .presence = offsetof(owner, name_##_count),                                                \
        .count_max = BASE_COUNT(((owner *)0)->name_),                                              \
        .message = &MESSAGE(owner##_##name_##_MSGTYPE),                                            \
    },

// In a oneof, `name` is the triple (union, member, union.member).
#define FIELD_OF_ONEOF(owner, allocation, type, name, tag)                                         \
    FIELD_OF_UNION(owner, allocation, type, tag, UNTUPLE name)
#define UNTUPLE(...) __VA_ARGS__
#define FIELD_OF_UNION(...) FIELD_OF_MEMBER(__VA_ARGS__)
#define FIELD_OF_MEMBER(owner, allocation, type_, tag_, union_, member_, path_)                    \
    {                                                                                              \
        .name = #member_,                                                                          \
        .tag = (tag_),                                                                             \
        .type = TYPE_##allocation(type_),                                                          \
        .rule = FIELD_ONEOF,                                                                       \
        .offset = offsetof(owner, path_),                                                          \
        .size = sizeof(((owner *)0)->path_),                                                       \
        .presence = offsetof(owner, which_##union_),                                               \
        .message = INNER_##type_(owner##_##union_##_##member_##_MSGTYPE),                          \
    },

#define TYPE_STATIC(type) FIELD_##type
#define TYPE_CALLBACK(type) FIELD_VIEW

// The table of a member that is a message; no other member has one.
#define INNER_MESSAGE(owner) &MESSAGE(owner)
#define INNER_BYTES(owner) NULL
#define INNER_FIXED64(owner) NULL
#define INNER_STRING(owner) NULL

#define MESSAGE(owner) MESSAGE_(owner)
#define MESSAGE_(owner) owner##_message

// A message with the struct `noun` and the list `LIST`; the empty entry keeps empty messages legal
// C.
#define SCHEMA(noun, LIST, name_)                                                                  \
    static const struct field noun##_fields[] = {LIST(FIELD, noun##_t){.name = ""}};               \
    static_assert(sizeof(noun##_t) <= UINT16_MAX, "offsets are kept in 16 bits");                  \
    const struct message noun##_t_message = {                                                      \
        .name = (name_),                                                                           \
        .descriptor = &noun##_t_msg,                                                               \
        .fields = noun##_fields,                                                                   \
        .count = BASE_COUNT(noun##_fields) - 1,                                                    \
        .size = sizeof(noun##_t),                                                                  \
    };

// Inner messages before those that hold them.
SCHEMA(wire_slip_format, WIRE_SLIP_FORMAT_FIELDLIST, "slip")
SCHEMA(wire_request, WIRE_REQUEST_FIELDLIST, "request")

SCHEMA(wire_logon, WIRE_LOGON_FIELDLIST, "logon")
SCHEMA(wire_echo, WIRE_ECHO_FIELDLIST, "echo")
SCHEMA(wire_balance_inquiry, WIRE_BALANCE_INQUIRY_FIELDLIST, "balance_inquiry")
SCHEMA(wire_card_activate, WIRE_CARD_ACTIVATE_FIELDLIST, "card_activate")
SCHEMA(wire_card_block, WIRE_CARD_BLOCK_FIELDLIST, "card_block")
SCHEMA(wire_transaction_status, WIRE_TRANSACTION_STATUS_FIELDLIST, "transaction_status")
SCHEMA(wire_receipt_identity, WIRE_RECEIPT_IDENTITY_FIELDLIST, "receipt")
SCHEMA(wire_receipt_line, WIRE_RECEIPT_LINE_FIELDLIST, "line")
SCHEMA(wire_tender, WIRE_TENDER_FIELDLIST, "tender")
SCHEMA(wire_purchase, WIRE_PURCHASE_FIELDLIST, "purchase")
SCHEMA(wire_hold, WIRE_HOLD_FIELDLIST, "hold")
SCHEMA(wire_commit, WIRE_COMMIT_FIELDLIST, "commit")
SCHEMA(wire_void, WIRE_VOID_FIELDLIST, "void")
SCHEMA(wire_refund_line, WIRE_REFUND_LINE_FIELDLIST, "line")
SCHEMA(wire_refund, WIRE_REFUND_FIELDLIST, "refund")
SCHEMA(wire_fiscal_device, WIRE_FISCAL_DEVICE_FIELDLIST, "device")
SCHEMA(wire_reversal, WIRE_REVERSAL_FIELDLIST, "reversal")
SCHEMA(wire_advice, WIRE_ADVICE_FIELDLIST, "advice")

SCHEMA(wire_logon_answer, WIRE_LOGON_ANSWER_FIELDLIST, "logon")
SCHEMA(wire_echo_answer, WIRE_ECHO_ANSWER_FIELDLIST, "echo")
SCHEMA(wire_balance, WIRE_BALANCE_FIELDLIST, "balance")
SCHEMA(wire_balance_answer, WIRE_BALANCE_ANSWER_FIELDLIST, "balance")
SCHEMA(wire_applied_rule, WIRE_APPLIED_RULE_FIELDLIST, "rule")
SCHEMA(wire_purchase_answer, WIRE_PURCHASE_ANSWER_FIELDLIST, "purchase")
SCHEMA(wire_card_answer, WIRE_CARD_ANSWER_FIELDLIST, "card")
SCHEMA(wire_hold_answer, WIRE_HOLD_ANSWER_FIELDLIST, "hold")
SCHEMA(wire_refund_answer, WIRE_REFUND_ANSWER_FIELDLIST, "refund")
SCHEMA(wire_reversal_answer, WIRE_REVERSAL_ANSWER_FIELDLIST, "reversal")
SCHEMA(wire_parked_answer, WIRE_PARKED_ANSWER_FIELDLIST, "parked")
SCHEMA(wire_status_answer, WIRE_STATUS_ANSWER_FIELDLIST, "status")
SCHEMA(wire_response, WIRE_RESPONSE_FIELDLIST, "response")
