// SPDX-License-Identifier: Apache-2.0
// Datagrams to the service manager.
#include "daemon/notify.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/decimal.h"

void notify_open(struct notify *notify, const char *socket_name)
{
    *notify = (struct notify){.fd = -1, .address = {.sun_family = AF_UNIX}};
    size_t size = socket_name == NULL ? 0 : strlen(socket_name);
    if (size < 2 || size >= sizeof(notify->address.sun_path) ||
        strchr("/@", socket_name[0]) == NULL) {
        return;
    }
    memcpy(notify->address.sun_path, socket_name, size);
    if (socket_name[0] == '@') {
        notify->address.sun_path[0] = '\0'; // abstract: no file, and the name has no closing zero
    }
    notify->address_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
    notify->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

void notify_close(struct notify *notify)
{
    if (notify->fd >= 0) {
        close(notify->fd);
        notify->fd = -1;
    }
}

void notify_send(const struct notify *notify, const char *state)
{
    if (notify->fd >= 0) {
        (void)!sendto(notify->fd, state, strlen(state), MSG_NOSIGNAL,
                      (const struct sockaddr *)&notify->address, notify->address_size);
    }
}

void notify_send_reloading(const struct notify *notify, int64_t monotonic_us)
{
    char state[64];
    snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%" PRId64, monotonic_us);
    notify_send(notify, state);
}

static int64_t notify_parse(const char *text)
{
    int64_t number = 0;
    bool is_number = text != NULL && decimal_parse(text, strlen(text), 0, &number) == BASE_OK;
    return is_number ? number : 0;
}

uint32_t notify_watchdog_ms(const char *watchdog_usec, const char *watchdog_pid, int64_t own_pid)
{
    int64_t period_ms = notify_parse(watchdog_usec) / 2000;
    bool is_ours = watchdog_pid == NULL || notify_parse(watchdog_pid) == own_pid;
    if (!is_ours || period_ms <= 0 || period_ms > UINT32_MAX) {
        return 0;
    }
    return (uint32_t)period_ms;
}
