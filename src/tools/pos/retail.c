// SPDX-License-Identifier: Apache-2.0
// Reads lines, gathers them by receipt, and leaves out what is not posted.
#include "tools/pos/retail.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/decimal.h"
#include "base/hash.h"
#include "base/memory.h"
#include "tools/pos/calendar.h"
#include "tools/pos/csv.h"
#include "tools/pos/money.h"
#include "tools/pos/source.h"

enum { RETAIL_QUANTITY_PLACES = 3 };

enum retail_column {
    RETAIL_NUMBER,
    RETAIL_SKU,
    RETAIL_QUANTITY,
    RETAIL_TIME,
    RETAIL_PRICE,
    RETAIL_CUSTOMER,
    RETAIL_COUNTRY,
    RETAIL_COLUMNS,
};

static const char *const retail_column_names[RETAIL_COLUMNS] = {
    [RETAIL_NUMBER] = "InvoiceNo", [RETAIL_SKU] = "StockCode",   [RETAIL_QUANTITY] = "Quantity",
    [RETAIL_TIME] = "InvoiceDate", [RETAIL_PRICE] = "UnitPrice", [RETAIL_CUSTOMER] = "CustomerID",
    [RETAIL_COUNTRY] = "Country",
};

// Which currency a country's receipts are taken to be in; any other is the last one.
static const struct {
    const char *country;
    uint32_t currency;
} retail_countries[] = {
    {"United Kingdom", 643}, {"EIRE", 980}, {"Germany", 980}, {"France", 980}, {NULL, 398},
};

struct retail_line {
    uint32_t receipt;
    char sku[RETAIL_NAME_BYTES];
    int64_t quantity_milli;
    int64_t amount;
};

// A file being read.
struct retail_reader {
    const struct pos *pos;
    const char *path;
    struct csv_reader csv;
    size_t columns[RETAIL_COLUMNS]; // where each stands
    struct hash_map *numbers;       // InvoiceNo to index of receipt
    struct retail_receipt *receipts;
    size_t receipt_count;
    struct retail_line *lines;
    size_t line_count;
    size_t line_capacity;
};

BASE_PRINTF(2, 3)
static enum pos_result retail_refuse(const struct retail_reader *reader, const char *format, ...)
{
    char fact[256];
    va_list values;
    va_start(values, format);
    vsnprintf(fact, sizeof(fact), format, values);
    va_end(values);
    return pos_fail(reader->pos, POS_DATA, NULL, "%s:%lu: %s", reader->path, reader->csv.line,
                    fact);
}

static enum pos_result retail_next_record(struct retail_reader *reader, bool *is_end)
{
    enum csv_result result = csv_read(&reader->csv);
    *is_end = result == CSV_END;
    if (result == CSV_OK || result == CSV_END) {
        return POS_OK;
    }
    if (result == CSV_UNREADABLE) {
        return pos_fail(reader->pos, POS_IO, NULL, "%s: %m", reader->path);
    }
    return retail_refuse(reader, "%s", csv_result_text(result));
}

// Columns are found by their names, in whatever order they stand.
static enum pos_result retail_read_header(struct retail_reader *reader)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    bool is_end = false;
    enum pos_result result = retail_next_record(reader, &is_end);
    if (result != POS_OK) {
        return result;
    }
    struct csv_reader *csv = &reader->csv;
    if (is_end) {
        return retail_refuse(reader, "the file is empty");
    }
    if (strncmp(csv->fields[0], byte_order_mark, strlen(byte_order_mark)) == 0) {
        csv->fields[0] += strlen(byte_order_mark);
    }
    for (size_t column = 0; column < RETAIL_COLUMNS; column++) {
        size_t at = 0;
        while (at < csv->field_count && strcmp(csv->fields[at], retail_column_names[column]) != 0) {
            at++;
        }
        if (at == csv->field_count) {
            return retail_refuse(reader, "there is no column %s", retail_column_names[column]);
        }
        reader->columns[column] = at;
    }
    return POS_OK;
}

static const char *retail_field(const struct retail_reader *reader, enum retail_column column)
{
    return reader->csv.fields[reader->columns[column]];
}

static uint32_t retail_currency(const char *country)
{
    size_t index = 0;
    while (retail_countries[index].country != NULL &&
           strcmp(retail_countries[index].country, country) != 0) {
        index++;
    }
    return retail_countries[index].currency;
}

