// SPDX-License-Identifier: Apache-2.0
// The pages and the reasons for not being ready.
#include "daemon/health.h"

#include "base/buffer.h"
#include "base/metrics.h"
#include "daemon/daemon_internal.h"
#include "store/store.h"

static bool health_has_no_registry(const struct daemon *daemon)
{
    return store_registry(daemon->store) == NULL;
}

static bool health_has_no_turns(const struct daemon *daemon)
{
    return !store_is_ready(daemon->store);
}

static bool health_is_draining(const struct daemon *daemon)
{
    return daemon->draining;
}

static const struct health_reason {
    bool (*applies)(const struct daemon *daemon);
    const char *line;
} health_reasons[] = {
    {health_is_draining, "draining: the daemon was told to go down\n"},
    {health_has_no_registry, "registry: not yet read from the database\n"},
    {health_has_no_turns,
     "database: not connected, or its registry is not one this daemon knows\n"},
};

static void health_put(struct http_answer *answer, const char *line)
{
    (void)!buffer_append_text(answer->body, line); // a few lines fit
}

static void health_fill_livez(void *context, struct http_answer *answer)
{
    (void)context;
    health_put(answer, "ok\n");
}

static void health_fill_readyz(void *context, struct http_answer *answer)
{
    for (size_t i = 0; i < BASE_COUNT(health_reasons); i++) {
        if (health_reasons[i].applies(context)) {
            answer->status = 503;
            health_put(answer, health_reasons[i].line);
        }
    }
    if (answer->status == 200) {
        health_put(answer, "ok\n");
    }
}

static void health_fill_metrics(void *context, struct http_answer *answer)
{
    const struct daemon *daemon = context;
    answer->content_type = "text/plain; version=0.0.4";
    if (metrics_render(daemon->metrics, answer->body) != BASE_OK) {
        answer->status = 500;
    }
}

const struct http_page health_pages[] = {
    {"/livez", health_fill_livez},
    {"/readyz", health_fill_readyz},
    {"/metrics", health_fill_metrics},
};
const size_t health_page_count = BASE_COUNT(health_pages);
