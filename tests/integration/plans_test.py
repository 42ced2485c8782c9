#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a request costs the database does not depend on how much there is: no statement reads a hot table
from end to end, neither a table itself nor the part of an index that belongs to one lane (sequential
scans are switched off, so that is how a bad plan would look). A plan cached on small tables must not
outlive them."""
import re

import world
from bonus.v1 import card_pb2, kind_pb2
from till import card_number, purchase_body, result_name

HOT = ("account", "card", "journal%", "posting_key", "receipt", "seal", "terminal_session")
MEMBERS = 10000
RECEIPTS = 400
ROUNDS = 2  # posted once, then repeated
OTHERS = 4  # requests beside them
# Index entries that a request may read in one index: a look-up by key reads the entry it finds.
READ_MAX = 4


class PlansCase(world.WorldTest):
    """What a request costs; whoever inherits says among how many members."""

    def hot(self):
        return "schemaname = 'bonus' and (" + " or ".join(
            f"relname like '{name}'" for name in HOT) + ")"

    def scans(self, ledger):
        """Sequential scans of each table so far."""
        return dict(ledger.sql(f"select relname, seq_scan from pg_stat_user_tables where {self.hot()}"))

    def reads(self, ledger):
        """Entries read in each index so far."""
        return {name: int(count) for name, count in ledger.sql(
            f"select indexrelname, idx_tup_read from pg_stat_user_indexes where {self.hot()}")}

    def drive(self, ledger, label, cards):
        """One session sends all kinds of request; window by window, so that turns have all sizes. Returns
        how many accounts the daemon's sweep has looked at meanwhile."""
        with ledger.daemon() as daemon, daemon.till() as till:
            bodies = [purchase_body(f"{label}-{n}", 1000 + n, card=cards[n % len(cards)])
                      for n in range(RECEIPTS)]
            keyed = [(body, till.next_stan()) for body in bodies]
            for _ in range(ROUNDS):
                for start in range(0, len(keyed), 16):
                    window = keyed[start:start + 16]
                    for body, stan in window:
                        till.send(till.request(kind_pb2.KIND_PURCHASE, body, stan))
                    for _ in window:
                        self.assertResult(till.receive(), "APPROVED")
            till.quote(purchase_body(f"{label}-quote", 1000, card=cards[0]))
            self.assertResult(till.purchase(bodies[0]), "ALREADY_POSTED")
            till.status(1)
            till.balance(cards[0])
            swept = re.search(r"^bonusd_sweep_accounts_total (\d+)$", daemon.http("/metrics")[1], re.M)
        # A backend reports what it has read at its end at the latest.
        world.eventually(lambda: not ledger.sql(
            "select from pg_stat_activity where datname = current_database() "
            "and pid <> pg_backend_pid() and backend_type = 'client backend'"), "all backends ended")
        return int(swept.group(1))

    def assertCheap(self, ledger, label, cards):
        scans, reads = self.scans(ledger), self.reads(ledger)
        self.assertTrue(scans)
        self.assertTrue(reads)
        reads["account_pkey"] = reads.get("account_pkey", 0) + self.drive(ledger, label, cards)
        scanned = {name: (scans.get(name), count) for name, count in self.scans(ledger).items()
                   if count != scans.get(name, count)}
        self.assertEqual(scanned, {}, "sequential scans (before, after)")
        per_request = {name: (count - reads.get(name, 0)) / (ROUNDS * RECEIPTS + OTHERS)
                       for name, count in self.reads(ledger).items()}
        self.assertGreater(sum(per_request.values()), 0.5, "nothing was counted")
        self.assertEqual({name: count for name, count in per_request.items() if count > READ_MAX},
                         {}, "index entries read for each request")


class PlansTest(PlansCase):
    def test_a_request_is_cheap_in_an_empty_ledger(self):
        self.assertCheap(self.world.ledger(), "empty", [card_number(0), ""])

    def test_a_request_is_cheap_among_ten_thousand_members(self):
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
        self.assertCheap(ledger, "members", numbers[:50] + [""])


if __name__ == "__main__":
    world.main()