// "17850.0": a number that went through a spreadsheet; empty: none.
static enum pos_result retail_parse_customer(const struct retail_reader *reader, uint64_t *customer)
{
    const char *text = retail_field(reader, RETAIL_CUSTOMER);
    size_t size = strlen(text);
    int64_t number = 0;
    if (size > 2 && strcmp(text + size - 2, ".0") == 0) {
        size -= 2;
    }
    if (size > 0 && (decimal_parse(text, size, 0, &number) != BASE_OK || number <= 0 ||
                     number > INT64_C(9999999999))) {
        return retail_refuse(reader, "CustomerID \"%s\" is not a number of up to ten digits", text);
    }
    *customer = (uint64_t)number;
    return POS_OK;
}

// What every line of a receipt says of it; the first line counts, the time may differ.
static enum pos_result retail_read_receipt(const struct retail_reader *reader,
                                           struct retail_receipt *receipt)
{
    const char *number = retail_field(reader, RETAIL_NUMBER);
    const char *text = retail_field(reader, RETAIL_TIME);
    struct calendar_time time;
    if (number[0] == '\0' || strlen(number) > RETAIL_NUMBER_MAX) {
        return retail_refuse(reader, "InvoiceNo \"%.40s\" does not have 1 to %d characters", number,
                             RETAIL_NUMBER_MAX);
    }
    if (!calendar_parse_time(text, &time)) {
        return retail_refuse(reader, "InvoiceDate \"%.40s\" is not a time like 2010-12-01 08:26:00",
                             text);
    }
    *receipt = (struct retail_receipt){
        .date = time.date,
        .local_us = time.local_us,
        .currency = retail_currency(retail_field(reader, RETAIL_COUNTRY)),
    };
    memcpy(receipt->number, number, strlen(number) + 1);
    return retail_parse_customer(reader, &receipt->customer);
}

static enum pos_result retail_read_line(const struct retail_reader *reader,
                                        struct retail_line *line)
{
    const char *sku = retail_field(reader, RETAIL_SKU);
    const char *quantity = retail_field(reader, RETAIL_QUANTITY);
    const char *price = retail_field(reader, RETAIL_PRICE);
    const struct decimal_product product = {quantity, strlen(quantity), price, strlen(price)};
    if (strlen(sku) > BONUS_NAME_BYTES_MAX) {
        return retail_refuse(reader, "StockCode \"%.40s\" is longer than %d characters", sku,
                             BONUS_NAME_BYTES_MAX);
    }
    memcpy(line->sku, sku, strlen(sku) + 1);
    if (decimal_parse(quantity, strlen(quantity), RETAIL_QUANTITY_PLACES, &line->quantity_milli) !=
        BASE_OK) {
        return retail_refuse(reader, "Quantity \"%.40s\" is not a number of up to %d places",
                             quantity, RETAIL_QUANTITY_PLACES);
    }
    if (decimal_parse_product(&product, MONEY_PLACES, &line->amount) != BASE_OK) {
        return retail_refuse(reader, "UnitPrice \"%.40s\" is not a price", price);
    }
    return POS_OK;
}

// The receipt of this number, new or known.
static enum pos_result retail_reach(struct retail_reader *reader, uint32_t *index)
{
    struct retail_receipt read;
    enum pos_result result = retail_read_receipt(reader, &read);
    if (result != POS_OK) {
        return result;
    }
    uint32_t next = (uint32_t)reader->receipt_count;
    switch (hash_map_add(reader->numbers, read.number, strlen(read.number), next, index)) {
    case BASE_OK:
        *index = next;
        reader->receipts[reader->receipt_count++] = read;
        return POS_OK;
    case BASE_EXISTS:
        break;
    case BASE_FULL:
    case BASE_NOT_A_NUMBER:
    case BASE_TOO_MANY_DECIMALS:
    case BASE_OUT_OF_RANGE:
        return retail_refuse(reader, "the file has more than %d receipts", RETAIL_RECEIPTS_MAX);
    }
    const struct retail_receipt *known = &reader->receipts[*index];
    if (known->customer != read.customer || known->currency != read.currency) {
        return retail_refuse(reader, "receipt %s has another %s than on its first line",
                             read.number,
                             known->customer != read.customer ? "CustomerID" : "Country");
    }
    return POS_OK;
}

static enum pos_result retail_add_line(struct retail_reader *reader)
{
    if (reader->line_count == RETAIL_LINES_MAX) {
        return retail_refuse(reader, "the file has more than %d lines", RETAIL_LINES_MAX);
    }
    if (reader->line_count == reader->line_capacity) {
        reader->line_capacity = reader->line_capacity == 0 ? 4096 : reader->line_capacity * 2;
        reader->lines =
            memory_resize(reader->lines, reader->line_capacity * sizeof(*reader->lines));
    }
    struct retail_line *line = &reader->lines[reader->line_count];
    enum pos_result result = retail_reach(reader, &line->receipt);
    if (result == POS_OK) {
        result = retail_read_line(reader, line);
    }
    if (result != POS_OK) {
        return result;
    }
    struct retail_receipt *receipt = &reader->receipts[line->receipt];
    if (checked_add(receipt->total, line->amount, &receipt->total) != BASE_OK) {
        return retail_refuse(reader, "receipt %s adds up to more than any sum can be",
                             receipt->number);
    }
    receipt->line_count++;
    reader->line_count++;
    return POS_OK;
}

