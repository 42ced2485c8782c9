// SPDX-License-Identifier: Apache-2.0
// The real service between a fake store and fake connections, at a time the test sets.
#ifndef SERVICE_SCENE_H
#define SERVICE_SCENE_H

#include "base/buffer.h"
#include "base/log.h"
#include "fake_store.h"
#include "service/service.h"
#include "service/session.h"
#include "support/cmocka.h"
#include "support/fake_clock.h"
#include "wire/purchase.h"
#include "wire/request.h"
#include "wire/response.h"

enum {
    SCENE_LANES = 4,
    SCENE_ANSWERS_MAX = 64,
    SCENE_LINKS_MAX = 8,
    SCENE_SESSION_REQUESTS = 4,
    SCENE_REQUESTS = 6,
};

// Terminals of the scene; their certificates' fingerprints are this number in every byte.
enum {
    SCENE_TILL = 1,         // in store 1
    SCENE_OTHER_TILL = 2,   // in store 1
    SCENE_OPERATOR = 3,     // no store
    SCENE_BLOCKED = 4,      // blocked terminal
    SCENE_BLOCKED_CERT = 5, // a blocked certificate of terminal 1
    SCENE_STRANGER = 9,     // not in the registry
};

#define SCENE_CARD "2000000000015" // EAN-13

struct scene;

// A connection, seen from its far side.
struct scene_link {
    struct scene *scene;
    struct session *session;
    bool reading;
    bool is_full; // takes no more answers
    bool is_admitted;
    bool is_closed;
    enum session_end end;
    uint32_t frame_bytes_max;
    uint32_t deadline_ms;
    uint32_t idle_ms;
    uint32_t next_number;
    struct wire_response answers[SCENE_ANSWERS_MAX]; // without slips
    char slip[8192];                                 // of the newest answer that has one
    size_t answer_count;
};

struct scene {
    struct store store;
    struct registry registry;
    struct registry_incarnation incarnations[SCENE_LANES + 1]; // the last: a raised one, see below
    struct registry_store stores[1];
    struct programme_settings settings; // of the store
    struct programme_terms terms;
    const struct promotion *offers[4]; // of the terms, and the registry's promotions
    struct promotion promotions[4];
    struct registry_terminal terminals[4];
    struct registry_certificate certificates[5];
    struct metrics *metrics;
    struct log log;
    struct buffer lines; // of the log
    struct service *service;
    struct scene_link links[SCENE_LINKS_MAX];
    size_t link_count;
    struct fake_clock clock;
};

// cmocka's set-up and tear-down.
int scene_setup(void **state);
int scene_teardown(void **state);

// A connection with the certificate of this terminal; the OU is that of its role.
struct scene_link *scene_connect(struct scene *scene, int terminal);

// The same, logged on with epoch 7.
struct scene_link *scene_log_on(struct scene *scene, int terminal);

// In the lane of SCENE_CARD incarnation 2 begins at this position.
void scene_raise_incarnation(struct scene *scene, int64_t first_position);

// The far side goes away.
void scene_hang_up(struct scene_link *link);

// Sends a request and returns its number. `body` is emptied.
uint32_t scene_send(struct scene_link *link, enum wire_kind kind, uint64_t stan,
                    struct buffer *body);
uint32_t scene_send_envelope(struct scene_link *link, const struct wire_request *request);
void scene_send_bytes(struct scene_link *link, const void *bytes, size_t size);

// Decides what waits in the store.
void scene_run(struct scene *scene);

// The newest answer, which must be that of this number and have this result.
const struct wire_response *scene_expect(struct scene_link *link, uint32_t number,
                                         enum verdict verdict);

// The store offers this promotion from now on.
void scene_offer(struct scene *scene, const struct promotion *promotion);

// How often a word stands in the log.
unsigned scene_count_log(const struct scene *scene, const char *word);

// A receipt of 1250.00 RUB on SCENE_CARD, one line.
struct wire_purchase scene_receipt(void);
uint32_t scene_send_purchase(struct scene_link *link, enum wire_kind kind, uint64_t stan,
                             const struct wire_purchase *purchase);

#endif
