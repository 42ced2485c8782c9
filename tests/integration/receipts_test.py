#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The excerpt under tests/data is what its README says; everything that replays it builds on that."""
import unittest

import receipts
import world
from till import KZT, RUB, UAH

EXCERPT = world.SOURCE / "tests/data/receipts-2011-01-31.csv"


class ReceiptsTest(unittest.TestCase):
    def test_the_excerpt_reckoned_independently_gives_the_published_totals(self):
        totals = receipts.reckon(EXCERPT)
        self.assertEqual((totals.with_card, totals.without_card, totals.refunds, totals.negative),
                         (272, 57, 55, 0))
        self.assertEqual(len(totals.accounts), 247)
        self.assertEqual(totals.money, {RUB: 10983789, UAH: 1224537, KZT: 390742})
        self.assertEqual(totals.points, {RUB: 989426, UAH: 134524, KZT: 42975})

    def test_no_customer_of_the_excerpt_has_two_currencies(self):
        customers = [customer for customer, _ in receipts.reckon(EXCERPT).accounts]
        self.assertEqual(len(customers), len(set(customers)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
