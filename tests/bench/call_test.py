#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The calls that bonusd is measured against keep the ledger's rules: otherwise beating them proves
nothing. Seals are another matter: theirs cover the row in a form of their own."""
import os
import pathlib
import tempfile
import unittest

from contenders import Call, Postgres, Programs, clusters

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = os.environ.get("BONUS_BUILD", SOURCE / "build/check")
PURCHASE = ("select result, repeated, rrn_position, balance_after from bench.purchase(0::smallint, 1,"
            " {epoch}, {stan}, '2900000000000', {store}, 'FD-1', 20260105, '{number}', 643::smallint,"
            " {total}, now(), '\\x{body}')")


class CallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cluster = cls.enterClassContext(clusters.Cluster())
        folder = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="bonus-test."))
        cls.postgres = Postgres(cluster)
        cls.call = Call(cls.postgres, Programs(BUILD, cluster), pathlib.Path(folder), cards=1000)

    def purchase(self, stan, **changes):
        values = {"epoch": 7, "store": 1, "number": stan, "total": 10000, "body": "0a"}
        return self.postgres.value(
            "call", PURCHASE.format(stan=stan, **{**values, **changes})).split("|")

    def test_a_repeat_gets_the_first_answer_and_posts_nothing(self):
        first = self.purchase(1)
        self.assertEqual(first[:2], ["1", "f"])
        self.assertEqual(self.purchase(1), ["1", "t", *first[2:]])

    def test_another_body_under_the_key_is_a_mismatch(self):
        self.purchase(2)
        self.assertEqual(self.purchase(2, body="0b")[0], "30")

    def test_a_receipt_is_posted_once_and_a_refusal_remembered(self):
        self.assertEqual(self.purchase(3)[0], "1")
        self.assertEqual(self.purchase(4, number=3)[:2], ["50", "f"])
        self.assertEqual(self.purchase(4, number=3)[:2], ["50", "t"])

    def test_the_rules_of_the_ledger_hold_after_a_load(self):
        self.assertGreater(self.call.measure(clients=4, seconds=1)["per_s"], 0)
        for check in sorted((SOURCE / "sql/checks").glob("*.sql")):
            with self.subTest(check=check.name):
                self.assertEqual(self.postgres.sql("call", "--file", check), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
