// SPDX-License-Identifier: Apache-2.0
// Fuzzes what base and net read from outside: decimals, products, frames, and values in log lines.
// The first byte chooses; the rest is the input. Besides not crashing, each has a law to keep.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/decimal.h"
#include "base/limits.h"
#include "base/log.h"
#include "net/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// What is printed parses to the same number with the same exponent.
static void fuzz_decimal(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;
    for (unsigned exponent = 0; exponent <= DECIMAL_EXPONENT_MAX; exponent++) {
        int64_t minor_units = 0;
        int64_t again = 1;
        char printed[DECIMAL_TEXT_BYTES];
        if (decimal_parse(text, size, exponent, &minor_units) != BASE_OK) {
            continue;
        }
        size_t printed_size = decimal_print(minor_units, exponent, printed);
        CHECK(decimal_parse(printed, printed_size, exponent, &again) == BASE_OK);
        CHECK(minor_units == again);
    }
}

// Factors may change places; with the factor 1 the product is the other one.
static void fuzz_product(const uint8_t *bytes, size_t size)
{
    const uint8_t *comma = memchr(bytes, ',', size);
    size_t first_size = comma == NULL ? size : (size_t)(comma - bytes);
    size_t second_at = comma == NULL ? size : first_size + 1;
    const char *text = (const char *)bytes;
    const struct decimal_product product = {text, first_size, text + second_at, size - second_at};
    const struct decimal_product swapped = {text + second_at, size - second_at, text, first_size};
    const struct decimal_product alone = {text, first_size, "1", 1};
    int64_t forward = 0;
    int64_t backward = 0;
    int64_t parsed = 0;
    enum base_result result = decimal_parse_product(&product, 2, &forward);
    CHECK((result == BASE_OK) == (decimal_parse_product(&swapped, 2, &backward) == BASE_OK));
    CHECK(forward == backward);
    if (decimal_parse(text, first_size, 2, &parsed) == BASE_OK) {
        CHECK(decimal_parse_product(&alone, 2, &forward) == BASE_OK && forward == parsed);
    }
}

// Every part of a complete frame is incomplete, or already known to be too large.
static void fuzz_frame(const uint8_t *bytes, size_t size)
{
    struct net_frame frame;
    enum net_frame_state whole = net_frame_find(bytes, size, LIMIT_FRAME_LOGON_BYTES_MAX, &frame);
    if (whole == NET_FRAME_COMPLETE) {
        CHECK(frame.size <= LIMIT_FRAME_LOGON_BYTES_MAX && frame.bytes_needed <= size);
        CHECK(frame.payload + frame.size == bytes + frame.bytes_needed);
    }
    for (size_t part = 0; part < size && part < frame.bytes_needed; part++) {
        struct net_frame partial;
        enum net_frame_state found =
            net_frame_find(bytes, part, LIMIT_FRAME_LOGON_BYTES_MAX, &partial);
        bool is_known = part >= LIMIT_FRAME_PREFIX_BYTES;
        CHECK(found == (is_known && whole == NET_FRAME_TOO_LARGE ? whole : NET_FRAME_INCOMPLETE));
        CHECK(found == NET_FRAME_TOO_LARGE || partial.bytes_needed > part);
    }
}

// A line is one line, bounded, and holds no byte that a terminal obeys.
static void check_line(void *context, const char *line, size_t size)
{
    (void)context;
    CHECK(size > 0 && size <= LIMIT_LOG_LINE_BYTES_MAX && line[size - 1] == '\n');
    for (size_t i = 0; i + 1 < size; i++) {
        CHECK((uint8_t)line[i] >= ' ' && line[i] != 0x7f);
    }
}

static void fuzz_log(const uint8_t *bytes, size_t size)
{
    struct log log;
    log_init(&log, STDERR_FILENO, LOG_DEBUG);
    log.sink = check_line;
    log_event(&log, LOG_INFO, "fuzzed", LOG_BYTES("value", bytes, size),
              LOG_HEX("hex", bytes, size), LOG_INT("size", size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const targets[])(const uint8_t *bytes, size_t size) = {
        fuzz_decimal,
        fuzz_product,
        fuzz_frame,
        fuzz_log,
    };
    if (size > 0 && data[0] < BASE_COUNT(targets)) {
        targets[data[0]](data + 1, size - 1);
    }
    return 0;
}
