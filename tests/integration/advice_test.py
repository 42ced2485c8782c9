#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Advice end to end: what happened offline is applied by the same rules, or parked with its reason for
people to look at, and never refused for a reason of business."""
import itertools

import world
from bonus.v1 import advice_pb2, hold_pb2, kind_pb2, result_pb2
from till import RUB, advice_body, card_number, purchase_body, refund_body

AT_US = 1767600000000000


class AdviceTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def till(self, daemon, **options):
        """Takes STANs of its own that no test names."""
        till = daemon.till(**options)
        till.stans = itertools.count(1000)
        return till

    def posted(self, response):
        self.assertResult(response, "APPROVED")
        return getattr(response, response.WhichOneof("answer"))

    def parked(self, response, reason):
        self.assertResult(response, "APPROVED")
        self.assertEqual(response.WhichOneof("answer"), "parked")
        self.assertEqual(result_pb2.ResultCode.Name(response.parked.reason), "RESULT_" + reason)
        return response.parked

    def exceptions(self):
        return [(one["what"], one["reason"]) for one in self.ledger.json("exceptions")]

    def hold(self, till, card, points):
        return self.posted(till.ask(kind_pb2.KIND_HOLD, hold_pb2.Hold(
            card=card, points=points, store=1, currency=RUB, at_us=AT_US), till.next_stan()))

    def test_a_purchase_that_happened_is_posted_like_any(self):
        card = card_number(0)
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            body = purchase_body("a", 10000, card=card)
            advice = advice_body(body)
            sold = self.posted(till.advice(advice, stan=5))
            self.assertEqual((sold.earned, sold.balance_after), (1100, 1100))
            again = till.advice(advice, stan=5)
            self.assertTrue(again.repeated)
            self.assertEqual(again.purchase, sold)
            self.assertEqual(self.posted(till.status(5)).purchase, sold)
            self.assertResult(till.purchase(body), "ALREADY_POSTED")
            self.assertResult(till.advice(advice_body(purchase_body("b", 1, card=card)), stan=5),
                              "MISMATCH")
            back = self.posted(till.refund(refund_body("r", 10000, of=sold.rrn, card=card)))
            self.assertEqual((back.taken_back, back.after.points), (1100, 0))
        self.ledger.audit()
        self.assertEqual(self.exceptions(), [])

    def test_refunds_commits_and_voids_that_happened_are_applied(self):
        card = card_number(1)
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            sold = self.posted(till.purchase(purchase_body("s", 100000, card=card)))
            back = self.posted(till.advice(advice_body(
                refund_body("r", 50000, of=sold.rrn, card=card))))
            self.assertEqual((back.taken_back, back.after.points), (5500, 5500))
            spent = self.posted(till.advice(advice_body(hold_pb2.Commit(
                card=card, hold=self.hold(till, card, 1000).rrn, points=600, at_us=AT_US))))
            self.assertEqual((spent.redeemed, spent.released, spent.after.points), (600, 400, 4900))
            given = self.posted(till.advice(advice_body(hold_pb2.Void(
                card=card, hold=self.hold(till, card, 1000).rrn, at_us=AT_US))))
            self.assertEqual((given.released, given.after.spendable), (1000, 4900))
        self.ledger.audit()

    def test_what_a_rule_stands_against_is_parked_with_its_reason(self):
        card, stock = card_number(2), card_number(world.CARDS - 1)
        with self.ledger.daemon() as daemon:
            with self.till(daemon) as till:
                body = purchase_body("s", 10000, card=card)
                sold = self.posted(till.purchase(body))
                offline = purchase_body("o", 2000, card=card, redeem=2000)
                offline.tenders[0].amount = 0
                held = self.hold(till, card, 100)
                self.parked(till.advice(advice_body(offline), stan=50), "INSUFFICIENT_POINTS")
                self.parked(till.advice(advice_body(body)), "ALREADY_POSTED")
                self.parked(till.advice(advice_body(purchase_body("n", 1, card=stock))),
                            "CARD_NOT_ACTIVE")
                self.parked(till.advice(advice_body(refund_body("r1", 20000, of=sold.rrn, card=card))),
                            "REFUND_EXCEEDS_ORIGINAL")
                self.parked(till.advice(advice_body(refund_body("r2", 1, card=card))),
                            "BLIND_REFUND_NOT_ALLOWED")
                self.parked(till.advice(advice_body(hold_pb2.Commit(
                    card=card, hold=held.rrn, points=200, at_us=AT_US))), "HOLD_EXCEEDED")
                self.parked(till.advice(advice_body(hold_pb2.Void(
                    card=card, hold=held.rrn + 999, at_us=AT_US))), "HOLD_UNKNOWN")
                # A repeat says the same, and so does the status; nothing of it was applied.
                again = till.advice(advice_body(offline), stan=50)
                self.assertTrue(again.repeated)
                self.assertEqual(self.posted(till.status(50)).parked, again.parked)
                self.assertEqual(till.balance(card).balance.balances[0].points, 1100)
                # What was parked did not happen yet: its paper may still be posted.
                sale = purchase_body("o", 2000, card=card)
                self.posted(till.purchase(sale))
        self.ledger.audit()
        self.assertEqual(self.exceptions(), [("parked_advice", reason) for reason in (
            "INSUFFICIENT_POINTS", "ALREADY_POSTED", "CARD_NOT_ACTIVE", "REFUND_EXCEEDS_ORIGINAL",
            "BLIND_REFUND_NOT_ALLOWED", "HOLD_EXCEEDED", "HOLD_UNKNOWN")])
        listed = self.ledger.json("exceptions")
        self.assertEqual([one["money"] for one in listed], [2000, 10000, 1, 20000, 1, 0, 0])
        self.assertTrue(listed[1]["other_rrn"])

    def test_only_what_cannot_be_is_refused(self):
        card = card_number(3)
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            self.assertResult(till.advice(advice_pb2.Advice()), "INVALID")
            self.assertResult(till.advice(b"\x12\x02\xff\xff"), "MALFORMED")
            self.assertResult(till.advice(advice_body(purchase_body("t", 1, card=card, training=True))),
                              "INVALID")
            self.assertResult(till.advice(advice_body(purchase_body("l", 1, card=card,
                                                                    late_claim=True))), "INVALID")
            wrong = purchase_body("w", 1, card=card)
            wrong.total = 2
            self.assertResult(till.advice(advice_body(wrong)), "INVALID")
        self.assertEqual(self.ledger.value("select count(*) from bonus.journal where kind = 14"), "0")

    def test_the_same_paper_in_two_lanes_is_listed_with_both_rrns(self):
        cards = [card_number(n) for n in range(10, 40)]
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            first = self.posted(till.purchase(purchase_body("paper", 1000, card=cards[0])))
            others = [till.advice(advice_body(purchase_body("paper", 1000, card=card)))
                      for card in cards[1:]]
        second = next(one.purchase for one in others if one.WhichOneof("answer") == "purchase")

        def text(rrn):
            return f"{rrn >> 56}-{rrn >> 44 & 0xfff}-{rrn & (1 << 44) - 1}"

        listed = [(one["rrn"], one["other_rrn"])
                  for one in self.ledger.json("exceptions", "--since", "yesterday")
                  if one["what"] == "receipt_twice"]
        self.assertIn((text(second.rrn), text(first.rrn)), listed)
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
