#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Refunds end to end: what they take and give, in slices and in any order, under each policy, with and
without a card or an original. Well-known faults of other systems are tests here by their names."""
import random

import world
from bonus.v1 import hold_pb2, kind_pb2, purchase_pb2
from till import RUB, UAH, card_number, purchase_body, refund_body

CASH = purchase_pb2.TENDER_KIND_CASH
HELD_POINTS = purchase_pb2.TENDER_KIND_HELD_POINTS
TODAY = 20260105


def lines_of(amounts, category=""):
    return [purchase_pb2.ReceiptLine(sku=f"SKU-{n}", category=category, quantity_milli=1000,
                                     amount=amount) for n, amount in enumerate(amounts, 1)]


def sale(number, amounts, card="", redeem=0, **fields):
    """A receipt of these lines; what points do not pay is cash."""
    body = purchase_body(number, sum(amounts), card=card, lines=lines_of(amounts), redeem=redeem,
                         **fields)
    body.tenders[0].amount = sum(amounts) - redeem
    return body


class RefundTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def posted(self, response):
        self.assertResult(response, "APPROVED")
        return getattr(response, response.WhichOneof("answer"))

    def balance(self, till, card):
        return till.balance(card).balance.balances[0]

    def policy(self, *words):
        self.ledger.ctl("programme", "set", "--currency", "RUB", *words)

    def test_points_are_not_kept_after_a_refund(self):
        card = card_number(0)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            sold = self.posted(till.purchase(sale("s", [125000], card)))
            self.assertEqual(sold.earned, 13750)
            back = self.posted(till.refund(refund_body("r", 125000, of=sold.rrn, card=card)))
            self.assertEqual((back.original, back.total, back.base, back.taken_back, back.given_back,
                              back.pay_out), (sold.rrn, 125000, 125000, 13750, 0, 125000))
            self.assertEqual((back.after.points, back.after.lifetime, back.after.spendable), (0, 0, 0))
            left = self.balance(till, card)
            self.assertEqual((left.points, left.lifetime), (0, 0))
        self.ledger.audit()

    def test_an_original_is_found_by_its_paper_too(self):
        card = card_number(0)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            body = sale("s", [1000], card)
            sold = self.posted(till.purchase(body))
            back = self.posted(till.refund(refund_body("r", 400, of=body.receipt, card=card)))
            self.assertEqual((back.original, back.taken_back), (sold.rrn, 44))
            # Without the card its number is in the RRN alone.
            back = self.posted(till.refund(refund_body("r2", 600, of=sold.rrn)))
            self.assertEqual((back.taken_back, back.after.points), (66, 0))
        self.ledger.audit()

    def test_ten_refunds_of_1_are_one_refund_of_10(self):
        one, ten = card_number(1), card_number(2)
        amounts = [1009, 233, 451]
        with self.ledger.daemon() as daemon, daemon.till() as till:
            for card in (one, ten):
                till.purchase(sale(f"fund-{card}", [5000], card))
            whole = self.posted(till.purchase(sale("w", amounts, one, redeem=300)))
            sliced = self.posted(till.purchase(sale("t", amounts, ten, redeem=300)))
            self.assertEqual((whole.earned, whole.redeemed), (sliced.earned, sliced.redeemed))
            back = self.posted(till.refund(refund_body("wr", 1000, of=whole.rrn, card=one)))
            parts = [self.posted(till.refund(refund_body(f"tr{n}", 100, of=sliced.rrn, card=ten)))
                     for n in range(10)]
            for name in ("total", "base", "taken_back", "given_back", "pay_out"):
                self.assertEqual(sum(getattr(part, name) for part in parts), getattr(back, name), name)
            self.assertEqual(self.balance(till, one), self.balance(till, ten))
        self.ledger.audit()

    def test_slices_in_any_order_never_take_or_give_more_than_the_receipt(self):
        seed = random.randrange(2 ** 32)
        print(f"seed {seed}")
        rng = random.Random(seed)
        card = card_number(3)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            till.purchase(sale("fund", [100000], card))
            before = self.balance(till, card)
            amounts = [rng.randrange(1, 3000) for _ in range(6)]
            sold = self.posted(till.purchase(sale("s", amounts, card, redeem=sum(amounts) // 3)))
            left = dict(enumerate(amounts, 1))
            totals = dict(taken_back=0, given_back=0, pay_out=0)
            number = 0
            while any(left.values()):
                line = rng.choice([line for line, amount in left.items() if amount])
                amount = rng.randrange(1, left[line] + 1)
                number += 1
                back = self.posted(till.refund(refund_body(
                    f"r{number}", amount, [(line, amount)], of=sold.rrn, card=card)))
                left[line] -= amount
                for name in totals:
                    totals[name] += getattr(back, name)
                if amount <= left[line]:
                    continue
                self.assertResult(till.refund(refund_body(
                    f"x{number}", left[line] + 1, [(line, left[line] + 1)], of=sold.rrn, card=card)),
                    "REFUND_EXCEEDS_ORIGINAL")
            self.assertEqual(totals, {"taken_back": sold.earned, "given_back": sold.redeemed,
                                      "pay_out": sum(amounts) - sold.redeemed})
            self.assertResult(till.refund(refund_body("more", 1, of=sold.rrn, card=card)),
                              "REFUND_EXCEEDS_ORIGINAL")
            after = self.balance(till, card)
            self.assertEqual((after.points, after.lifetime), (before.points, before.lifetime))
        self.ledger.audit()

    def test_spent_points_are_not_charged_twice_on_refund(self):
        card = card_number(4)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            sold = self.posted(till.purchase(sale("s", [10000], card)))
            paid = self.posted(till.purchase(sale("p", [5000], card, redeem=sold.earned)))
            self.assertEqual(paid.earned, (5000 - 1100) * 11 // 100)
            # What was spent is owed, once; both refunds together leave nothing of either.
            first = self.posted(till.refund(refund_body("r1", 10000, of=sold.rrn, card=card)))
            self.assertEqual((first.taken_back, first.after.debt), (1100, 1100 - paid.earned))
            second = self.posted(till.refund(refund_body("r2", 5000, of=paid.rrn, card=card)))
            self.assertEqual((second.given_back, second.pay_out), (1100, 3900))
            left = self.balance(till, card)
            self.assertEqual((left.points, left.debt, left.lifetime), (0, 0, 0))
        self.ledger.audit()

    def test_debt_blocks_spending_and_is_repaid_by_the_next_award(self):
        card = card_number(5)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            sold = self.posted(till.purchase(sale("s", [10000], card)))
            till.purchase(sale("p", [1100], card, redeem=1100))
            back = self.posted(till.refund(refund_body("r", 10000, of=sold.rrn, card=card)))
            self.assertEqual((back.after.points, back.after.debt), (-1100, 1100))
            self.assertResult(till.purchase(sale("b", [1000], card, redeem=1)), "DEBT_BLOCKS_SPENDING")
            paid = self.posted(till.purchase(sale("n", [20000], card)))
            self.assertEqual((paid.balance_after, paid.debt_after, paid.spendable_after), (1100, 0, 1100))
        self.ledger.audit()

    def test_what_may_not_become_debt_is_written_off(self):
        card = card_number(6)
        self.policy("--refund-policy", "debt", "--debt-max", "3.00")
        with self.ledger.daemon() as daemon, daemon.till() as till:
            sold = self.posted(till.purchase(sale("s", [10000], card)))
            till.purchase(sale("p", [1100], card, redeem=1100))
            back = self.posted(till.refund(refund_body("r", 10000, of=sold.rrn, card=card)))
            self.assertEqual((back.taken_back, back.written_off, back.after.debt, back.pay_out),
                             (1100, 800, 300, 10000))
        self.ledger.audit()
        listed = self.ledger.json("exceptions")
        self.assertEqual([(one["what"], one["points"]) for one in listed], [("written_off", 800)])

    def test_a_capped_balance_never_falls_below_zero(self):
        card = card_number(7)
        self.policy("--refund-policy", "cap")
        with self.ledger.daemon() as daemon, daemon.till() as till:
            sold = self.posted(till.purchase(sale("s", [10000], card)))
            till.purchase(sale("p", [1100], card, redeem=1000))
            back = self.posted(till.refund(refund_body("r", 10000, of=sold.rrn, card=card)))
            # 100 points of the first receipt and the 11 of the second were there.
            self.assertEqual((back.taken_back, back.written_off, back.after.points, back.after.debt),
                             (1100, 989, 0, 0))
        self.ledger.audit()

    def test_spent_points_are_deducted_from_the_money(self):
        card = card_number(8)
        self.policy("--refund-policy", "cash")
        with self.ledger.daemon() as daemon, daemon.till() as till:
            sold = self.posted(till.purchase(sale("s", [10000], card)))
            till.purchase(sale("p", [1100], card, redeem=1100))
            body = refund_body("r", 10000, of=sold.rrn, card=card)
            back = self.posted(till.refund(body, stan=50))
            self.assertEqual((back.taken_back, back.cash_deducted, back.pay_out, back.after.points),
                             (1100, 1100, 8900, 0))
            # A repeat says the same, and so does the status.
            again = till.refund(body, stan=50)
            self.assertTrue(again.repeated)
            self.assertEqual(again.refund, back)
            self.assertEqual(till.status(50).status.refund, back)
        self.ledger.audit()

    def test_points_cannot_be_redeemed_again_through_another_document_type(self):
        card = card_number(9)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            till.purchase(sale("fund", [100000], card))
            held = till.ask(kind_pb2.KIND_HOLD, hold_pb2.Hold(
                card=card, points=11000, store=1, currency=RUB, at_us=1767600000000000),
                till.next_stan()).hold
            till.ask(kind_pb2.KIND_COMMIT, hold_pb2.Commit(
                card=card, hold=held.rrn, points=11000, at_us=1767600000000000), till.next_stan())
            body = sale("goods", [15000], card)
            body.tenders[0].amount = 4000
            body.tenders.add(kind=HELD_POINTS, amount=11000)
            sold = self.posted(till.purchase(body))
            self.assertEqual((sold.base, sold.earned), (4000, 440))
            # The points that a hold paid with come back as points, never as money.
            back = self.posted(till.refund(refund_body("r", 15000, of=sold.rrn, card=card)))
            self.assertEqual((back.given_back, back.pay_out, back.taken_back), (11000, 4000, 440))
            self.assertEqual(self.balance(till, card).points, 11000)
            self.assertResult(till.refund(refund_body("r2", 1, of=back.rrn, card=card)),
                              "NOT_REFUNDABLE")
        self.ledger.audit()

    def test_a_receipt_whose_lots_have_expired_is_refunded_with_a_grace(self):
        card = card_number(10)
        self.policy("--expiry-months", "1", "--refund-grace-days", "30")
        with self.ledger.daemon() as daemon, daemon.till() as till:
            # The receipts are of January; whatever day it is now, their points are gone.
            sold = self.posted(till.purchase(sale("s", [10000], card, date=20250105)))
            self.assertEqual((sold.balance_after, sold.spendable_after), (1100, 0))
            self.policy("--expiry-months", "never")
            spent = self.posted(till.purchase(sale("f", [10000], card)))
            self.assertEqual(spent.spendable_after, 1100)
            # What has lapsed is not taken back a second time.
            back = self.posted(till.refund(refund_body("r", 10000, of=sold.rrn, card=card)))
            self.assertEqual((back.taken_back, back.pay_out), (0, 10000))
            self.assertEqual(self.balance(till, card).spendable, 1100)
        self.ledger.audit()

    def test_points_given_back_after_they_expired_live_on_for_some_days(self):
        card = card_number(11)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            till.purchase(sale("fund", [10000], card))
            paid = self.posted(till.purchase(sale("p", [1000], card, redeem=1000)))
            with self.ledger.session() as owner:
                # As if the points had come from a lot that is gone today.
                owner.run(f"update bonus.journal set moves = array[19000, 0, 0, 0, -1000] "
                          f"where lane = {paid.rrn >> 44 & 0xfff} and "
                          f"position = {paid.rrn & (1 << 44) - 1}")
            back = self.posted(till.refund(refund_body("r", 1000, of=paid.rrn, card=card)))
            self.assertEqual((back.given_back, back.pay_out, back.after.spendable), (1000, 0, 1100))
            self.assertEqual(self.ledger.value(
                "select lots[5] || ' ' || (lots[1] - (current_date - date '1970-01-01') between 30 and 62)"
                " from bonus.account"), "1000 true")

    def test_a_receipt_without_a_card_is_refunded_by_its_paper(self):
        with self.ledger.daemon() as daemon, daemon.till() as till:
            body = sale("c", [1000, 500])
            sold = self.posted(till.purchase(body))
            back = self.posted(till.refund(refund_body("cr", 500, [(2, 500)], of=body.receipt)))
            self.assertEqual((back.original, back.taken_back, back.pay_out, back.HasField("after")),
                             (sold.rrn, 0, 500, False))
            self.assertResult(till.refund(refund_body("cr2", 1, [(2, 1)], of=sold.rrn)),
                              "REFUND_EXCEEDS_ORIGINAL")
            self.posted(till.refund(refund_body("cr3", 1000, of=sold.rrn)))
        self.ledger.audit()

    def claimed(self, till, number, card):
        """A receipt of 100.00 that was sold without a card, and claimed by one."""
        body = sale(number, [8000, 2000], device=f"FD-{number}")
        self.posted(till.purchase(body))
        claim = purchase_pb2.Purchase(card=card, receipt=body.receipt, late_claim=True)
        return body, self.posted(till.purchase(claim))

    def test_a_receipt_that_was_claimed_late_is_refunded_by_its_card(self):
        self.policy("--late-claim-days", "366")
        with self.ledger.daemon() as daemon, daemon.till() as till:
            for n in range(8):  # among so many some cross lanes, and some do not
                card = card_number(20 + n)
                body, claim = self.claimed(till, f"late-{n}", card)
                self.assertEqual(claim.earned, 1100)
                self.assertResult(till.refund(refund_body(f"a{n}", 100, of=body.receipt)),
                                  "WRONG_CARD")
                self.assertIn(till.refund(refund_body(f"b{n}", 100, of=body.receipt,
                                                      card=card_number(19))).result,
                              (44, 45, 73, 74))
                back = self.posted(till.refund(refund_body(f"c{n}", 2000, [(2, 2000)],
                                                           of=body.receipt, card=card)))
                self.assertEqual((back.original, back.taken_back), (claim.rrn, 220))
                back = self.posted(till.refund(refund_body(f"d{n}", 8000, of=claim.rrn, card=card)))
                self.assertEqual((back.taken_back, back.after.points, back.after.lifetime),
                                 (880, 0, 0))
                self.assertResult(till.refund(refund_body(f"e{n}", 1, of=body.receipt, card=card)),
                                  "REFUND_EXCEEDS_ORIGINAL")
        self.ledger.audit()
        self.assertEqual(self.ledger.json("exceptions"), [])

    def test_refusals(self):
        card, other = card_number(12), card_number(13)
        with self.ledger.daemon() as daemon:
            with daemon.till() as till:
                body = sale("s", [1000], card)
                sold = self.posted(till.purchase(body))
                till.purchase(sale("o", [1000], other))

                def refused(result, *words, **fields):
                    response = till.refund(refund_body(*words, **fields))
                    self.assertResult(response, result)
                    return response

                refused("ORIGINAL_UNKNOWN", "r1", 1, of=sold.rrn + 1000, card=card)
                refused("ORIGINAL_UNKNOWN", "r2", 1, of=sold.rrn + (1 << 56))  # incarnation
                refused("WRONG_CARD", "r3", 1, of=sold.rrn, card=other)
                refused("CARD_NOT_ACTIVE", "r4", 1, of=sold.rrn, card=card_number(world.CARDS - 1))
                refused("CARD_UNKNOWN", "r5", 1, of=sold.rrn, card=card_number(5000))
                refused("WRONG_CURRENCY", "r6", 1, of=sold.rrn, card=card, currency=UAH)
                refused("WRONG_STORE", "r7", 1, of=sold.rrn, card=card, store=2)
                refused("INVALID", "r8", 1, of=(1 << 62), card=card)
                refused("INVALID", "s", 1, of=body.receipt, card=card, date=TODAY)
                refused("REFUND_EXCEEDS_ORIGINAL", "r9", 1001, of=sold.rrn, card=card)
                refused("REFUND_EXCEEDS_ORIGINAL", "r10", 1, [(2, 1)], of=sold.rrn, card=card)
                refused("BLIND_REFUND_NOT_ALLOWED", "r11", 1, card=card)
                # A refund's own receipt is posted once, like any.
                first = self.posted(till.refund(refund_body("r12", 1, of=sold.rrn, card=card)))
                again = refused("ALREADY_POSTED", "r12", 2, of=sold.rrn, card=card)
                self.assertEqual(again.refund.rrn, first.rrn)
                refused("ALREADY_POSTED", "s", 1, of=sold.rrn, card=card, date=TODAY)
            with daemon.operator() as operator:
                operator.block(card)
            with daemon.till() as till:
                # A block keeps nobody from bringing goods back.
                self.posted(till.refund(refund_body("r13", 1, of=sold.rrn, card=card)))
        self.ledger.audit()

    def test_a_blind_refund_takes_the_right_and_a_supervisor(self):
        card = card_number(14)
        code = "4711-83"
        with self.ledger.daemon() as daemon, daemon.till("till-1-1") as till:
            till.purchase(sale("s", [10000], card))
            body = refund_body("b1", 9900, card=card, supervisor=code)
            self.assertResult(till.refund(body, stan=70), "BLIND_REFUND_NOT_ALLOWED")
            self.ledger.ctl("terminal", "blind-refund", "till-1-1")
            self.ledger.ctl("supervisor", "add", "--store", "2", "Борис", input=code + "\n")
            self.assertResult(till.refund(refund_body("b1", 9900, card=card, supervisor=code)),
                              "SUPERVISOR_NEEDED")
            self.ledger.ctl("supervisor", "add", "--store", "1", "Анна", input=code + "\n")
            # The refusal of a key stays, whatever is allowed since.
            self.assertResult(till.refund(body, stan=70), "BLIND_REFUND_NOT_ALLOWED")
            self.assertResult(till.refund(refund_body("b2", 9900, card=card, supervisor=code + "!")),
                              "SUPERVISOR_NEEDED")
            body = refund_body("b3", 9900, card=card, supervisor=code)
            body.tenders.add(kind=CASH, amount=9900)
            back = self.posted(till.refund(body))
            self.assertEqual((back.original, back.base, back.taken_back, back.pay_out),
                             (0, 9900, 1089, 9900))
            self.assertEqual(self.balance(till, card).points, 1100 - 1089)
            listed = self.ledger.json("exceptions")
            self.assertEqual([(one["what"], one["money"], one["points"]) for one in listed],
                             [("blind_refund", -9900, 1089)])
            self.assertIn("blind_refund", self.ledger.ctl("exceptions", "--since", "yesterday").stdout)
            self.assertEqual(self.ledger.json("exceptions", "--since", "tomorrow"), [])
            self.ledger.ctl("supervisor", "remove", "--store", "1", "Анна")
            self.assertResult(till.refund(refund_body("b4", 1, card=card, supervisor=code)),
                              "SUPERVISOR_NEEDED")
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
