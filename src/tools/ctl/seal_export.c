// SPDX-License-Identifier: Apache-2.0
// Writing is one way only, and reading accepts nothing that writing does not produce.
#include "tools/ctl/seal_export.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"

#define SEAL_FIRST_LINE "bonus seal export 1\n"
#define SEAL_SIGNATURE_WORD "signature "

enum {
    SEAL_SECOND_US = 1000000,
    SEAL_SIGNATURE_LINE_BYTES =
        sizeof(SEAL_SIGNATURE_WORD) - 1 + 2 * SEAL_SIGNATURE_BYTES + 1, // with its newline
    SEAL_DIGITS_MAX = 18, // of a number; see SEAL_POSITION_MAX
};

void seal_time_print(int64_t at_us, char text[SEAL_TIME_BYTES])
{
    const time_t seconds = (time_t)(at_us / SEAL_SECOND_US);
    struct tm parts;
    char whole[sizeof("2026-11-21T20:00:00")];
    CHECK(at_us >= 0 && gmtime_r(&seconds, &parts) != NULL);
    CHECK(strftime(whole, sizeof(whole), "%Y-%m-%dT%H:%M:%S", &parts) == sizeof(whole) - 1);
    snprintf(text, SEAL_TIME_BYTES, "%s.%06uZ", whole, (unsigned)(at_us % SEAL_SECOND_US));
}

bool seal_time_is_valid(const char *text)
{
    static const char form[SEAL_TIME_BYTES] = "0000-00-00T00:00:00.000000Z";
    for (size_t index = 0; index < sizeof(form); index++) {
        const bool is_digit = text[index] >= '0' && text[index] <= '9';
        if (form[index] == '0' ? !is_digit : text[index] != form[index]) {
            return false;
        }
    }
    return true;
}

// Writing.

BASE_PRINTF(3, 4)
static void seal_export_add(char text[SEAL_EXPORT_BYTES_MAX], size_t *size, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const int added = vsnprintf(text + *size, SEAL_EXPORT_BYTES_MAX - *size, format, values);
    va_end(values);
    *size += (size_t)added;
    CHECK(added >= 0 && *size < SEAL_EXPORT_BYTES_MAX);
}

size_t seal_export_print(const struct seal_export *exported, char text[SEAL_EXPORT_BYTES_MAX])
{
    char hex[HEX_TEXT_BYTES(DIGEST_BYTES)];
    size_t size = 0;
    hex_print(exported->key, DIGEST_BYTES, hex);
    seal_export_add(text, &size, SEAL_FIRST_LINE "ledger %s\nlanes %u\nexported %s\nkey %s\n",
                    exported->made_at, exported->lane_count, exported->exported_at, hex);
    for (uint32_t lane = 0; lane < exported->lane_count; lane++) {
        const struct seal_head *head = &exported->heads[lane];
        hex_print(head->seal, DIGEST_BYTES, hex);
        seal_export_add(text, &size, "head %u %u %" PRId64 " %s %s\n", lane, head->incarnation,
                        head->position, hex, head->position == 0 ? "-" : head->posted_at);
    }
    return size;
}

size_t seal_export_print_signature(char text[SEAL_EXPORT_BYTES_MAX], size_t signed_size,
                                   const uint8_t signature[SEAL_SIGNATURE_BYTES])
{
    char hex[HEX_TEXT_BYTES(SEAL_SIGNATURE_BYTES)];
    size_t size = signed_size;
    hex_print(signature, SEAL_SIGNATURE_BYTES, hex);
    seal_export_add(text, &size, SEAL_SIGNATURE_WORD "%s\n", hex);
    return size;
}

// Reading.

bool seal_export_split(const char *text, size_t size, size_t *signed_size,
                       uint8_t signature[SEAL_SIGNATURE_BYTES])
{
    const size_t first_size = strlen(SEAL_FIRST_LINE);
    const size_t word_size = strlen(SEAL_SIGNATURE_WORD);
    if (size < first_size + SEAL_SIGNATURE_LINE_BYTES ||
        memcmp(text, SEAL_FIRST_LINE, first_size) != 0) {
        return false;
    }
    *signed_size = size - SEAL_SIGNATURE_LINE_BYTES;
    const char *line = text + *signed_size;
    return line[-1] == '\n' && text[size - 1] == '\n' &&
           memcmp(line, SEAL_SIGNATURE_WORD, word_size) == 0 &&
           hex_parse(line + word_size, 2 * SEAL_SIGNATURE_BYTES, signature, SEAL_SIGNATURE_BYTES) ==
               BASE_OK;
}

