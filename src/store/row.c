// SPDX-License-Identifier: Apache-2.0
// Reads PostgreSQL's binary format; see row_internal.h.
#include "store/row_internal.h"

#include <endian.h>
#include <string.h>

#include "domain/lot.h"
#include "store/parameter.h"

// Columns of an answer, counted from its first.
enum {
    ANSWER_POSITION,
    ANSWER_REQUEST_KIND,
    ANSWER_RESULT,
    ANSWER_FINGERPRINT,
    ANSWER_MONEY,
    ANSWER_BASE,
    ANSWER_EARNED,
    ANSWER_REDEEMED,
    ANSWER_BALANCE_AFTER,
    ANSWER_LIFETIME_AFTER,
    ANSWER_POSTED_AT,
    ANSWER_MEMBER,
    ANSWER_PROGRAMME_VERSION,
    ANSWER_RATE_BP,
    ANSWER_KIND,
    ANSWER_CURRENCY,
    ANSWER_COLUMNS
};

static_assert((int)ANSWER_COLUMNS == (int)ROW_ANSWER_COLUMNS, "all columns of an answer are read");

// Columns of facts, counted from their first.
enum {
    FACTS_CARD_STATE,
    FACTS_MEMBER,
    FACTS_ACCOUNT_PLACE,
    FACTS_ACCOUNT_POSITION,
    FACTS_BALANCE,
    FACTS_LIFETIME,
    FACTS_LOTS,
    FACTS_COLUMNS
};

static_assert((int)FACTS_COLUMNS == (int)ROW_FACTS_COLUMNS, "all columns of facts are read");

bool row_is_null(const struct row *row, int column)
{
    return PQgetisnull(row->result, row->number, column) != 0;
}

int64_t row_integer(const struct row *row, int column)
{
    const char *value = PQgetvalue(row->result, row->number, column);
    switch (PQgetlength(row->result, row->number, column)) {
    case 1:
        return value[0];
    case 2: {
        uint16_t big;
        memcpy(&big, value, sizeof(big));
        return (int16_t)be16toh(big);
    }
    case 4: {
        uint32_t big;
        memcpy(&big, value, sizeof(big));
        return (int32_t)be32toh(big);
    }
    case 6: {
        uint64_t big = 0;
        memcpy((uint8_t *)&big + 2, value, 6);
        return (int64_t)be64toh(big);
    }
    case 8: {
        uint64_t big;
        memcpy(&big, value, sizeof(big));
        return (int64_t)be64toh(big);
    }
    default:
        CHECK(row_is_null(row, column));
        return 0;
    }
}

int64_t row_time_us(const struct row *row, int column)
{
    return row_is_null(row, column) ? 0 : row_integer(row, column) + PARAMETER_EPOCH_US;
}

void row_text(const struct row *row, int column, char *text, size_t size)
{
    size_t length = (size_t)PQgetlength(row->result, row->number, column);
    if (length >= size) {
        length = size - 1;
    }
    memcpy(text, PQgetvalue(row->result, row->number, column), length);
    text[length] = '\0';
}

void row_digest(const struct row *row, int column, uint8_t digest[DIGEST_BYTES])
{
    if (row_is_null(row, column)) {
        memset(digest, 0, DIGEST_BYTES);
        return;
    }
    CHECK(PQgetlength(row->result, row->number, column) == DIGEST_BYTES);
    memcpy(digest, PQgetvalue(row->result, row->number, column), DIGEST_BYTES);
}

bool row_has_answer(const struct row *row, int column)
{
    return !row_is_null(row, column + ANSWER_REQUEST_KIND);
}

void row_answer_fingerprint(const struct row *row, int column, uint8_t fingerprint[DIGEST_BYTES])
{
    row_digest(row, column + ANSWER_FINGERPRINT, fingerprint);
}

void row_answer(const struct row *row, int column, struct posting_answer *answer)
{
    answer->verdict = (enum verdict)row_integer(row, column + ANSWER_RESULT);
    answer->request_kind = (uint16_t)row_integer(row, column + ANSWER_REQUEST_KIND);
    answer->position = row_integer(row, column + ANSWER_POSITION);
    if (answer->verdict != VERDICT_APPROVED) {
        return;
    }
    answer->kind = (uint16_t)row_integer(row, column + ANSWER_KIND);
    answer->member = row_integer(row, column + ANSWER_MEMBER);
    answer->currency = (uint16_t)row_integer(row, column + ANSWER_CURRENCY);
    answer->rate_bp = (uint32_t)row_integer(row, column + ANSWER_RATE_BP);
    answer->programme_version = (uint32_t)row_integer(row, column + ANSWER_PROGRAMME_VERSION);
    answer->money = row_integer(row, column + ANSWER_MONEY);
    answer->base = row_integer(row, column + ANSWER_BASE);
    answer->earned = row_integer(row, column + ANSWER_EARNED);
    answer->redeemed = row_integer(row, column + ANSWER_REDEEMED);
    answer->balance_after = row_integer(row, column + ANSWER_BALANCE_AFTER);
    answer->lifetime_after = row_integer(row, column + ANSWER_LIFETIME_AFTER);
    answer->posted_at_us = row_time_us(row, column + ANSWER_POSTED_AT);
}

// The lots as they stand in the row: array header, then a length and a number for each element.
static enum base_result row_lots(const struct row *row, int column, struct account *account)
{
    enum { HEADER_BYTES = 20, ELEMENT_BYTES = 12 };
    size_t size = (size_t)PQgetlength(row->result, row->number, column);
    const char *bytes = PQgetvalue(row->result, row->number, column);
    int64_t numbers[LOTS_MAX * LOT_STRIDE];
    size_t count = size > HEADER_BYTES ? (size - HEADER_BYTES) / ELEMENT_BYTES : 0;
    if (count > BASE_COUNT(numbers) ||
        (count > 0 && size != HEADER_BYTES + count * ELEMENT_BYTES)) {
        return BASE_OUT_OF_RANGE;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t big;
        memcpy(&big, bytes + HEADER_BYTES + i * ELEMENT_BYTES + 4, sizeof(big));
        numbers[i] = (int64_t)be64toh(big);
    }
    return lots_unflatten(numbers, count, account->lots, &account->lot_count);
}

void row_facts(const struct row *row, int column, struct row_facts *facts)
{
    facts->card = (enum card_state)row_integer(row, column + FACTS_CARD_STATE);
    facts->member = row_integer(row, column + FACTS_MEMBER);
    facts->account_place = row_integer(row, column + FACTS_ACCOUNT_PLACE);
    facts->account.position = row_integer(row, column + FACTS_ACCOUNT_POSITION);
    facts->account.balance.minor = row_integer(row, column + FACTS_BALANCE);
    facts->account.lifetime.minor = row_integer(row, column + FACTS_LIFETIME);
    facts->account.lot_count = 0;
    facts->is_damaged = facts->account.position > 0 &&
                        row_lots(row, column + FACTS_LOTS, &facts->account) != BASE_OK;
}
