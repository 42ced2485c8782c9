#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What points do in a purchase, end to end: they pay, are earned by promotions, become active and
expire, and a card that is shown later claims them."""
import datetime
import threading

import world
from bonus.v1 import card_pb2, purchase_pb2
from till import Till, card_number, purchase_body

DAY = datetime.timedelta(days=1)


def receipt(number, total, paid_by=(), at=None, **fields):
    """A receipt of now, or of `at`, paid by (kind, amount) tenders."""
    at = at or datetime.datetime.now(datetime.timezone.utc)
    local = at + datetime.timedelta(hours=3)
    body = purchase_body(number, total, date=int(local.strftime("%Y%m%d")), **fields)
    body.receipt_at_us = int(at.timestamp() * 1_000_000)
    del body.tenders[:]
    body.tenders.extend(purchase_pb2.Tender(kind=kind, amount=amount) for kind, amount in paid_by)
    return body


def claim(of, card):
    """What a till sends when the card of this receipt is shown later."""
    return purchase_pb2.Purchase(card=card, entry=card_pb2.CARD_ENTRY_BARCODE, receipt=of.receipt,
                                 cashier="C-1", shift=2, late_claim=True)


class PurchaseTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def post(self, till, body, result="APPROVED", **options):
        response = till.purchase(body, **options)
        self.assertResult(response, result)
        return response.purchase

    def balance(self, till, card):
        return till.balance(card).balance.balances[0]

    # Paying with points.
    def test_a_till_pays_the_most_that_a_quote_allows_and_not_more(self):
        card = card_number(0)
        self.ledger.ctl("programme", "set", "--currency", "RUB", "--redeem-max-share", "50%",
                        "--redeem-min-money", "10.50")
        with self.ledger.daemon() as daemon, daemon.till() as till:
            earned = self.post(till, receipt("q1", 1000000, card=card)).earned
            body = receipt("q2", 100000, card=card)
            quote = till.quote(body).purchase
            self.assertEqual(quote.redeemable_max, 50000)
            body.redeem = quote.redeemable_max + 1
            self.post(till, body, "REDEEM_LIMIT")
            body.redeem = quote.redeemable_max
            paid = self.post(till, body)
            self.assertEqual((paid.redeemed, paid.base, paid.earned), (50000, 50000, 5500))
            self.assertEqual(paid.balance_after, earned - 50000 + 5500)
            self.assertEqual(paid.spendable_after, paid.balance_after)
            self.assertEqual(self.balance(till, card).points, paid.balance_after)
            self.assertEqual(self.balance(till, card).lifetime, 1100000)
        self.ledger.audit()

    def test_twenty_parallel_spends_of_100_on_a_balance_of_100_are_one(self):
        card = card_number(1)
        names = [f"spender-{index}" for index in range(20)]
        for name in names:
            self.ledger.add_terminal(name, 1)
        answers, start = [], threading.Barrier(len(names))

        def spend(port, name):
            with Till(port, self.world.identity(name)) as till:
                body = receipt(name, 10000, card=card, device=name)
                body.redeem = 10000
                start.wait(60)
                answers.append(till.purchase(body))

        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            with first.till() as till:
                self.post(till, receipt("p1", 90910, card=card))
                self.assertEqual(self.balance(till, card).points, 10000)
            threads = [threading.Thread(target=spend, args=((first, second)[i % 2].port, name))
                       for i, name in enumerate(names)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
            results = sorted(world.result_name(answer.result) for answer in answers)
            self.assertEqual(results, ["APPROVED"] + ["INSUFFICIENT_POINTS"] * 19)
            with first.till() as till:
                self.assertEqual(self.balance(till, card).points, 0)
        self.ledger.audit()

    def test_a_refusal_is_remembered_after_the_points_have_come(self):
        card = card_number(2)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            body = receipt("r1", 10000, card=card)
            body.redeem = 100
            self.post(till, body, "INSUFFICIENT_POINTS", stan=5)
            self.post(till, receipt("r2", 100000, card=card), stan=6)
            again = till.purchase(body, stan=5)
            self.assertResult(again, "INSUFFICIENT_POINTS")
            self.assertTrue(again.repeated)
            self.post(till, body, stan=7)
        self.ledger.audit()

    def test_only_money_of_tenders_that_earn_is_awarded(self):
        card = card_number(3)
        cash, voucher = purchase_pb2.TENDER_KIND_CASH, purchase_pb2.TENDER_KIND_VOUCHER
        self.ledger.ctl("programme", "set", "--currency", "RUB", "--earning-tenders", "cash,card")
        with self.ledger.daemon() as daemon, daemon.till() as till:
            posted = self.post(till, receipt("t1", 100000, [(cash, 60000), (voucher, 40000)],
                                             card=card))
            self.assertEqual((posted.base, posted.earned), (60000, 6600))
        self.ledger.audit()

    # Promotions and time.
    def test_a_promotion_is_judged_by_the_time_of_the_receipt(self):
        card = card_number(4)
        yesterday = datetime.datetime.now(datetime.timezone.utc) - DAY
        day = (yesterday + datetime.timedelta(hours=3)).strftime("%Y-%m-%d")
        self.ledger.ctl("promo", "add", "--name", "Чайный день", "--rate", "30%", "--category", "tea",
                        "--from", day, "--to", day)
        lines = [purchase_pb2.ReceiptLine(category="tea", quantity_milli=1000, amount=30000),
                 purchase_pb2.ReceiptLine(category="gift", quantity_milli=1000, amount=70000)]
        with self.ledger.daemon() as daemon, daemon.till() as till:
            late = self.post(till, receipt("d1", 100000, at=yesterday, card=card, lines=lines))
            self.assertEqual(late.earned, 9000 + 7700)
            self.assertEqual([(rule.text, rule.rate_bp) for rule in late.rules],
                             [("Чайный день", 3000)])
            self.assertEqual(self.post(till, receipt("d2", 100000, card=card, lines=lines)).earned,
                             11000)
            self.ledger.ctl("promo", "end", str(late.rules[0].promotion))
            again = till.status(1).status.purchase
            self.assertEqual((again.earned, [rule.text for rule in again.rules]),
                             (late.earned, ["Чайный день"]))
        self.ledger.audit()

    def test_points_are_pending_before_they_are_active(self):
        card = card_number(5)
        self.ledger.ctl("programme", "set", "--currency", "RUB", "--activation-delay-days", "1",
                        "--expiry-months", "12")
        today = datetime.datetime.now(datetime.timezone.utc)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            posted = self.post(till, receipt("a1", 100000, card=card))
            self.assertEqual((posted.pending_after, posted.spendable_after), (11000, 0))
            body = receipt("a2", 10000, card=card)
            body.redeem = 1
            self.post(till, body, "INSUFFICIENT_POINTS")
            late = self.post(till, receipt("a3", 200000, at=today - 2 * DAY, card=card))
            self.assertEqual((late.pending_after, late.spendable_after), (11000, 22000))
            seen = self.balance(till, card)
            self.assertEqual((seen.points, seen.pending, seen.spendable), (33000, 11000, 22000))
        self.ledger.audit()

    # Velocity.
    def test_a_hard_limit_refuses_and_a_soft_one_warns(self):
        self.ledger.ctl("programme", "set", "--currency", "RUB", "--limit", "cashier-day-count-soft=3",
                        "--limit", "card-day-money-hard=2500")
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            with first.till() as one, second.till("till-1-2") as other:
                tills = (one, other)
                warnings = [self.post(tills[i % 2], receipt(f"v{i}", 100000, card=card_number(20 + i)))
                            .velocity_warning for i in range(6)]
                self.assertEqual(warnings, [False] * 3 + [True] * 3)
                card = card_number(30)
                self.post(one, receipt("m1", 100000, card=card))
                self.post(other, receipt("m2", 150000, card=card))
                self.post(one, receipt("m3", 1, card=card), "VELOCITY_LIMIT")
                self.post(one, receipt("m4", 10 ** 9))  # without a card nothing is counted
        self.ledger.audit()

    # Late claims.
    def test_receipts_of_every_lane_are_claimed_once(self):
        card, thief = card_number(6), card_number(7)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            sold = [receipt(f"c{i}", 10000 * (i + 1), device=f"KKT-{i}") for i in range(12)]
            for body in sold:
                self.assertEqual(self.post(till, body).earned, 0)
            rrns = {}
            for i, body in enumerate(sold):
                posted = self.post(till, claim(body, card), stan=100 + i)
                self.assertEqual((posted.base, posted.earned), (10000 * (i + 1), 1100 * (i + 1)))
                rrns[i] = posted.rrn
                self.post(till, claim(body, thief), "ALREADY_CLAIMED")
                self.post(till, claim(body, card), "ALREADY_CLAIMED")
            for i, body in enumerate(sold):
                again = till.purchase(claim(body, card), stan=100 + i)
                self.assertResult(again, "APPROVED")
                self.assertTrue(again.repeated)
                self.assertEqual(again.purchase.rrn, rrns[i])
                status = till.status(100 + i).status.purchase
                self.assertEqual((status.rrn, status.earned), (rrns[i], 1100 * (i + 1)))
            self.assertEqual(self.balance(till, card).points, 1100 * 78)
            self.assertFalse(till.balance(thief).balance.balances)
        kinds = dict(self.ledger.sql("select kind, count(*) from bonus.journal where kind in (12, 13)"
                                     " group by kind"))
        self.assertEqual(int(kinds["12"]), 12)
        self.assertIn(int(kinds["13"]), range(1, 12))  # some receipts lay in the card's own lane
        self.assertEqual(self.ledger.sql("select * from bonus.stan_conflict"), [])
        self.ledger.audit()

    def test_what_cannot_be_claimed_is_refused(self):
        card, blocked = card_number(8), card_number(9)
        old = datetime.datetime.now(datetime.timezone.utc) - 20 * DAY
        with self.ledger.daemon() as daemon, daemon.till() as till, daemon.operator() as operator:
            operator.block(blocked)
            for i in range(5):
                device = f"KKT-{i}"
                never = receipt("never", 1000, device=device)
                self.post(till, claim(never, card), "ORIGINAL_UNKNOWN")
                own = receipt("own", 1000, card=card, device=device)
                self.post(till, own)
                self.assertIn(world.result_name(till.purchase(claim(own, card)).result),
                              ("ALREADY_CLAIMED", "ORIGINAL_UNKNOWN"))
                late = receipt("late", 1000, at=old, device=device)
                self.post(till, late)
                self.post(till, claim(late, card), "CLAIM_EXPIRED")
                fresh = receipt("fresh", 1000, device=device)
                self.post(till, fresh)
                self.post(till, claim(fresh, blocked), "CARD_BLOCKED", stan=900 + i)
                self.post(till, claim(fresh, card_number(10 ** 6)), "CARD_UNKNOWN")
                operator.block(blocked, lift=True)
                self.post(till, claim(fresh, blocked), "CARD_BLOCKED", stan=900 + i)
                operator.block(blocked)
                self.post(till, claim(fresh, card))
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