// The signed lines under way. Each seal_take_... is false if something else comes next.
struct seal_text {
    const char *next;
    const char *end;
    size_t line; // from 1
};

static bool seal_take_word(struct seal_text *text, const char *word)
{
    const size_t size = strlen(word);
    if ((size_t)(text->end - text->next) < size || memcmp(text->next, word, size) != 0) {
        return false;
    }
    text->next += size;
    text->line += word[size - 1] == '\n';
    return true;
}

static bool seal_take_number(struct seal_text *text, int64_t max, int64_t *number)
{
    const char *first = text->next;
    int64_t value = 0;
    while (text->next < text->end && *text->next >= '0' && *text->next <= '9') {
        if (text->next - first == SEAL_DIGITS_MAX) {
            return false;
        }
        value = 10 * value + (*text->next++ - '0');
    }
    *number = value;
    const ptrdiff_t digits = text->next - first;
    return digits > 0 && (digits == 1 || *first != '0') && value <= max;
}

static bool seal_take_digest(struct seal_text *text, uint8_t digest[DIGEST_BYTES])
{
    if (text->end - text->next < 2 * DIGEST_BYTES ||
        hex_parse(text->next, 2 * DIGEST_BYTES, digest, DIGEST_BYTES) != BASE_OK) {
        return false;
    }
    text->next += 2 * DIGEST_BYTES;
    return true;
}

static bool seal_take_time(struct seal_text *text, char time[SEAL_TIME_BYTES])
{
    const size_t size = SEAL_TIME_BYTES - 1;
    if ((size_t)(text->end - text->next) < size) {
        return false;
    }
    memcpy(time, text->next, size);
    time[size] = '\0';
    text->next += size;
    return seal_time_is_valid(time);
}

static bool seal_take_lead(struct seal_text *text, struct seal_export *exported)
{
    int64_t lane_count = 0;
    const bool is_taken =
        seal_take_word(text, SEAL_FIRST_LINE) && seal_take_word(text, "ledger ") &&
        seal_take_time(text, exported->made_at) && seal_take_word(text, "\n") &&
        seal_take_word(text, "lanes ") && seal_take_number(text, SEAL_HEADS_MAX, &lane_count) &&
        lane_count > 0 && seal_take_word(text, "\n") && seal_take_word(text, "exported ") &&
        seal_take_time(text, exported->exported_at) && seal_take_word(text, "\n") &&
        seal_take_word(text, "key ") && seal_take_digest(text, exported->key) &&
        seal_take_word(text, "\n");
    exported->lane_count = (uint32_t)lane_count;
    return is_taken;
}

static bool seal_take_head(struct seal_text *text, uint32_t lane, struct seal_head *head)
{
    static const uint8_t zeros[DIGEST_BYTES] = {0};
    int64_t its_lane = 0;
    int64_t incarnation = 0;
    if (!seal_take_word(text, "head ") || !seal_take_number(text, SEAL_HEADS_MAX, &its_lane) ||
        its_lane != lane || !seal_take_word(text, " ") ||
        !seal_take_number(text, UINT16_MAX, &incarnation) || !seal_take_word(text, " ") ||
        !seal_take_number(text, SEAL_POSITION_MAX, &head->position) || !seal_take_word(text, " ") ||
        !seal_take_digest(text, head->seal) || !seal_take_word(text, " ")) {
        return false;
    }
    head->incarnation = (uint16_t)incarnation;
    if (head->position == 0) {
        return memcmp(head->seal, zeros, sizeof(zeros)) == 0 && seal_take_word(text, "-\n");
    }
    return seal_take_time(text, head->posted_at) && seal_take_word(text, "\n");
}

size_t seal_export_parse(const char *text, size_t signed_size, struct seal_export *exported)
{
    struct seal_text reading = {.next = text, .end = text + signed_size, .line = 1};
    *exported = (struct seal_export){0};
    if (!seal_take_lead(&reading, exported)) {
        return reading.line;
    }
    for (uint32_t lane = 0; lane < exported->lane_count; lane++) {
        if (!seal_take_head(&reading, lane, &exported->heads[lane])) {
            return reading.line;
        }
    }
    return reading.next == reading.end ? 0 : reading.line;
}
