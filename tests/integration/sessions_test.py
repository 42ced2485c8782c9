#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sessions: one per terminal, over all daemons of a database, and no more strangers than allowed."""
import contextlib
import signal
import socket

import world
from till import Closed, result_name

# What one poll of the daemons may take; the default is a second.
POLL_MS = 200


class SessionsTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def daemon(self):
        return self.ledger.daemon(settings={"database": {"registry_poll_ms": POLL_MS}})

    def assertDisplaced(self, till):
        last = till.receive()
        self.assertEqual((last.number, result_name(last.result)), (0, "DISPLACED"))
        self.assertRaises(Closed, till.receive)

    def test_a_logon_at_another_daemon_displaces_the_session_and_is_logged_once(self):
        with self.daemon() as first, self.daemon() as second:
            with first.till() as old, first.till("till-1-2") as other:
                with second.till() as new:
                    self.assertDisplaced(old)
                    self.assertResult(new.echo(), "APPROVED")
                    self.assertResult(other.echo(), "APPROVED")
                    with first.till() as newest:
                        self.assertDisplaced(new)
                        self.assertResult(newest.echo(), "APPROVED")
            for daemon in (first, second):
                self.assertEqual(daemon.log().count("reason=displaced"), 1)
            self.assertIn('bonusd_sessions_displaced_total 1', first.http("/metrics")[1])

    def test_a_daemon_that_was_stopped_learns_it_when_it_goes_on(self):
        with self.daemon() as first, self.daemon() as second, first.till() as old:
            first.signal(signal.SIGSTOP)
            try:
                with second.till() as new:
                    first.signal(signal.SIGCONT)
                    self.assertDisplaced(old)
                    self.assertResult(new.echo(), "APPROVED")
            finally:
                first.signal(signal.SIGCONT)

    def test_sessions_outlive_a_crash_of_the_database_and_are_known_again_after_it(self):
        with self.daemon() as first, self.daemon() as second:
            with first.till() as old, second.till("till-1-2") as other:
                self.ledger.sql("truncate bonus.terminal_session")  # what recovery does
                world.eventually(lambda: self.ledger.value(
                    "select count(*) from bonus.terminal_session") == "2", "both are known again")
                self.assertResult(old.echo(), "APPROVED")
                with second.till():
                    self.assertDisplaced(old)
                self.assertResult(other.echo(), "APPROVED")

    def test_strangers_of_one_address_are_few_and_sessions_are_no_strangers(self):
        names = [f"till-{store}-{number}" for store in (1, 2, 3) for number in (1, 2)]
        with self.ledger.daemon(settings={"limits": {"newcomers_per_address": 2}}) as daemon, \
                contextlib.ExitStack() as stack:
            tills = [stack.enter_context(daemon.till(name)) for name in names]
            strangers = [stack.enter_context(socket.create_connection(("127.0.0.1", daemon.port)))
                         for _ in range(2)]
            world.eventually(lambda: "bonus_net_newcomers 2" in daemon.http("/metrics")[1],
                             "both have been accepted")
            with socket.create_connection(("127.0.0.1", daemon.port), timeout=30) as one_more:
                self.assertEqual(one_more.recv(1), b"")
            for till in tills:
                self.assertResult(till.echo(), "APPROVED")
            strangers[0].close()
            world.eventually(lambda: "bonus_net_newcomers 1" in daemon.http("/metrics")[1],
                             "one has gone")
            tills[0].close()
            with daemon.till(names[0]) as till:
                self.assertResult(till.echo(), "APPROVED")
            self.assertIn('bonus_net_connections_refused_total{reason="address"} 1',
                          daemon.http("/metrics")[1])


if __name__ == "__main__":
    world.main()
