// SPDX-License-Identifier: Apache-2.0
// A descriptor's two libevent events, one for each direction, added and removed by interest.
#include "loop/descriptor.h"

#include <event2/event.h>

#include "base/check.h"
#include "loop/loop_internal.h"

static void loop_descriptor_ready(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    const struct loop_descriptor *descriptor = context;
    descriptor->callback(descriptor->context, (what & EV_READ) != 0 ? LOOP_READ : LOOP_WRITE);
}

void loop_descriptor_open(struct loop_descriptor *descriptor, struct loop *loop, int fd,
                          void (*callback)(void *context, unsigned ready), void *context)
{
    *descriptor = (struct loop_descriptor){.callback = callback, .context = context};
    descriptor->read_event =
        event_new(loop->base, fd, EV_READ | EV_PERSIST, loop_descriptor_ready, descriptor);
    descriptor->write_event =
        event_new(loop->base, fd, EV_WRITE | EV_PERSIST, loop_descriptor_ready, descriptor);
    CHECK(descriptor->read_event != NULL && descriptor->write_event != NULL);
}

void loop_descriptor_close(struct loop_descriptor *descriptor)
{
    if (descriptor->read_event == NULL) {
        return;
    }
    event_free(descriptor->read_event);
    event_free(descriptor->write_event);
    *descriptor = (struct loop_descriptor){0};
}

static void loop_descriptor_switch(struct event *event, unsigned change, unsigned interest)
{
    if (change == 0) {
        return;
    }
    CHECK((interest != 0 ? event_add(event, NULL) : event_del(event)) == 0);
}

void loop_descriptor_set_interest(struct loop_descriptor *descriptor, unsigned interest)
{
    unsigned change = descriptor->interest ^ interest;
    descriptor->interest = interest;
    loop_descriptor_switch(descriptor->read_event, change & LOOP_READ, interest & LOOP_READ);
    loop_descriptor_switch(descriptor->write_event, change & LOOP_WRITE, interest & LOOP_WRITE);
}
