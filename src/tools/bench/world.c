// SPDX-License-Identifier: Apache-2.0
// Loop, connections and descriptors.
#include "tools/bench/world.h"

#include <sys/resource.h>
#include <unistd.h>

#include "loop/loop.h"
#include "net/net.h"

#define WORLD_HOST_DEFAULT "127.0.0.1"
#define WORLD_FOLDER_DEFAULT "pki"

enum {
    WORLD_PORT_DEFAULT = 7450,
    WORLD_DESCRIPTORS_SPARE = 64, // beside the connections
};

static enum bench_result world_raise_descriptors(struct bench *bench, uint32_t connections)
{
    struct rlimit limit;
    const rlim_t wanted = (rlim_t)connections + WORLD_DESCRIPTORS_SPARE;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) {
        return BENCH_OK;
    }
    limit.rlim_cur = wanted;
    limit.rlim_max = limit.rlim_max < wanted ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return bench_fail(bench, BENCH_UNAVAILABLE, "see ulimit -n",
                          "%u connections need more descriptors than are allowed: %m", connections);
    }
    return BENCH_OK;
}

enum bench_result world_open(struct world *world, struct bench *bench,
                             const struct world_options *options, uint32_t connections)
{
    *world = (struct world){
        .bench = bench,
        .host = options->host != NULL ? options->host : WORLD_HOST_DEFAULT,
        .folder = options->folder != NULL ? options->folder : WORLD_FOLDER_DEFAULT,
    };
    char port[sizeof("65535")];
    struct net_error error;
    snprintf(port, sizeof(port), "%hu",
             (unsigned short)(options->port != 0 ? options->port : WORLD_PORT_DEFAULT));
    if (net_address_resolve(world->host, port, &world->address, &error) != NET_OK) {
        return bench_fail(bench, BENCH_UNAVAILABLE, error.hint, "%s", error.fact);
    }
    enum bench_result result = world_raise_descriptors(bench, connections);
    if (result != BENCH_OK) {
        return result;
    }
    log_init(&world->log, STDERR_FILENO, LOG_WARN);
    world->loop = loop_create(&bench->clock);
    world->net = net_create(&(struct net_options){
        .loop = world->loop, .log = &world->log, .connections_max = connections});
    return BENCH_OK;
}

void world_close(struct world *world)
{
    net_destroy(world->net);
    loop_destroy(world->loop);
}

int64_t world_now_us(const struct world *world)
{
    const struct clock_source *clock = &world->bench->clock;
    return clock->monotonic_us(clock->context);
}
