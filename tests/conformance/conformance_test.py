#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs conformance.py against a real bonusd: the independent client, as its author would run it."""
import os
import pathlib
import subprocess
import sys

import world
from till import card_number

ACTIVE_CARD = card_number(0)
STOCK_CARD = card_number(world.CARDS - 1)


class ConformanceTest(world.WorldTest):
    def test_the_daemon_speaks_the_protocol(self):
        ledger = self.world.ledger()
        with ledger.daemon() as daemon:
            done = subprocess.run(
                [sys.executable, pathlib.Path(__file__).with_name("conformance.py"), "127.0.0.1",
                 str(daemon.port), self.world.pki, "--till", "till-1-1", "--card", ACTIVE_CARD,
                 "--operator", "operator-1", "--stock-card", STOCK_CARD],
                env=os.environ, stdin=subprocess.DEVNULL, timeout=240, check=False)
            self.assertEqual(done.returncode, 0)
        ledger.audit()


if __name__ == "__main__":
    world.main()
