#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One live session per terminal, over all daemons of a database."""
import signal

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


if __name__ == "__main__":
    world.main()
