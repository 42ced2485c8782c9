// SPDX-License-Identifier: Apache-2.0
// Rounds over the service's sessions, newest first. Sessions that come meanwhile stand in front and
// are asked about in the next round; those that go are stepped over.
#include "service/takeover.h"

#include <stdlib.h>

#include "base/memory.h"
#include "service/session_internal.h"
#include "service/till.h"
#include "store/store.h"

struct takeover {
    struct service *service;
    struct session *next; // to be asked about; NULL: the round is over
    bool is_asking;
    struct ask ask;
    struct ask_session sessions[LIMIT_TAKEOVER_SESSIONS_MAX];
};

static void takeover_answered(struct ask *ask, enum store_result result);

struct takeover *takeover_create(struct service *service)
{
    struct takeover *takeover = memory_allocate(1, sizeof(*takeover));
    takeover->service = service;
    takeover->ask.kind = ASK_TAKEOVERS;
    takeover->ask.sessions = takeover->sessions;
    takeover->ask.answered = takeover_answered;
    return takeover;
}

void takeover_destroy(struct takeover *takeover)
{
    if (takeover == NULL) {
        return;
    }
    CHECK(!takeover->is_asking);
    free(takeover);
}

// Takes the round's next sessions into the ask.
static void takeover_gather(struct takeover *takeover)
{
    struct ask *ask = &takeover->ask;
    ask->session_count = 0;
    while (takeover->next != NULL && ask->session_count < LIMIT_TAKEOVER_SESSIONS_MAX) {
        const struct session *session = takeover->next;
        takeover->next = session->next;
        if (session->state == SESSION_LOGGED_ON) {
            ask->sessions[ask->session_count++] = (struct ask_session){
                .terminal = session->terminal,
                .token = session->token,
            };
        }
    }
}

static void takeover_ask(struct takeover *takeover)
{
    const struct service *service = takeover->service;
    takeover_gather(takeover);
    if (takeover->ask.session_count == 0) {
        return;
    }
    takeover->ask.deadline_ms = service_now_ms(service) + service->limits.request_ms;
    takeover->is_asking = store_ask(service->store, &takeover->ask) == STORE_OK;
    if (!takeover->is_asking) {
        takeover->next = NULL;
    }
}

// The till's session may have changed since we asked.
static void takeover_end_session(struct takeover *takeover, const struct ask_session *asked)
{
    const struct till *till = till_table_find(takeover->service->tills, asked->terminal);
    if (till != NULL && till->session != NULL && till->session->token == asked->token) {
        session_displace(till->session);
    }
}

static void takeover_answered(struct ask *ask, enum store_result result)
{
    struct takeover *takeover =
        (struct takeover *)(void *)((char *)ask - offsetof(struct takeover, ask));
    takeover->is_asking = false;
    if (result != STORE_OK) {
        takeover->next = NULL;
        return;
    }
    for (uint32_t i = 0; i < ask->session_count; i++) {
        if (ask->sessions[i].is_taken_over) {
            takeover_end_session(takeover, &ask->sessions[i]);
        }
    }
    takeover_ask(takeover);
}

void takeover_start_round(struct takeover *takeover)
{
    if (!takeover->is_asking) {
        takeover->next = takeover->service->first_session;
        takeover_ask(takeover);
    }
}

void takeover_forget(struct takeover *takeover, const struct session *session)
{
    if (takeover->next == session) {
        takeover->next = session->next;
    }
}
