// SPDX-License-Identifier: Apache-2.0
// The parts that bodies have in common.
#include "libbonus/body.h"

#include <string.h>

#include "base/checked.h"
#include "wire/card_number.h"
#include "wire/receipt_line.h"

static_assert((int)BONUS_LINES_MAX == (int)LIMIT_RECEIPT_LINES_MAX,
              "requests.h says what limits.h says");
static_assert(BONUS_NAME_BYTES_MAX + 1 == sizeof(((struct wire_receipt_line *)0)->sku), "sku");
static_assert(BONUS_TENDERS_MAX == BASE_COUNT(((struct wire_purchase *)0)->tenders), "tenders");
static_assert(BONUS_TENDERS_MAX == BASE_COUNT(((struct wire_refund *)0)->tenders), "tenders");

enum bonus_result body_copy_text(struct bonus *till, const char *name, const char *text, char *copy,
                                 size_t size)
{
    size_t length = text == NULL ? 0 : strlen(text);
    if (length >= size) {
        return fault_set(&till->fault, BONUS_INVALID, "The %s is longer than %zu bytes.", name,
                         size - 1);
    }
    memcpy(copy, text == NULL ? "" : text, length + 1);
    return BONUS_OK;
}

enum bonus_result body_copy_card(struct bonus *till, const char *digits, char *copy)
{
    struct wire_error error;
    if (digits == NULL || wire_card_number_check(digits, &error) != WIRE_OK) {
        return fault_set(&till->fault, BONUS_INVALID, "%s.",
                         digits == NULL ? "card: missing" : error.text);
    }
    memcpy(copy, digits, strlen(digits) + 1);
    return BONUS_OK;
}

enum bonus_result body_copy_card_if_any(struct bonus *till, const char *digits, char *copy)
{
    return digits == NULL || digits[0] == '\0' ? BONUS_OK : body_copy_card(till, digits, copy);
}

enum bonus_result body_copy_receipt(struct bonus *till, const struct bonus_receipt *receipt,
                                    struct wire_receipt_identity *message)
{
    if (receipt->fiscal_device == NULL || receipt->fiscal_device[0] == '\0' ||
        receipt->number == NULL || receipt->number[0] == '\0' || receipt->date == 0) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "A receipt has a fiscal device, a number and a date (YYYYMMDD).");
    }
    message->store = receipt->store == 0 ? till->facts.store : receipt->store;
    message->date = receipt->date;
    if (message->store == 0) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "The till's store is not known before its first Logon: name it.");
    }
    enum bonus_result result =
        body_copy_text(till, "fiscal device", receipt->fiscal_device, message->fiscal_device,
                       sizeof(message->fiscal_device));
    if (result != BONUS_OK) {
        return result;
    }
    return body_copy_text(till, "receipt's number", receipt->number, message->number,
                          sizeof(message->number));
}

enum bonus_result body_choose_currency(struct bonus *till, uint32_t asked, uint32_t *currency)
{
    *currency = asked == 0 ? till->facts.currency : asked;
    if (*currency == 0) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "The till's currency is not known before its first Logon: name it.");
    }
    return BONUS_OK;
}

enum bonus_result body_copy_tenders(struct bonus *till, struct body_tenders from,
                                    wire_tender_t to[BONUS_TENDERS_MAX], pb_size_t *count,
                                    int64_t *sum)
{
    *sum = 0;
    if (from.count > BONUS_TENDERS_MAX) {
        return fault_set(&till->fault, BONUS_INVALID, "A receipt has at most %d tenders.",
                         BONUS_TENDERS_MAX);
    }
    for (size_t index = 0; index < from.count; index++) {
        to[index].kind = (enum wire_tender_kind)from.tenders[index].kind;
        to[index].amount = from.tenders[index].amount;
        if (checked_add(*sum, to[index].amount, sum) != BASE_OK) {
            return fault_set(&till->fault, BONUS_INVALID,
                             "The tenders add up to more than any sum can be.");
        }
    }
    *count = (pb_size_t)from.count;
    return BONUS_OK;
}

enum bonus_result body_finish(struct bonus *till, enum wire_result result)
{
    if (result != WIRE_OK) {
        return fault_set(&till->fault, BONUS_INVALID, "The request is larger than a frame: %s.",
                         wire_result_text(result));
    }
    return BONUS_OK;
}
