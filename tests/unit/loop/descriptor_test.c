// SPDX-License-Identifier: Apache-2.0
// Proves that descriptors call back for what they are interested in, and not after they are closed.
#include "loop/descriptor.h"

#include <sys/socket.h>
#include <unistd.h>

#include "loop/loop.h"
#include "support/cmocka.h"

struct end {
    struct loop_descriptor descriptor;
    int fd;
    int reads;
    int writes;
    struct end *closes; // closed from the callback of this one
};

static void end_ready(void *context, unsigned ready)
{
    struct end *end = context;
    end->reads += ready == LOOP_READ;
    end->writes += ready == LOOP_WRITE;
    if (end->closes != NULL) {
        loop_descriptor_close(&end->closes->descriptor);
    }
}

static void make_pair(struct loop *loop, struct end ends[2])
{
    int fds[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    for (int i = 0; i < 2; i++) {
        ends[i] = (struct end){.fd = fds[i]};
        loop_descriptor_open(&ends[i].descriptor, loop, fds[i], end_ready, &ends[i]);
    }
}

static void drop_pair(struct end ends[2])
{
    for (int i = 0; i < 2; i++) {
        loop_descriptor_close(&ends[i].descriptor);
        close(ends[i].fd);
    }
}

static void only_what_is_wanted_calls_back(void **state)
{
    (void)state;
    struct loop *loop = loop_create(NULL);
    struct end ends[2];
    make_pair(loop, ends);
    assert_int_equal(write(ends[1].fd, "x", 1), 1);
    loop_run_turn(loop, LOOP_POLL);
    assert_int_equal(ends[0].reads + ends[0].writes, 0);
    loop_descriptor_set_interest(&ends[0].descriptor, LOOP_READ);
    loop_run_turn(loop, LOOP_POLL);
    loop_run_turn(loop, LOOP_POLL); // level-triggered: it is still readable
    assert_int_equal(ends[0].reads, 2);
    assert_int_equal(ends[0].writes, 0);
    loop_descriptor_set_interest(&ends[0].descriptor, LOOP_WRITE);
    loop_run_turn(loop, LOOP_POLL);
    assert_int_equal(ends[0].reads, 2);
    assert_int_equal(ends[0].writes, 1);
    drop_pair(ends);
    loop_destroy(loop);
}

static void a_closed_descriptor_is_silent_even_in_the_same_turn(void **state)
{
    (void)state;
    struct loop *loop = loop_create(NULL);
    struct end ends[2];
    make_pair(loop, ends);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(write(ends[1 - i].fd, "x", 1), 1);
        ends[i].closes = &ends[1 - i];
        loop_descriptor_set_interest(&ends[i].descriptor, LOOP_READ);
    }
    loop_run_turn(loop, LOOP_POLL);
    assert_int_equal(ends[0].reads + ends[1].reads, 1);
    drop_pair(ends);
    loop_destroy(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_wanted_calls_back),
        cmocka_unit_test(a_closed_descriptor_is_silent_even_in_the_same_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
