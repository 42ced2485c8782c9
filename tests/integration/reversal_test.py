#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reversals end to end: a request whose answer was lost counts for nothing after one, whether it was
posted, never came, or comes too late."""
import itertools

import world
from bonus.v1 import hold_pb2, kind_pb2, purchase_pb2
from till import advice_body, card_number, purchase_body, refund_body, reversal_body, RUB

AT_US = 1767600000000000


class ReversalTest(world.WorldTest):
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

    def points(self, till, card):
        balances = till.balance(card).balance.balances
        return (balances[0].points, balances[0].spendable, balances[0].held, balances[0].lifetime)

    def hold(self, till, card, points, stan=None, timeout_s=900):
        return till.ask(kind_pb2.KIND_HOLD, hold_pb2.Hold(
            card=card, points=points, store=1, currency=RUB, at_us=AT_US, timeout_s=timeout_s),
            stan or till.next_stan())

    def commit(self, till, card, hold, points, stan=None):
        return till.ask(kind_pb2.KIND_COMMIT, hold_pb2.Commit(
            card=card, hold=hold, points=points, at_us=AT_US), stan or till.next_stan())

    def test_a_posted_purchase_is_undone_once_and_a_repeat_says_the_same(self):
        card = card_number(0)
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            self.posted(till.purchase(purchase_body("fund", 100000, card=card), stan=1))
            before = self.points(till, card)
            body = purchase_body("s", 20000, card=card, redeem=5000)
            body.tenders[0].amount = 15000
            sold = self.posted(till.purchase(body, stan=2))
            undone = self.posted(till.reversal(reversal_body(2, card=card), stan=3))
            self.assertEqual((undone.original, undone.original_kind, undone.taken_back,
                              undone.given_back, undone.written_off),
                             (sold.rrn, kind_pb2.KIND_PURCHASE, 1650, 5000, 0))
            self.assertEqual(self.points(till, card), before)
            self.assertEqual((undone.after.points, undone.after.lifetime), (11000, 100000))
            again = till.reversal(reversal_body(2, card=card), stan=3)
            self.assertTrue(again.repeated)
            self.assertEqual(again.reversal, undone)
            self.assertEqual(till.status(3).status.reversal, undone)
            self.assertResult(till.reversal(reversal_body(2, card=card), stan=4), "ORIGINAL_REVERSED")
            # The original is still answered as it was, and its paper stays posted.
            late = till.purchase(body, stan=2)
            self.assertTrue(late.repeated)
            self.assertEqual(late.purchase.rrn, sold.rrn)
            anew = till.purchase(body, stan=5)
            self.assertResult(anew, "ALREADY_POSTED")
            self.assertEqual(anew.purchase.rrn, sold.rrn)
            self.assertResult(till.refund(refund_body("r", 1, of=sold.rrn, card=card)),
                              "ORIGINAL_REVERSED")
        self.ledger.audit()

    def test_an_unknown_original_is_refused_for_ever(self):
        card = card_number(1)
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            with self.till(first) as till:
                self.posted(till.purchase(purchase_body("fund", 1000, card=card), stan=1))
                undone = self.posted(till.reversal(reversal_body(2, card=card), stan=3))
                self.assertEqual((undone.original, undone.HasField("after")), (0, False))
                status = self.posted(till.status(2))
                self.assertEqual((status.kind, world.result_name(status.result)), (0, "REVERSED"))
                self.assertResult(till.reversal(reversal_body(2, card=card), stan=4),
                                  "ORIGINAL_REVERSED")
                epoch = till.epoch
            for daemon in (second, first):
                with self.till(daemon, epoch=epoch) as till:
                    for body in (purchase_body("late", 1000, card=card),
                                 purchase_body("other", 2000, card=card)):
                        self.assertResult(till.purchase(body, stan=2), "REVERSED")
            self.assertEqual(self.ledger.value("select count(*) from bonus.journal where kind = 1"), "1")
        self.ledger.audit()

    def test_a_late_original_and_its_reversal_on_two_daemons_post_at_most_once(self):
        card = card_number(2)
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            for n in range(1, 9):
                with first.till("till-1-1") as till, second.till("till-1-2"):
                    epoch = till.epoch
                    number = till.send(till.request(
                        kind_pb2.KIND_PURCHASE, purchase_body(f"p{n}", 1000, card=card), stan=1))
                    other = till.send(till.request(
                        kind_pb2.KIND_REVERSAL, reversal_body(1, card=card), stan=2))
                    sale, undone = till.wait(number), till.wait(other)
                    self.assertResult(undone, "APPROVED")
                    self.assertIn(world.result_name(sale.result), ("APPROVED", "REVERSED"))
                    self.assertEqual(undone.reversal.original, sale.purchase.rrn)
                    self.assertEqual(till.epoch, epoch)
                    self.assertEqual(sum(one.points for one in till.balance(card).balance.balances), 0)
        self.ledger.audit()

    def test_places_are_cards_rrns_and_devices(self):
        card = card_number(3)
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            bare = purchase_body("c", 1000, device="FD-7")
            sold = self.posted(till.purchase(bare, stan=1))
            undone = self.posted(till.reversal(reversal_body(1, device="FD-7"), stan=2))
            self.assertEqual((undone.original, undone.HasField("after")), (sold.rrn, False))
            self.assertResult(till.refund(refund_body("r1", 1, of=bare.receipt)), "ORIGINAL_REVERSED")
            sold = self.posted(till.purchase(purchase_body("s", 1000, card=card), stan=3))
            self.posted(till.refund(refund_body("r2", 400, of=sold.rrn), stan=4))
            undone = self.posted(till.reversal(reversal_body(4, rrn=sold.rrn), stan=5))
            self.assertEqual((undone.original_kind, undone.given_back, undone.after.points),
                             (kind_pb2.KIND_REFUND, 44, 110))
            self.assertResult(till.reversal(reversal_body(9), stan=6), "INVALID")
            self.assertResult(till.reversal(reversal_body(7, card=card), stan=7), "INVALID")
        self.ledger.audit()

    def test_an_undone_refund_can_be_refunded_again_and_no_more(self):
        card = card_number(4)
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            lines = [purchase_pb2.ReceiptLine(sku=f"S{n}", quantity_milli=1000, amount=amount)
                     for n, amount in enumerate((1000, 500), 1)]
            sold = self.posted(till.purchase(purchase_body("s", 1500, card=card, lines=lines), stan=1))
            by_line = refund_body("r1", 300, [(2, 300)], of=sold.rrn, card=card)
            by_amount = refund_body("r2", 200, of=sold.rrn, card=card)
            for stan, body, back in ((10, by_line, 33), (20, by_amount, 22)):
                first = self.posted(till.refund(body, stan=stan))
                undone = self.posted(till.reversal(reversal_body(stan, card=card), stan=stan + 1))
                self.assertEqual((undone.given_back, undone.taken_back), (first.taken_back, 0))
                self.assertEqual((first.taken_back, undone.after.points), (back, 165))
                self.assertResult(till.reversal(reversal_body(stan, card=card), stan=stan + 2),
                                  "ORIGINAL_REVERSED")
            self.posted(till.refund(refund_body("r3", 500, [(2, 500)], of=sold.rrn, card=card), stan=30))
            self.posted(till.refund(refund_body("r4", 1000, of=sold.rrn, card=card), stan=31))
            self.assertResult(till.refund(refund_body("r5", 1, of=sold.rrn, card=card)),
                              "REFUND_EXCEEDS_ORIGINAL")
            self.assertEqual(self.points(till, card), (0, 0, 0, 0))
            # A refund that another one rests on stands, and so does what was refunded.
            self.assertResult(till.reversal(reversal_body(30, card=card)), "NOT_REVERSIBLE")
            self.assertResult(till.reversal(reversal_body(1, card=card)), "NOT_REVERSIBLE")
            self.posted(till.reversal(reversal_body(31, card=card)))
            self.assertEqual(self.points(till, card), (110, 110, 0, 1000))
        self.ledger.audit()

    def test_holds_and_commits_give_their_points_back(self):
        card = card_number(5)
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            self.posted(till.purchase(purchase_body("fund", 100000, card=card)))
            full = self.points(till, card)
            self.posted(self.hold(till, card, 5000, stan=10))
            undone = self.posted(till.reversal(reversal_body(10, card=card), stan=11))
            self.assertEqual((undone.original_kind, undone.after.held, undone.after.spendable),
                             (kind_pb2.KIND_HOLD, 0, 11000))
            held = self.posted(self.hold(till, card, 5000, stan=12))
            self.posted(self.commit(till, card, held.rrn, 3000, stan=13))
            self.assertResult(till.reversal(reversal_body(12, card=card), stan=14), "NOT_REVERSIBLE")
            undone = self.posted(till.reversal(reversal_body(13, card=card), stan=15))
            self.assertEqual((undone.original_kind, undone.given_back, undone.taken_back),
                             (kind_pb2.KIND_COMMIT, 3000, 0))
            self.assertEqual(self.points(till, card), full)
            self.assertResult(self.commit(till, card, held.rrn, 1), "HOLD_ENDED")
            self.assertResult(till.reversal(reversal_body(13, card=card)), "ORIGINAL_REVERSED")
            # Of a hold whose time is over nothing is left to take back.
            held = self.posted(self.hold(till, card, 5000, stan=20, timeout_s=1))
            world.eventually(
                lambda: self.ledger.value("select extract(epoch from clock_timestamp()) * 1000000 >= "
                                          f"{held.hold_until_us}") == "t", "the hold's time is over")
            self.posted(till.reversal(reversal_body(20, card=card), stan=21))
            self.assertEqual(self.points(till, card), full)
        self.ledger.audit()

    def test_what_cannot_be_reversed_says_so(self):
        card = card_number(6)
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            self.posted(till.purchase(purchase_body("s", 1000, card=card), stan=1))
            self.posted(till.reversal(reversal_body(1, card=card), stan=2))
            self.assertResult(till.reversal(reversal_body(2, card=card), stan=3),
                              "REVERSAL_OF_REVERSAL")
            self.posted(till.reversal(reversal_body(50, card=card), stan=4))
            self.assertResult(till.reversal(reversal_body(4, card=card), stan=5),
                              "REVERSAL_OF_REVERSAL")
            self.posted(till.advice(advice_body(purchase_body("a", 1000, card=card)), stan=6))
            self.assertResult(till.reversal(reversal_body(6, card=card), stan=7), "NOT_REVERSIBLE")
            held = self.posted(self.hold(till, card, 10, stan=8))
            self.posted(till.ask(kind_pb2.KIND_VOID, hold_pb2.Void(card=card, hold=held.rrn, at_us=AT_US),
                                 9))
            self.assertResult(till.reversal(reversal_body(9, card=card), stan=10), "NOT_REVERSIBLE")
        self.ledger.audit()

    def test_a_refused_request_counts_for_nothing_as_it_is(self):
        card = card_number(world.CARDS - 1)
        with self.ledger.daemon() as daemon:
            with self.till(daemon) as till:
                body = purchase_body("s", 1000, card=card)
                self.assertResult(till.purchase(body, stan=1), "CARD_NOT_ACTIVE")
                undone = self.posted(till.reversal(reversal_body(1, card=card), stan=2))
                self.assertEqual(undone.original, 0)
                self.assertResult(till.purchase(body, stan=1), "CARD_NOT_ACTIVE")
        self.ledger.audit()

    def test_what_was_spent_meanwhile_is_owed(self):
        card = card_number(7)
        with self.ledger.daemon() as daemon, self.till(daemon) as till:
            self.posted(till.purchase(purchase_body("s", 10000, card=card), stan=1))
            spent = purchase_body("p", 1100, card=card, redeem=1100)
            spent.tenders[0].amount = 0
            self.posted(till.purchase(spent, stan=2))
            undone = self.posted(till.reversal(reversal_body(1, card=card), stan=3))
            self.assertEqual((undone.taken_back, undone.after.points, undone.after.debt),
                             (1100, -1100, 1100))
        self.ledger.audit()

    def test_a_network_retry_doubles_no_points(self):
        card = card_number(8)
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            with self.till(first) as till:
                sold = self.posted(till.purchase(purchase_body("s", 10000, card=card), stan=1))
                epoch = till.epoch
            refund = refund_body("r", 4000, of=sold.rrn, card=card)
            steps = [(kind_pb2.KIND_PURCHASE, purchase_body("s", 10000, card=card), 1),
                     (kind_pb2.KIND_REFUND, refund, 2),
                     (kind_pb2.KIND_REVERSAL, reversal_body(2, card=card), 3),
                     (kind_pb2.KIND_ADVICE, advice_body(purchase_body("a", 1000, card=card)), 4)]
            answers = {}
            for _ in range(2):
                for daemon in (second, first):
                    with self.till(daemon, epoch=epoch) as till:
                        for kind, body, stan in steps:
                            response = till.ask(kind, body, stan, repeat=bool(stan % 2))
                            self.assertResult(response, "APPROVED")
                            answer = getattr(response, response.WhichOneof("answer"))
                            self.assertEqual(answers.setdefault(stan, answer), answer)
                            self.assertEqual(self.posted(till.status(stan)).kind, kind)
            with self.till(first, epoch=epoch) as till:
                self.assertEqual(self.points(till, card)[0], 1100 + 110)
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
