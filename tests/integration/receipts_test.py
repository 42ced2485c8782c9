#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The excerpt under tests/data is what its README says; everything that replays it builds on that."""
import unittest

import receipts
import recompute
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

    def test_the_refunds_of_the_excerpt_come_to_the_published_totals(self):
        books = recompute.recompute(EXCERPT)
        self.assertEqual((books["refunds"], books["blind_refunds"], books["refunds_without_card"]),
                         (14, 43, 2))
        self.assertEqual((books["lines_matched"], books["lines_blind"]), (21, 82))
        self.assertEqual([books["money"][kind, currency] for kind in ("refunds", "blind")
                          for currency in (RUB, UAH, KZT)], [13350, 7190, 3480, 182640, 19925, 3050])
        self.assertEqual([books["points"][kind, currency] for kind in ("refunds", "blind")
                          for currency in (RUB, UAH, KZT)], [1469, 791, 382, 20071, 2190, 335])

    def test_both_reckonings_agree_on_the_sales(self):
        totals, books = receipts.reckon(EXCERPT), recompute.recompute(EXCERPT)
        self.assertEqual({currency: books["money"]["sales", currency] for currency in totals.money},
                         totals.money)
        self.assertEqual({currency: books["points"]["sales", currency] for currency in totals.points},
                         totals.points)

    def test_no_customer_of_the_excerpt_has_two_currencies(self):
        customers = [customer for customer, _ in receipts.reckon(EXCERPT).accounts]
        self.assertEqual(len(customers), len(set(customers)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
