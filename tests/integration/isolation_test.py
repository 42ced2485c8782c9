#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two daemons stay correct whatever isolation the database defaults to and however old a snapshot
somebody holds."""
import time

import world
from till import Poster, card_number, purchase_body, result_name, run_all

RECEIPTS = 60


class IsolationTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def load(self, label):
        """Both tills of store 1 post to the same three cards through two daemons, alternating."""
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            posters = [Poster(ports, self.world.identity(name),
                              [purchase_body(f"{label}/{name}/{n}", 1000 + n,
                                             card=card_number(n % 3), device=name)
                               for n in range(RECEIPTS)])
                       for name, ports in (("till-1-1", [first.port]), ("till-1-2", [second.port]))]
            began = time.monotonic()
            run_all(posters)
            seconds = time.monotonic() - began
        decided = [one for poster in posters for one in poster.decided]
        self.assertEqual({result_name(one.response.result) for one in decided}, {"APPROVED"})
        self.assertEqual(len(decided), 2 * RECEIPTS)
        self.ledger.audit(decided)
        return seconds

    def test_repeatable_read_as_the_databases_default_changes_nothing(self):
        for isolation in ("repeatable read", "serializable"):
            with self.subTest(isolation):
                self.world.sql("postgres", f"alter database {self.ledger.database} "
                               f"set default_transaction_isolation = '{isolation}'")
                self.load(isolation)

    def test_a_long_snapshot_changes_nothing_and_slows_nothing_down(self):
        without = self.load("free")
        with self.ledger.session() as reader:
            reader.run("begin isolation level repeatable read")
            before = reader.run("select count(*) from bonus.journal")
            during = self.load("held")
            self.assertEqual(reader.run("select count(*) from bonus.journal"), before)
        # Generous, because the machine is shared: what this is about slows turns down tenfold.
        self.assertLess(during, 3 * without + 2)


if __name__ == "__main__":
    world.main()
