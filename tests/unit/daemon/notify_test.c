// SPDX-License-Identifier: Apache-2.0
// Datagrams to the service manager.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/notify.h"
#include "support/cmocka.h"

static int listen_at(const char *path, size_t path_size)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, path_size);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path_size);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, size), 0);
    return fd;
}

static void assert_received(int fd, const char *state)
{
    char bytes[128];
    ssize_t size = recv(fd, bytes, sizeof(bytes) - 1, MSG_DONTWAIT);
    assert_true(size > 0);
    bytes[size] = '\0';
    assert_string_equal(bytes, state);
}

static void a_socket_in_the_file_system_hears(void **state)
{
    (void)state;
    char path[64];
    snprintf(path, sizeof(path), "/tmp/bonusd_notify_%d", (int)getpid());
    int fd = listen_at(path, strlen(path));
    struct notify notify;
    notify_open(&notify, path);
    notify_send(&notify, "READY=1");
    assert_received(fd, "READY=1");
    notify_send_reloading(&notify, 123);
    assert_received(fd, "RELOADING=1\nMONOTONIC_USEC=123");
    notify_close(&notify);
    close(fd);
    unlink(path);
}

static void an_abstract_socket_hears(void **state)
{
    (void)state;
    char name[64];
    int size = snprintf(name, sizeof(name), "@bonusd_notify_%d", (int)getpid());
    char abstract[64];
    memcpy(abstract, name, sizeof(abstract));
    abstract[0] = '\0';
    int fd = listen_at(abstract, (size_t)size);
    struct notify notify;
    notify_open(&notify, name);
    notify_send(&notify, "STOPPING=1");
    assert_received(fd, "STOPPING=1");
    notify_close(&notify);
    close(fd);
}

static void without_a_listener_nothing_happens(void **state)
{
    (void)state;
    static const char *const names[] = {NULL, "", "@", "relative", "/nowhere/at/all"};
    for (size_t i = 0; i < BASE_COUNT(names); i++) {
        struct notify notify;
        notify_open(&notify, names[i]);
        notify_send(&notify, "READY=1");
        notify_close(&notify);
    }
}

static void the_watchdog_is_fed_twice_in_its_time(void **state)
{
    (void)state;
    assert_int_equal(notify_watchdog_ms("10000000", NULL, 7), 5000);
    assert_int_equal(notify_watchdog_ms("10000000", "7", 7), 5000);
    assert_int_equal(notify_watchdog_ms("10000000", "8", 7), 0);
    assert_int_equal(notify_watchdog_ms(NULL, NULL, 7), 0);
    assert_int_equal(notify_watchdog_ms("often", NULL, 7), 0);
    assert_int_equal(notify_watchdog_ms("-5", NULL, 7), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_socket_in_the_file_system_hears),
        cmocka_unit_test(an_abstract_socket_hears),
        cmocka_unit_test(without_a_listener_nothing_happens),
        cmocka_unit_test(the_watchdog_is_fed_twice_in_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
