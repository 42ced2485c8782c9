// SPDX-License-Identifier: Apache-2.0
// The scene.
#include "scene.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/metrics.h"
#include "domain/card.h"
#include "wire/receipt_line.h"
#include "wire/session.h"

static void scene_take_line(void *context, const char *line, size_t size)
{
    struct scene *scene = context;
    assert_int_equal(buffer_append(&scene->lines, line, size), BASE_OK);
}

static struct registry_certificate scene_certificate(int number, uint32_t terminal, bool blocked)
{
    struct registry_certificate certificate = {.terminal = terminal, .blocked = blocked};
    memset(certificate.fingerprint, number, DIGEST_BYTES);
    return certificate;
}

static void scene_fill_registry(struct scene *scene)
{
    programme_settings_init(&scene->settings);
    scene->settings.rate_bp = 1100;
    scene->terms = (struct programme_terms){
        .version = 3, .settings = &scene->settings, .promotions = scene->offers};
    scene->stores[0] = (struct registry_store){
        .store = 1, .currency = 643, .name = "Gifts", .zone = &zone_utc, .terms = &scene->terms};
    scene->terminals[0] = (struct registry_terminal){
        .terminal = 1, .store = 1, .role = TERMINAL_ROLE_TERMINAL, .name = "till-1"};
    scene->terminals[1] = (struct registry_terminal){
        .terminal = 2, .store = 1, .role = TERMINAL_ROLE_TERMINAL, .name = "till-2"};
    scene->terminals[2] =
        (struct registry_terminal){.terminal = 3, .role = TERMINAL_ROLE_OPERATOR, .name = "olga"};
    scene->terminals[3] = (struct registry_terminal){.terminal = 4,
                                                     .store = 1,
                                                     .role = TERMINAL_ROLE_TERMINAL,
                                                     .blocked = true,
                                                     .name = "till-4"};
    scene->certificates[0] = scene_certificate(SCENE_TILL, 1, false);
    scene->certificates[1] = scene_certificate(SCENE_OTHER_TILL, 2, false);
    scene->certificates[2] = scene_certificate(SCENE_OPERATOR, 3, false);
    scene->certificates[3] = scene_certificate(SCENE_BLOCKED, 4, false);
    scene->certificates[4] = scene_certificate(SCENE_BLOCKED_CERT, 1, true);
    for (uint16_t lane = 0; lane < SCENE_LANES; lane++) {
        scene->incarnations[lane] =
            (struct registry_incarnation){.lane = lane, .incarnation = 1, .first_position = 1};
    }
    scene->registry = (struct registry){
        .revision = 1,
        .lane_count = SCENE_LANES,
        .incarnation = 1,
        .incarnations = scene->incarnations,
        .incarnation_count = SCENE_LANES,
        .programme = {.version = 3, .rate_count = 1, .rates = {{.currency = 643, .rate_bp = 1100}}},
        .stores = scene->stores,
        .store_count = BASE_COUNT(scene->stores),
        .terminals = scene->terminals,
        .terminal_count = BASE_COUNT(scene->terminals),
        .certificates = scene->certificates,
        .certificate_count = BASE_COUNT(scene->certificates),
        .promotions = scene->promotions,
    };
}

void scene_offer(struct scene *scene, const struct promotion *promotion)
{
    size_t count = scene->registry.promotion_count++;
    assert_true(count < BASE_COUNT(scene->promotions));
    scene->promotions[count] = *promotion;
    scene->offers[count] = &scene->promotions[count];
    scene->terms.promotion_count++;
}

void scene_raise_incarnation(struct scene *scene, int64_t first_position)
{
    uint16_t lane = registry_lane_of_card(&scene->registry, SCENE_CARD);
    size_t behind = (size_t)(SCENE_LANES - lane - 1);
    struct registry_incarnation *raised = &scene->incarnations[lane + 1];
    memmove(raised + 1, raised, behind * sizeof(*raised));
    *raised = (struct registry_incarnation){
        .lane = lane, .incarnation = 2, .first_position = first_position};
    scene->registry.incarnation_count++;
    scene->registry.incarnation = 2;
}

