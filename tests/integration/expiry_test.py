#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What time alone does to points: it is so at once, whoever runs or not, and the sweep of any daemon
writes it into the books, once."""
import datetime
import re

import world
from bonus.v1 import card_pb2, hold_pb2, kind_pb2
from till import RUB, card_number, purchase_body

HELD = 40
EXPIRING = 300  # accounts: more than one step of a sweep looks at
TIMED_OUT, EXPIRED = 9, 10  # kinds of rows


class ExpiryTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def rows(self, kind):
        """(member, lane) of the rows of this kind."""
        return [tuple(row) for row in self.ledger.sql(
            f"select member, lane from bonus.journal where kind = {kind} order by lane, member")]

    def hold(self, till, card, points, timeout_s):
        body = hold_pb2.Hold(card=card, entry=card_pb2.CARD_ENTRY_BARCODE, points=points, store=1,
                             currency=RUB, timeout_s=timeout_s)
        response = till.ask(kind_pb2.KIND_HOLD, body, till.next_stan())
        self.assertResult(response, "APPROVED")
        return response.hold

    def is_past(self, time_us):
        """Whether the database's clock, which decides, has passed it."""
        return self.ledger.value("select extract(epoch from clock_timestamp()) * 1000000 >= "
                                 f"{time_us}") == "t"

    def passes(self, daemon):
        """How often this daemon has looked at all accounts."""
        found = re.search(r"^bonusd_sweep_passes_total (\d+)$", daemon.http("/metrics")[1], re.M)
        return int(found.group(1))

    def test_expired_points_are_gone_at_once_and_booked_once_by_two_daemons(self):
        self.ledger.ctl("programme", "set", "--currency", "RUB", "--expiry-months", 1)
        cards = [card_number(1000 + index) for index in range(EXPIRING)]
        self.ledger.import_cards(cards)
        yesterday, long_ago = (
            int((datetime.date.today() - datetime.timedelta(days=days)).strftime("%Y%m%d"))
            for days in (1, 100))
        with self.ledger.daemon() as daemon:
            daemon.activate(cards)
            # What is posted after its pass no sweep of this daemon sees before tomorrow.
            world.eventually(lambda: self.passes(daemon) > 0, "all accounts were looked at")
            with daemon.till() as till:
                for card in cards:
                    late = till.purchase(purchase_body(f"old-{card}", 10000, card=card, date=long_ago))
                    self.assertResult(late, "APPROVED")
                    self.assertEqual((late.purchase.earned, late.purchase.spendable_after), (1100, 0))
                fresh = till.purchase(purchase_body("fresh", 20000, card=cards[0],
                                                    date=yesterday))
                self.assertEqual(fresh.purchase.spendable_after, 2200)
                self.assertEqual(till.balance(cards[1]).balance.balances[0].spendable, 0)
                self.assertEqual(till.balance(cards[0]).balance.balances[0].spendable, 2200)
                body = hold_pb2.Hold(card=cards[0], points=2201, store=1, currency=RUB)
                self.assertResult(till.ask(kind_pb2.KIND_HOLD, body, till.next_stan()),
                                  "INSUFFICIENT_POINTS")
            self.assertEqual(self.rows(EXPIRED), [])
            self.ledger.audit()
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            world.eventually(lambda: self.passes(first) > 0 and self.passes(second) > 0,
                             "both have looked at all accounts")
            logs = first.log() + second.log()
            with first.till() as till:
                self.assertEqual(till.balance(cards[1]).balance.balances[0].points, 0)
                kept = till.balance(cards[0]).balance.balances[0]
                self.assertEqual((kept.points, kept.spendable, kept.lifetime), (2200, 2200, 30000))
        rows = self.rows(EXPIRED)
        self.assertEqual(len(rows), EXPIRING)
        self.assertEqual(len(set(rows)), EXPIRING)
        self.assertIn("event=accounts_swept", logs)
        self.assertEqual(self.ledger.sql(
            f"select from bonus.journal where kind = {EXPIRED} and (stan <> 0 or terminal <> 0 "
            "or earned <> -1100 or redeemed <> 0 or money <> 0)"), [])
        self.ledger.audit()

    def test_two_daemons_book_each_hold_that_timed_out_once(self):
        cards = [card_number(index) for index in range(HELD)]
        holds = []
        with self.ledger.daemon() as daemon, daemon.till() as till:
            for card in cards:
                self.assertResult(till.purchase(purchase_body(f"s-{card}", 10000, card=card)),
                                  "APPROVED")
            # Long enough that none ends while this daemon runs.
            for card in cards:
                holds.append(self.hold(till, card, 100, timeout_s=5))
        self.assertEqual(self.rows(TIMED_OUT), [])
        last = max(hold.hold_until_us for hold in holds)
        world.eventually(lambda: self.is_past(last), "all holds are over")
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            world.eventually(lambda: len(self.rows(TIMED_OUT)) >= HELD, "the holds are booked")
            with first.till() as till:
                again = self.hold(till, cards[0], 1100, timeout_s=1)
            world.eventually(lambda: self.is_past(again.hold_until_us), "one more is over")
            world.eventually(lambda: len(self.rows(TIMED_OUT)) > HELD, "and booked, too")
            logs = first.log() + second.log()
        rows = self.rows(TIMED_OUT)
        self.assertEqual(len(rows), HELD + 1)
        self.assertEqual(len(set(rows)), HELD)
        self.assertIn("event=holds_swept", logs)
        self.assertEqual(self.ledger.sql(
            f"select from bonus.journal where kind = {TIMED_OUT} and (stan <> 0 or terminal <> 0 "
            "or earned <> 0 or original_position is null or held_after is not null "
            "or hold_until > posted_at)"), [])
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
