// SPDX-License-Identifier: Apache-2.0
// Waiting for a descriptor to become readable or writable, level-triggered: the callback comes in
// every turn as long as it is.
#ifndef LOOP_DESCRIPTOR_H
#define LOOP_DESCRIPTOR_H

struct event;
struct loop;

enum {
    LOOP_READ = 1,
    LOOP_WRITE = 2,
};

struct loop_descriptor {
    // `ready` is LOOP_READ or LOOP_WRITE; a descriptor that is both is called back twice.
    void (*callback)(void *context, unsigned ready);
    void *context;
    struct event *read_event;
    struct event *write_event;
    unsigned interest;
};

// Starts with no interest. The descriptor itself stays the caller's and is not closed here.
void loop_descriptor_open(struct loop_descriptor *descriptor, struct loop *loop, int fd,
                          void (*callback)(void *context, unsigned ready), void *context);

// No callback comes after this, not even one that is due in this turn. Must be done before the fd
// is closed. Does nothing if it is not open (all zero).
void loop_descriptor_close(struct loop_descriptor *descriptor);

// LOOP_READ, LOOP_WRITE, both or 0. Costs a system call only for what changes.
void loop_descriptor_set_interest(struct loop_descriptor *descriptor, unsigned interest);

#endif