int scene_setup(void **state)
{
    struct scene *scene = memory_allocate(1, sizeof(*scene));
    scene_fill_registry(scene);
    scene->store.registry = &scene->registry;
    scene->store.newest_registry = &scene->registry;
    scene->store.card = CARD_ACTIVE;
    scene->store.member = 11;
    scene->store.turn_at_us = INT64_C(1700000000123456);
    scene->clock = (struct fake_clock){.wall_us = INT64_C(1700000000000000), .monotonic_us = 1000};
    scene->metrics = metrics_create();
    buffer_init(&scene->lines, 1 << 20);
    log_init(&scene->log, -1, LOG_DEBUG);
    scene->log.sink = scene_take_line;
    scene->log.sink_context = scene;
    const struct service_options options = {
        .sessions_max = SCENE_LINKS_MAX,
        .requests_max = SCENE_REQUESTS,
        .limits =
            {
                .session_requests_max = SCENE_SESSION_REQUESTS,
                .logon_ms = 1000,
                .idle_ms = 2000,
                .request_ms = 500,
            },
        .clock = fake_clock_source(&scene->clock),
    };
    scene->service = service_create(&scene->store, &scene->log, scene->metrics, &options);
    *state = scene;
    return 0;
}

int scene_teardown(void **state)
{
    struct scene *scene = *state;
    for (size_t i = 0; i < scene->link_count; i++) {
        scene_hang_up(&scene->links[i]);
    }
    fake_store_run(&scene->store, STORE_UNAVAILABLE);
    service_destroy(scene->service);
    metrics_destroy(scene->metrics);
    buffer_clear(&scene->lines);
    free(scene);
    return 0;
}

// The near side of a connection.

static bool scene_link_send(void *connection, const uint8_t *payload, size_t size)
{
    struct scene_link *link = connection;
    assert_false(link->is_closed);
    if (link->is_full) {
        return false;
    }
    assert_true(link->answer_count < SCENE_ANSWERS_MAX);
    struct wire_response *answer = &link->answers[link->answer_count++];
    struct wire_error error;
    struct wire_view view = {.bytes = payload, .size = size};
    assert_int_equal(wire_response_decode(view, answer, &error), WIRE_OK);
    if (answer->slip.size > 0) {
        assert_true(answer->slip.size < sizeof(link->slip));
        memcpy(link->slip, answer->slip.bytes, answer->slip.size);
        link->slip[answer->slip.size] = '\0';
        answer->slip = (struct wire_view){.bytes = NULL, .size = answer->slip.size};
    }
    return true;
}

static void scene_link_set_reading(void *connection, bool on)
{
    struct scene_link *link = connection;
    assert_true(link->reading != on);
    link->reading = on;
}

static void scene_link_set_frame_bytes_max(void *connection, uint32_t bytes_max)
{
    struct scene_link *link = connection;
    link->frame_bytes_max = bytes_max;
}

static void scene_link_set_deadline(void *connection, uint32_t deadline_ms)
{
    struct scene_link *link = connection;
    link->deadline_ms = deadline_ms;
}

static void scene_link_set_idle(void *connection, uint32_t idle_ms)
{
    struct scene_link *link = connection;
    link->idle_ms = idle_ms;
}

static void scene_link_admit(void *connection)
{
    struct scene_link *link = connection;
    assert_false(link->is_admitted);
    link->is_admitted = true;
}

static void scene_link_close(void *connection, enum session_end end)
{
    struct scene_link *link = connection;
    assert_false(link->is_closed);
    link->is_closed = true;
    link->end = end;
}

static const struct session_link scene_link_functions = {
    .send = scene_link_send,
    .set_reading = scene_link_set_reading,
    .set_frame_bytes_max = scene_link_set_frame_bytes_max,
    .set_deadline = scene_link_set_deadline,
    .set_idle = scene_link_set_idle,
    .admit = scene_link_admit,
    .close = scene_link_close,
};

// The far side.

struct scene_link *scene_connect(struct scene *scene, int terminal)
{
    assert_true(scene->link_count < SCENE_LINKS_MAX);
    struct scene_link *link = &scene->links[scene->link_count++];
    *link = (struct scene_link){.scene = scene, .reading = true, .next_number = 1};
    uint8_t fingerprint[DIGEST_BYTES];
    memset(fingerprint, terminal, sizeof(fingerprint));
    const struct session_peer peer = {
        .address = "10.0.0.7:41022",
        .name = "somebody",
        .unit = terminal == SCENE_OPERATOR ? "operator" : "terminal",
        .fingerprint = fingerprint,
    };
    link->session = session_open(scene->service, &scene_link_functions, link, &peer);
    return link;
}