static enum pos_result retail_read_records(struct retail_reader *reader)
{
    enum pos_result result = retail_read_header(reader);
    size_t field_count = reader->csv.field_count;
    while (result == POS_OK) {
        bool is_end = false;
        result = retail_next_record(reader, &is_end);
        if (result != POS_OK || is_end) {
            return result;
        }
        result = reader->csv.field_count == field_count
                     ? retail_add_line(reader)
                     : retail_refuse(reader, "%zu fields, the first line has %zu",
                                     reader->csv.field_count, field_count);
    }
    return result;
}

// Lays the lines of each receipt one behind the other, in the order of the file.
static void retail_sort_lines(struct retail_reader *reader, struct retail *retail)
{
    struct bonus_line *next = retail->lines;
    for (size_t index = 0; index < reader->receipt_count; index++) {
        struct retail_receipt *receipt = &reader->receipts[index];
        receipt->lines = next;
        next += receipt->line_count;
        receipt->line_count = 0;
    }
    for (size_t index = 0; index < reader->line_count; index++) {
        const struct retail_line *line = &reader->lines[index];
        struct retail_receipt *receipt = &reader->receipts[line->receipt];
        size_t at = (size_t)(receipt->lines - retail->lines) + receipt->line_count++;
        retail->lines[at] = (struct bonus_line){
            .sku = line->sku,
            .quantity_milli = line->quantity_milli,
            .amount = line->amount,
        };
    }
}

// Keeps what is to be posted and counts the rest.
static void retail_select(struct retail_reader *reader, struct retail *retail)
{
    retail->refunds = memory_allocate(reader->receipt_count + 1, sizeof(*retail->refunds));
    for (size_t index = 0; index < reader->receipt_count; index++) {
        struct retail_receipt *receipt = &reader->receipts[index];
        receipt->place = index;
        if (receipt->number[0] == 'C' && receipt->customer != 0) {
            retail->refunds[retail->refund_count++] = *receipt;
        } else if (receipt->number[0] == 'C') {
            retail->refunds_without_card++;
        } else if (receipt->total < 0) {
            retail->negative_skipped++;
        } else {
            reader->receipts[retail->count++] = *receipt;
        }
    }
    retail->receipts = reader->receipts;
    retail->read_lines = reader->lines;
}

enum pos_result retail_read(const struct pos *pos, const char *path, struct retail *retail)
{
    const struct hash_seed seed = {{0, 0}}; // the file is the user's own: nobody chooses its keys
    struct source source;
    *retail = (struct retail){0};
    enum pos_result result = source_open(pos, path, &source);
    if (result != POS_OK) {
        return result;
    }
    struct retail_reader *reader = memory_allocate(1, sizeof(*reader));
    reader->pos = pos;
    reader->path = path;
    csv_init(&reader->csv, source.file);
    reader->numbers = hash_map_create(RETAIL_RECEIPTS_MAX, &seed);
    reader->receipts = memory_allocate(RETAIL_RECEIPTS_MAX, sizeof(*reader->receipts));
    result = retail_read_records(reader);
    enum pos_result closed = source_close(pos, path, &source);
    result = result == POS_OK ? closed : result;
    if (result == POS_OK) {
        retail->lines = memory_allocate(reader->line_count + 1, sizeof(*retail->lines));
        retail->line_count = reader->line_count;
        retail_sort_lines(reader, retail);
        retail_select(reader, retail);
    } else {
        free(reader->receipts);
        free(reader->lines);
    }
    hash_map_destroy(reader->numbers);
    free(reader);
    return result;
}

void retail_clear(struct retail *retail)
{
    free(retail->receipts);
    free(retail->refunds);
    free(retail->read_lines);
    free(retail->lines);
    *retail = (struct retail){0};
}

void retail_card_number(uint64_t customer, char digits[BONUS_CARD_DIGITS_MAX + 1])
{
    int size = snprintf(digits, BONUS_CARD_DIGITS_MAX + 1, "20%010" PRIu64, customer);
    CHECK(size == 12);
    digits[size] = bonus_card_check_digit(digits);
    digits[size + 1] = '\0';
}

int64_t retail_award(int64_t total, int64_t rate_bp)
{
    int64_t award = 0;
    CHECK(checked_multiply_divide(total, rate_bp, 10000, &award) == BASE_OK);
    return award;
}
