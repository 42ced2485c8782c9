// SPDX-License-Identifier: Apache-2.0
// Proves the codec against the golden frames, and that the examples of docs/protocol.md are some of
// them.
#include "vector.h"

#include <stdio.h>
#include <string.h>

#include "message_text.h"
#include "support/cmocka.h"
#include "base/limits.h"
#include "wire/advice.h"
#include "wire/frame.h"
#include "wire/purchase.h"
#include "wire/refund.h"
#include "wire/request.h"

static const struct {
    const char *name; // in proto/bonus/v1
    const struct message *message;
} known_messages[] = {
    {"Request", &wire_request_t_message},
    {"Response", &wire_response_t_message},
    {"Logon", &wire_logon_t_message},
    {"Echo", &wire_echo_t_message},
    {"BalanceInquiry", &wire_balance_inquiry_t_message},
    {"Purchase", &wire_purchase_t_message},
    {"TransactionStatus", &wire_transaction_status_t_message},
    {"CardActivate", &wire_card_activate_t_message},
    {"CardBlock", &wire_card_block_t_message},
    {"Hold", &wire_hold_t_message},
    {"Commit", &wire_commit_t_message},
    {"Void", &wire_void_t_message},
    {"Refund", &wire_refund_t_message},
    {"Reversal", &wire_reversal_t_message},
    {"Advice", &wire_advice_t_message},
};

static const struct message *message_by_name(const char *name)
{
    for (size_t index = 0; index < BASE_COUNT(known_messages); index++) {
        if (strcmp(known_messages[index].name, name) == 0) {
            return known_messages[index].message;
        }
    }
    fail_msg("no message is called %s", name);
    return NULL;
}

static void assert_bytes(const struct buffer *buffer, struct wire_view expected)
{
    assert_int_equal(buffer_size(buffer), expected.size);
    if (expected.size > 0) {
        assert_memory_equal(buffer_bytes(buffer), expected.bytes, expected.size);
    }
}

// Decodes, compares with the text, encodes, compares with the bytes. `decoded` keeps the struct.
static void assert_says(const struct vector_message *expected, struct wire_view bytes,
                        void *decoded)
{
    const struct message *message = message_by_name(expected->name);
    struct wire_error error = {.text = ""};
    struct buffer text;
    struct buffer encoded;
    buffer_init(&text, VECTOR_FILE_BYTES_MAX);
    buffer_init(&encoded, VECTOR_FRAME_BYTES_MAX);

    enum wire_result result = message_decode(message, bytes, decoded, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(result, WIRE_OK);
    message_text_append(message, decoded, &text);
    assert_int_equal(buffer_append(&text, "", 1), BASE_OK);
    assert_string_equal((const char *)buffer_bytes(&text), expected->text);
    assert_int_equal(message_append(message, decoded, &encoded), WIRE_OK);
    assert_bytes(&encoded, bytes);

    buffer_clear(&text);
    buffer_clear(&encoded);
}

static void assert_vector(const char *name)
{
    struct vector vector;
    vector_load(name, &vector);
    struct wire_view frame = {.bytes = vector.frame, .size = vector.frame_size};
    struct wire_view payload;
    union {
        struct wire_request request;
        struct wire_response response;
    } outer;
    union {
        struct wire_logon logon;
        struct wire_purchase purchase;
        struct wire_card_block card_block;
        struct wire_refund refund;
        struct wire_advice advice;
    } body;
    assert_int_equal(wire_frame_split(frame, LIMIT_FRAME_BYTES_MAX, &payload), WIRE_OK);
    assert_int_equal(LIMIT_FRAME_PREFIX_BYTES + payload.size, frame.size);
    assert_says(&vector.messages[0], payload, &outer);
    if (vector.message_count == 2) {
        assert_string_equal(vector.messages[0].name, "Request");
        assert_true(message_by_name(vector.messages[1].name)->size <= sizeof(body));
        assert_says(&vector.messages[1], outer.request.body, &body);
    }
}

static void every_golden_frame_decodes_to_its_text_and_encodes_back(void **state)
{
    (void)state;
    char names[VECTOR_FILES_MAX][VECTOR_NAME_BYTES_MAX];
    size_t count = vector_list(names);
    for (size_t index = 0; index < count; index++) {
        assert_vector(names[index]);
    }
}

static void no_part_of_a_golden_frame_is_a_frame(void **state)
{
    (void)state;
    char names[VECTOR_FILES_MAX][VECTOR_NAME_BYTES_MAX];
    struct vector vector;
    size_t count = vector_list(names);
    for (size_t index = 0; index < count; index++) {
        vector_load(names[index], &vector);
        for (size_t size = 0; size < vector.frame_size; size++) {
            struct wire_view part = {.bytes = vector.frame, .size = size};
            struct wire_view payload;
            assert_int_equal(wire_frame_split(part, LIMIT_FRAME_BYTES_MAX, &payload),
                             WIRE_INCOMPLETE);
        }
    }
}

// Whether `text` begins with `part`; if so, moves behind it.
static bool skip_text(const char **text, const char *part)
{
    size_t size = strlen(part);
    if (strncmp(*text, part, size) != 0) {
        return false;
    }
    *text += size;
    return true;
}

static void read_page(const char *path, struct buffer *page)
{
    char part[4096];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (size_t size = fread(part, 1, sizeof(part), file); size > 0;
         size = fread(part, 1, sizeof(part), file)) {
        assert_int_equal(buffer_append(page, part, size), BASE_OK);
    }
    fclose(file);
    assert_int_equal(buffer_append(page, "", 1), BASE_OK);
}

// Examples are fenced blocks that begin with ```vector NAME and show the file whole.
static void every_example_of_the_protocol_text_is_a_golden_frame(void **state)
{
    (void)state;
    static const char fence[] = "```vector ";
    struct vector vector;
    struct buffer page;
    buffer_init(&page, 1 << 20);
    read_page(BONUS_SOURCE_DIR "/docs/protocol.md", &page);
    const char *text = (const char *)buffer_bytes(&page);
    size_t count = 0;
    for (const char *at = strstr(text, fence); at != NULL; at = strstr(at, fence)) {
        char name[VECTOR_NAME_BYTES_MAX];
        assert_int_equal(sscanf(at, "```vector %63[a-z_]", name), 1);
        at += strlen(fence) + strlen(name);
        vector_load(name, &vector);
        bool is_shown =
            skip_text(&at, "\n") && skip_text(&at, vector.file) && skip_text(&at, "```\n");
        if (!is_shown) {
            fail_msg("docs/protocol.md shows %s otherwise than proto/vectors/%s.txt", name, name);
        }
        count++;
    }
    assert_true(count >= 20);
    buffer_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_golden_frame_decodes_to_its_text_and_encodes_back),
        cmocka_unit_test(no_part_of_a_golden_frame_is_a_frame),
        cmocka_unit_test(every_example_of_the_protocol_text_is_a_golden_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