void scene_hang_up(struct scene_link *link)
{
    if (link->session != NULL) {
        session_close(link->session, "peer_closed");
        link->session = NULL;
    }
}

void scene_send_bytes(struct scene_link *link, const void *bytes, size_t size)
{
    session_receive(link->session, bytes, size);
}

uint32_t scene_send_envelope(struct scene_link *link, const struct wire_request *request)
{
    struct buffer frame;
    buffer_init(&frame, LIMIT_FRAME_PREFIX_BYTES + LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(wire_request_append_frame(request, &frame), WIRE_OK);
    scene_send_bytes(link, buffer_bytes(&frame) + LIMIT_FRAME_PREFIX_BYTES,
                     buffer_size(&frame) - LIMIT_FRAME_PREFIX_BYTES);
    buffer_clear(&frame);
    return request->number;
}

uint32_t scene_send(struct scene_link *link, enum wire_kind kind, uint64_t stan,
                    struct buffer *body)
{
    const struct wire_request request = {
        .number = link->next_number++,
        .kind = kind,
        .stan = stan,
        .body = {.bytes = buffer_bytes(body), .size = buffer_size(body)},
        .has_slip = true,
        .slip = {.width = 32, .language = "en"},
    };
    uint32_t number = scene_send_envelope(link, &request);
    buffer_clear(body);
    return number;
}

struct scene_link *scene_log_on(struct scene *scene, int terminal)
{
    struct scene_link *link = scene_connect(scene, terminal);
    struct buffer body;
    buffer_init(&body, 1024);
    const struct wire_logon logon = {.protocol_version = 1, .epoch = 7, .software = "test 1"};
    assert_int_equal(wire_logon_append(&logon, &body), WIRE_OK);
    uint32_t number = scene_send(link, WIRE_KIND_LOGON, 0, &body);
    scene_run(scene);
    scene_expect(link, number, VERDICT_APPROVED);
    return link;
}

void scene_run(struct scene *scene)
{
    fake_store_run(&scene->store, STORE_OK);
}

const struct wire_response *scene_expect(struct scene_link *link, uint32_t number,
                                         enum verdict verdict)
{
    assert_true(link->answer_count > 0);
    const struct wire_response *answer = &link->answers[link->answer_count - 1];
    assert_int_equal(answer->number, number);
    assert_string_equal(verdict_name((enum verdict)answer->result), verdict_name(verdict));
    assert_true((answer->detail[0] == '\0') == (verdict == VERDICT_APPROVED));
    return answer;
}

unsigned scene_count_log(const struct scene *scene, const char *word)
{
    unsigned count = 0;
    const char *at = (const char *)buffer_bytes(&scene->lines);
    size_t left = buffer_size(&scene->lines);
    for (const char *found; (found = memmem(at, left, word, strlen(word))) != NULL; count++) {
        left -= (size_t)(found + 1 - at);
        at = found + 1;
    }
    return count;
}

struct wire_purchase scene_receipt(void)
{
    return (struct wire_purchase){
        .card = SCENE_CARD,
        .entry = WIRE_CARD_ENTRY_BARCODE,
        .has_receipt = true,
        .receipt = {.store = 1, .fiscal_device = "KKT-1", .number = "536365", .date = 20251120},
        .receipt_at_us = INT64_C(1763640000000000),
        .utc_offset_min = 180,
        .cashier = "anna",
        .shift = 1,
        .currency = 643,
        .total = 125000,
    };
}

uint32_t scene_send_purchase(struct scene_link *link, enum wire_kind kind, uint64_t stan,
                             const struct wire_purchase *purchase)
{
    struct wire_purchase sent = *purchase;
    struct buffer lines;
    struct buffer body;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    const struct wire_receipt_line line = {
        .sku = "85123A", .quantity_milli = 1000, .amount = purchase->total};
    assert_int_equal(wire_receipt_lines_append(&line, &lines), WIRE_OK);
    sent.lines = (struct wire_view){.bytes = buffer_bytes(&lines), .size = buffer_size(&lines)};
    assert_int_equal(wire_purchase_append(&sent, &body), WIRE_OK);
    uint32_t number = scene_send(link, kind, stan, &body);
    buffer_clear(&lines);
    return number;
}
