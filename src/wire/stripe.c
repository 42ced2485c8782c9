// SPDX-License-Identifier: Apache-2.0
// Reads swiped cards: the number, and everything around it that says the swipe was clean. What else
// the stripe holds (name, expiry, discretionary data) is checked for shape and not kept.
#include "wire/stripe_internal.h"

#include <stdbool.h>
#include <string.h>

struct text {
    const char *at;
    size_t size;
};

struct track {
    const char *name;
    const char *start; // sentinel and, on track 1, format code B
    size_t size_max;   // sentinels and LRC included
    char separator;
    char lowest; // the track's characters; the LRC counts from the lowest
    char highest;
    bool has_name;
};

static const struct track tracks[] = {
    {"track 1", "%B", 79, '^', 0x20, 0x5f, true},
    {"track 2", ";", 40, '=', 0x30, 0x3f, false},
};

enum {
    TRACK_NAME_BYTES_MIN = 2,
    TRACK_NAME_BYTES_MAX = 26,
    TRACK_EXPIRY_DIGITS = 4, // YYMM
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static void text_skip(struct text *text, size_t size)
{
    text->at += size;
    text->size -= size;
}

static bool text_begins_with(struct text text, const char *start)
{
    size_t size = strlen(start);
    return text.size >= size && memcmp(text.at, start, size) == 0;
}

// The part before the first `end`, which is dropped with it; false if there is no `end`.
static bool text_take_until(struct text *text, char end, struct text *part)
{
    const char *found = memchr(text->at, end, text->size);
    if (found == NULL) {
        return false;
    }
    *part = (struct text){.at = text->at, .size = (size_t)(found - text->at)};
    text_skip(text, part->size + 1);
    return true;
}

static enum wire_result refuse(const struct track *track, const char *what,
                               struct wire_error *error)
{
    wire_error_set(error, "card: %s %s", track->name, what);
    return WIRE_MALFORMED;
}

static enum wire_result check_characters(const struct track *track, struct text inside,
                                         struct wire_error *error)
{
    for (size_t index = 0; index < inside.size; index++) {
        if (inside.at[index] < track->lowest || inside.at[index] > track->highest) {
            wire_error_set(error, "card: %s cannot hold its character %zu", track->name, index + 1);
            return WIRE_MALFORMED;
        }
    }
    return WIRE_OK;
}

static enum wire_result take_number(const struct track *track, struct text *rest,
                                    struct wire_card_number *number, struct wire_error *error)
{
    struct text digits;
    if (!text_take_until(rest, track->separator, &digits)) {
        return refuse(track, "has no separator behind the number", error);
    }
    if (digits.size > CARD_NUMBER_DIGITS_MAX) {
        return refuse(track, "has more than 19 characters before its separator", error);
    }
    memcpy(number->text, digits.at, digits.size);
    number->text[digits.size] = '\0';
    return wire_card_number_check(number->text, error);
}

static enum wire_result skip_name(const struct track *track, struct text *rest,
                                  struct wire_error *error)
{
    struct text name;
    if (!text_take_until(rest, track->separator, &name)) {
        return refuse(track, "has no separator behind the name", error);
    }
    if (name.size < TRACK_NAME_BYTES_MIN || name.size > TRACK_NAME_BYTES_MAX) {
        return refuse(track, "has a name that is not 2 to 26 characters long", error);
    }
    return WIRE_OK;
}

// YYMM, or a separator on cards that do not expire.
static enum wire_result check_expiry(const struct track *track, struct text rest,
                                     struct wire_error *error)
{
    if (rest.size > 0 && rest.at[0] == track->separator) {
        return WIRE_OK;
    }
    if (rest.size < TRACK_EXPIRY_DIGITS) {
        return refuse(track, "ends before its expiry, YYMM", error);
    }
    for (size_t index = 0; index < TRACK_EXPIRY_DIGITS; index++) {
        if (!is_digit(rest.at[index])) {
            return refuse(track, "has an expiry that is not four digits, YYMM", error);
        }
    }
    int month = (rest.at[2] - '0') * 10 + (rest.at[3] - '0');
    if (month < 1 || month > 12) {
        return refuse(track, "has an expiry whose month is not 01 to 12", error);
    }
    return WIRE_OK;
}

// Longitudinal redundancy check: the exclusive or of all characters from sentinel to sentinel.
static enum wire_result check_lrc(const struct track *track, struct text whole, char lrc,
                                  struct wire_error *error)
{
    unsigned sum = 0;
    for (size_t index = 0; index < whole.size; index++) {
        sum ^= (unsigned)(whole.at[index] - track->lowest);
    }
    char should_be = (char)(track->lowest + (char)sum);
    if (lrc != should_be) {
        return refuse(track, "was misread: its LRC is wrong, swipe again", error);
    }
    return WIRE_OK;
}

// Whether an LRC, not the next track, stands at the front of what follows an end sentinel. An LRC
// may look like the start of track 2, but then that start follows it.
static bool begins_with_lrc(struct text rest)
{
    return rest.size == 1 || (rest.size > 1 && (rest.at[0] != ';' || rest.at[1] == ';'));
}

// One track from its start to behind its LRC.
static enum wire_result take_track(const struct track *track, struct text *rest,
                                   struct wire_card_number *number, struct wire_error *error)
{
    struct text whole = *rest;
    struct text inside;
    if (!text_begins_with(*rest, track->start)) {
        return refuse(track, "is not of format B", error);
    }
    if (!text_take_until(rest, '?', &inside)) {
        return refuse(track, "has no end sentinel '?'", error);
    }
    whole.size -= rest->size;
    if (whole.size + 1 > track->size_max) {
        return refuse(track, "is too long", error);
    }
    enum wire_result result = check_characters(track, inside, error);
    if (result == WIRE_OK) {
        text_skip(&inside, strlen(track->start));
        result = take_number(track, &inside, number, error);
    }
    if (result == WIRE_OK && track->has_name) {
        result = skip_name(track, &inside, error);
    }
    if (result == WIRE_OK) {
        result = check_expiry(track, inside, error);
    }
    if (result == WIRE_OK && begins_with_lrc(*rest)) {
        result = check_lrc(track, whole, rest->at[0], error);
        text_skip(rest, 1);
    }
    return result;
}

enum wire_result stripe_read(const char *bytes, size_t size, struct wire_card_number *number,
                             struct wire_error *error)
{
    struct text rest = {.at = bytes, .size = size};
    bool has_first = bytes[0] == '%';
    enum wire_result result = take_track(&tracks[has_first ? 0 : 1], &rest, number, error);
    if (result == WIRE_OK && has_first && rest.size > 0 && rest.at[0] == ';') {
        struct wire_card_number second = {0};
        result = take_track(&tracks[1], &rest, &second, error);
        if (result == WIRE_OK && strcmp(number->text, second.text) != 0) {
            wire_error_set(error, "card: tracks 1 and 2 carry different numbers");
            return WIRE_MALFORMED;
        }
    }
    if (result == WIRE_OK && rest.size > 0) {
        wire_error_set(error, "card: %zu characters too many behind the last track", rest.size);
        return WIRE_MALFORMED;
    }
    number->entry = WIRE_CARD_ENTRY_STRIPE;
    return result;
}
