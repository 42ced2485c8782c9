#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What happens when something dies or stands still under load: every acknowledged receipt is there
exactly once, every request in doubt resolves, and the books stay right."""
import itertools
import os
import signal

import world
from till import (IN_DOUBT, KZT, RUB, UAH, Poster, card_number, join_all, purchase_body,
                  result_name)

CURRENCY = {1: RUB, 2: UAH, 3: KZT}
TILLS = [f"till-{store}-{index}" for store in (1, 2, 3) for index in (1, 2)]


def endless(name):
    """Receipts of one till, on a few cards that all tills share."""
    store = int(name.split("-")[1])
    for n in itertools.count():
        yield purchase_body(f"{name}/{n}", 1000 + n, card=card_number(n % 10), store=store,
                            currency=CURRENCY[store], device=name)


class Load:
    """Six tills posting to the given daemons until stopped."""

    def __init__(self, test, daemons):
        self.test = test
        ports = [daemon.port for daemon in daemons]
        # Every other till begins with another daemon.
        self.posters = [Poster(ports[index % len(ports):] + ports[:index % len(ports)],
                               test.world.identity(name), endless(name))
                        for index, name in enumerate(TILLS)]

    def __enter__(self):
        for poster in self.posters:
            poster.start()
        return self

    def __exit__(self, kind, *_):
        for poster in self.posters:
            poster.stop()
        if kind is None:
            join_all(self.posters)
            self.test.assertEqual([poster.undecided for poster in self.posters if poster.undecided],
                                  [], "a request stayed undecided")

    def count(self):
        return sum(len(poster.decided) for poster in self.posters)

    def wait_for(self, more):
        """Waits until so many more receipts are acknowledged: the load is really running."""
        goal = self.count() + more
        world.eventually(lambda: self.count() >= goal, f"{more} more receipts")

    def wait_for_effect(self, more):
        """As above, or until a till has lost its patience: its lane may be held by what was stopped."""
        goal = self.count() + more
        lost = sum(poster.lost for poster in self.posters)
        world.eventually(lambda: self.count() >= goal
                         or sum(poster.lost for poster in self.posters) > lost,
                         f"{more} more receipts, or a till without an answer")

    def decided(self):
        return [one for poster in self.posters for one in poster.decided]


class FaultsBase(world.WorldTest):
    """What the tests here and the long drills share."""

    def setUp(self):
        self.ledger = self.world.ledger()

    def check(self, load):
        decided = load.decided()
        self.assertEqual({result_name(one.response.result) for one in decided}, {"APPROVED"})
        posted = self.ledger.audit(decided)
        self.assertEqual(len(posted), len(decided), "posted without having been acknowledged")

    def backends(self, condition):
        """Process ids of this ledger's backends."""
        return [int(pid) for pid, in self.world.sql("postgres", f"""
            select pid from pg_stat_activity
            where datname = '{self.ledger.database}' and backend_type = 'client backend'
                and application_name <> 'psql' and {condition}""")]

    def resume(self, pid):
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass


class FaultsTest(FaultsBase):
    def test_killed_daemons_lose_and_double_nothing(self):
        first, second = self.ledger.daemon().start(), self.ledger.daemon().start()
        with Load(self, [first, second]) as load:
            for victim in (first, second, first):
                load.wait_for(40)
                victim.kill()
                load.wait_for(20)
                victim.start()
            load.wait_for(40)
        self.check(load)
        first.stop()
        second.stop()

    def test_killed_backends_lose_and_double_nothing(self):
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            with Load(self, [first, second]) as load:
                for _ in range(3):
                    load.wait_for(40)
                    # The postmaster restarts all of PostgreSQL after this.
                    victims = world.eventually(lambda: self.backends("query like '%lane_%'"),
                                               "a backend serves a turn")
                    os.kill(victims[0], signal.SIGKILL)
                load.wait_for(40)
            self.check(load)

    def test_terminated_backends_lose_and_double_nothing(self):
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            with Load(self, [first, second]) as load:
                for _ in range(10):
                    load.wait_for(10)
                    self.world.sql("postgres", f"""
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = '{self.ledger.database}' and query like '%lane_%'""")
                load.wait_for(40)
            self.check(load)

    def set_synchronous_standby(self, name):
        """With a standby that does not exist every COMMIT is on the disk and then waits for ever."""
        self.world.sql("postgres", f"alter system set synchronous_standby_names = '{name}'")
        self.world.sql("postgres", "select pg_reload_conf()")
        world.eventually(lambda: self.world.sql("postgres", "select 1 where '" + name + "' = "
                                                "current_setting('synchronous_standby_names')"),
                         "the setting is in force")

    def test_a_backend_stopped_inside_commit_leaves_a_doubt_that_resolves(self):
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            body = purchase_body("doubt", 125000, card=card_number(20))
            poster = Poster([first.port, second.port], self.world.identity("till-1-1"), [body],
                            seconds=120, answer_seconds=30)
            self.set_synchronous_standby("nobody")
            self.addCleanup(self.set_synchronous_standby, "")
            poster.start()
            waiting = world.eventually(lambda: self.backends("wait_event = 'SyncRep'"),
                                       "a COMMIT waits")
            for pid in waiting:
                os.kill(pid, signal.SIGSTOP)
                self.addCleanup(self.resume, pid)
            self.set_synchronous_standby("")
            world.eventually(lambda: poster.seen.get(IN_DOUBT), "the till hears IN_DOUBT", 60)
            for pid in waiting:
                self.resume(pid)
            join_all([poster])
            self.assertEqual(len(poster.decided), 1)
            self.assertResult(poster.decided[0].response, "APPROVED")
            self.assertEqual(len(self.ledger.audit(poster.decided)), 1)

    def test_a_daemon_stopped_in_the_middle_of_a_turn_holds_no_lane(self):
        card = card_number(21)
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            stopped = Poster([first.port], self.world.identity("till-1-1"),
                             [purchase_body("stopped", 1000, card=card)], seconds=120)
            other = Poster([second.port], self.world.identity("till-1-2"),
                           [purchase_body("other", 2000, card=card)], seconds=120)
            with self.ledger.session() as holder:
                holder.run("begin")
                holder.run("select lane from bonus.lane for update")
                stopped.start()
                world.eventually(lambda: self.backends("wait_event_type = 'Lock' and "
                                                       "query like '%lane_begin%'"),
                                 "a turn waits for its lane")
                first.signal(signal.SIGSTOP)
                holder.run("commit")
            world.eventually(lambda: self.backends("state = 'idle in transaction'"),
                             "the stopped daemon holds the lane")
            other.start()
            join_all([other])
            first.signal(signal.SIGCONT)
            join_all([stopped])
            decided = stopped.decided + other.decided
            self.assertEqual([result_name(one.response.result) for one in decided],
                             ["APPROVED", "APPROVED"])
            with second.till() as till:
                self.assertEqual(till.balance(card).balance.balances[0].lifetime, 3000)
            self.ledger.audit(decided)


if __name__ == "__main__":
    world.main()
