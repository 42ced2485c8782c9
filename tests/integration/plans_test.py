#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""No statement of a turn reads a hot table from end to end, neither when it is empty nor when it has
ten thousand members: a plan cached on small tables must not outlive them."""
import world
from bonus.v1 import card_pb2, kind_pb2
from till import card_number, purchase_body, result_name

HOT = ("account", "card", "journal%", "posting_key", "receipt", "seal", "terminal_session")
MEMBERS = 10000
RECEIPTS = 200


class PlansTest(world.WorldTest):
    def scans(self, ledger):
        """Sequential scans so far. Daemons are stopped by now: a backend reports at its end."""
        likes = " or ".join(f"relname like '{name}'" for name in HOT)
        return dict(ledger.sql("select relname, seq_scan from pg_stat_user_tables "
                               f"where schemaname = 'bonus' and ({likes})"))

    def drive(self, ledger, label, cards):
        """One session sends all kinds of request; window by window, so that turns have all sizes."""
        with ledger.daemon() as daemon, daemon.till() as till:
            bodies = [purchase_body(f"{label}-{n}", 1000 + n, card=cards[n % len(cards)])
                      for n in range(RECEIPTS)]
            for start in range(0, len(bodies), 16):
                window = bodies[start:start + 16]
                for body in window:
                    till.send(till.request(kind_pb2.KIND_PURCHASE, body, till.next_stan()))
                for _ in window:
                    till.receive()
            till.quote(purchase_body(f"{label}-quote", 1000, card=cards[0]))
            till.purchase(bodies[0], stan=1)
            till.purchase(bodies[0])
            till.status(1)
            till.balance(cards[0])

    def assertNoScans(self, ledger, label, cards):
        before = self.scans(ledger)
        self.assertTrue(before)
        self.drive(ledger, label, cards)
        after = self.scans(ledger)
        scanned = {name: (before.get(name), count) for name, count in after.items()
                   if count != before.get(name, count)}
        self.assertEqual(scanned, {}, "sequential scans (before, after)")

    def test_nothing_scans_an_empty_ledger(self):
        self.assertNoScans(self.world.ledger(), "empty", [card_number(0), ""])

    def test_nothing_scans_among_ten_thousand_members(self):
        ledger = self.world.ledger()
        numbers = [card_number(1000 + index) for index in range(MEMBERS)]
        ledger.import_cards(numbers)
        with ledger.daemon() as daemon, daemon.operator() as operator:
            window = operator.answer.logon.in_flight_max
            for start in range(0, MEMBERS, window):
                part = numbers[start:start + window]
                for number in part:
                    operator.send(operator.request(kind_pb2.KIND_CARD_ACTIVATE,
                                                   card_pb2.CardActivate(card=number),
                                                   operator.next_stan()))
                for _ in part:
                    self.assertEqual(result_name(operator.receive().result), "APPROVED")
        ledger.sql("analyze")
        self.assertNoScans(ledger, "members", numbers[:50] + [""])


if __name__ == "__main__":
    world.main()
