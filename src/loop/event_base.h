// SPDX-License-Identifier: Apache-2.0
// libevent's own handle of a loop, for the one part that stands on libevent directly: src/http.
#ifndef LOOP_EVENT_BASE_H
#define LOOP_EVENT_BASE_H

struct event_base;
struct loop;

// Borrowed; lives as long as the loop.
struct event_base *loop_event_base(const struct loop *loop);

#endif
