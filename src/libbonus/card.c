// SPDX-License-Identifier: Apache-2.0
// Cards and RRNs as the public header has them.
#include <string.h>

#include <bonus/bonus.h>

#include "libbonus/fault.h"
#include "wire/card_number.h"
#include "wire/rrn.h"

static_assert((int)BONUS_CARD_DIGITS_MAX == (int)CARD_NUMBER_DIGITS_MAX, "digits of a card");
static_assert((int)BONUS_RRN_TEXT_BYTES_MAX == (int)WIRE_RRN_TEXT_BYTES_MAX,
              "bytes of a printed RRN");
static_assert((int)BONUS_CARD_ENTRY_BARCODE == (int)WIRE_CARD_ENTRY_BARCODE, "barcode");
static_assert((int)BONUS_CARD_ENTRY_STRIPE == (int)WIRE_CARD_ENTRY_STRIPE, "stripe");
static_assert((int)BONUS_CARD_ENTRY_KEYED == (int)WIRE_CARD_ENTRY_KEYED, "keyed");
static_assert((int)BONUS_CARD_STATE_STOCK == (int)WIRE_CARD_STATE_STOCK, "stock");
static_assert((int)BONUS_CARD_STATE_ACTIVE == (int)WIRE_CARD_STATE_ACTIVE, "active");
static_assert((int)BONUS_CARD_STATE_BLOCKED == (int)WIRE_CARD_STATE_BLOCKED, "blocked");

enum bonus_result bonus_card_read(const char *text, struct bonus_card *card,
                                  char error[BONUS_ERROR_BYTES_MAX])
{
    struct wire_card_number number;
    struct wire_error why;
    error[0] = '\0';
    if (wire_card_number_read(text, strlen(text), &number, &why) != WIRE_OK) {
        memcpy(error, why.text, strlen(why.text) + 1);
        return BONUS_INVALID;
    }
    memcpy(card->digits, number.text, sizeof(card->digits));
    card->entry = (enum bonus_card_entry)number.entry;
    return BONUS_OK;
}

void bonus_card_mask(const char *digits, char masked[BONUS_CARD_DIGITS_MAX + 1])
{
    card_number_mask(digits, masked);
}

char bonus_card_check_digit(const char *digits)
{
    return card_number_check_digit(digits, strlen(digits));
}

void bonus_rrn_format(uint64_t rrn, char text[BONUS_RRN_TEXT_BYTES_MAX])
{
    struct wire_rrn parts;
    text[0] = '\0';
    if (rrn != 0 && wire_rrn_unpack(rrn, &parts) == WIRE_OK) {
        wire_rrn_format(parts, text);
    }
}

enum bonus_result bonus_rrn_read(const char *text, uint64_t *rrn)
{
    struct wire_rrn parts;
    if (wire_rrn_parse(text, &parts) != WIRE_OK) {
        return BONUS_INVALID;
    }
    *rrn = wire_rrn_pack(parts);
    return BONUS_OK;
}
