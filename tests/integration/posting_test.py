#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Keys, receipts and cards under real concurrency: what is posted, and that it is posted once."""
import secrets
import threading

import world
from bonus.v1 import card_pb2, kind_pb2
from till import RUB, UAH, Closed, Poster, Till, card_number, purchase_body, result_name, run_all

RATE_BP = 1100


def earned(total):
    return total * RATE_BP // 10000


class PostingTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def test_twenty_tills_posting_to_one_card_at_once_lose_nothing(self):
        names = [f"crowd-{index}" for index in range(20)]
        for name in names:
            self.ledger.add_terminal(name, 1)
        card = card_number(0)
        with self.ledger.daemon() as daemon:
            posters = [Poster([daemon.port], self.world.identity(name),
                              [purchase_body(f"{name}/{n}", 100 + 7 * n, card=card, device=name)
                               for n in range(25)])
                       for name in names]
            run_all(posters)
            with daemon.till() as till:
                balance = till.balance(card).balance.balances[0]
        decided = [one for poster in posters for one in poster.decided]
        self.assertEqual(len(decided), 20 * 25)
        self.assertEqual({result_name(one.response.result) for one in decided}, {"APPROVED"})
        self.assertEqual(balance.points, sum(earned(one.body.total) for one in decided))
        self.assertEqual(balance.lifetime, sum(one.body.total for one in decided))
        self.assertEqual(len({one.rrn for one in decided}), len(decided))
        self.ledger.audit(decided)

    def test_the_same_request_on_50_connections_to_two_daemons_is_posted_once(self):
        identity = self.world.identity("till-1-1")
        body = purchase_body("once", 125000, card=card_number(1))
        raw = body.SerializeToString(deterministic=True)
        epoch = secrets.randbits(63) | 1
        answers, sent, start = [], [], threading.Barrier(50)

        def send_once(port):
            # A second Logon of the terminal displaces the first, so many connections are cut: their
            # request is decided all the same, and must be decided alike.
            try:
                start.wait(60)
                with Till(port, identity, epoch=epoch) as till:
                    number = till.send(till.request(kind_pb2.KIND_PURCHASE, raw, stan=1))
                    sent.append(number)
                    answers.append(till.wait(number))
            except (Closed, OSError):
                return

        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            threads = [threading.Thread(target=send_once, args=([first, second][n % 2].port,))
                       for n in range(50)]
            with self.ledger.session() as holder:
                holder.run("begin")
                holder.run("select lane from bonus.lane for update")
                for thread in threads:
                    thread.start()
                # Displaced tills have ended; the last one of each daemon waits for its answer.
                world.eventually(lambda: sum(thread.is_alive() for thread in threads) <= 2
                                 and len(sent) > 2, "all but the last have been displaced")
                holder.run("commit")
            for thread in threads:
                thread.join(60)
            with first.till(epoch=epoch) as till:
                repeat = till.purchase(raw, stan=1)
        answers = [one for one in answers if result_name(one.result) != "DISPLACED"]
        self.assertGreater(len(sent), 10, "too few got as far as sending")
        self.assertTrue(answers)
        self.assertResult(repeat, "APPROVED")
        self.assertTrue(repeat.repeated)
        self.assertEqual({one.purchase.rrn for one in answers}, {repeat.purchase.rrn})
        self.assertLessEqual(sum(not one.repeated for one in answers), 1)
        self.assertEqual(self.ledger.value("select count(*) from bonus.journal where stan = 1 "
                                           "and kind = 1"), "1")
        self.ledger.audit()

    def test_a_refused_requests_late_copy_stays_refused(self):
        card = card_number(world.CARDS - 1)
        body = purchase_body("late", 50000, card=card)
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            with first.till() as till:
                self.assertResult(till.purchase(body, stan=7), "CARD_NOT_ACTIVE")
                epoch = till.epoch
            first.activate([card])
            for daemon in (first, second):
                with daemon.till(epoch=epoch) as till:
                    late = till.purchase(body, stan=7)
                    self.assertResult(late, "CARD_NOT_ACTIVE")
                    self.assertTrue(late.repeated)
                    self.assertResult(till.status(7), "APPROVED")
            with first.till(epoch=epoch) as till:
                self.assertResult(till.purchase(body, stan=8), "APPROVED")
        self.ledger.audit()

    def test_another_body_under_the_same_stan_is_a_mismatch_and_posts_nothing(self):
        card = card_number(2)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            self.assertResult(till.purchase(purchase_body("m", 1000, card=card), stan=1), "APPROVED")
            self.assertResult(till.purchase(purchase_body("m", 1001, card=card), stan=1), "MISMATCH")
            again = till.purchase(purchase_body("m", 1000, card=card), stan=1)
            self.assertResult(again, "APPROVED")
            self.assertTrue(again.repeated)
            self.assertEqual(till.balance(card).balance.balances[0].lifetime, 1000)
        self.ledger.audit()

    def test_the_same_receipt_under_another_stan_or_till_is_already_posted(self):
        for card in (card_number(3), ""):
            body = purchase_body(f"paper-{card}", 2000, card=card)
            with self.ledger.daemon() as first, self.ledger.daemon() as second:
                with first.till("till-1-1") as till:
                    posted = till.purchase(body)
                    self.assertResult(posted, "APPROVED")
                    again = till.purchase(body)
                    self.assertResult(again, "ALREADY_POSTED")
                    self.assertEqual(again.purchase.rrn, posted.purchase.rrn)
                with second.till("till-1-2") as till:
                    other = till.purchase(body)
                    self.assertResult(other, "ALREADY_POSTED")
                    self.assertEqual(other.purchase.rrn, posted.purchase.rrn)
        self.ledger.audit()

    def test_a_card_used_in_two_currencies_has_two_accounts_that_never_mix(self):
        card = card_number(4)
        with self.ledger.daemon() as daemon:
            with daemon.till("till-1-1") as till:
                rub = till.purchase(purchase_body("r1", 125000, card=card))
            with daemon.till("till-2-1") as till:
                uah = till.purchase(purchase_body("u1", 30000, card=card, store=2, currency=UAH,
                                                  device="FD-2"))
            with daemon.till("till-1-1") as till:
                more = till.purchase(purchase_body("r2", 1000, card=card))
                balances = {one.currency: (one.points, one.lifetime)
                            for one in till.balance(card).balance.balances}
        self.assertEqual((rub.purchase.balance_after, uah.purchase.balance_after,
                          more.purchase.balance_after), (13750, 3300, 13860))
        self.assertEqual(balances, {RUB: (13860, 126000), UAH: (3300, 30000)})
        self.ledger.audit()

    def test_quote_and_training_post_nothing(self):
        card = card_number(5)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            quote = till.quote(purchase_body("q", 125000, card=card))
            training = till.purchase(purchase_body("t", 125000, card=card, training=True))
            self.assertResult(quote, "APPROVED")
            self.assertResult(training, "APPROVED")
            self.assertEqual((quote.purchase.earned, quote.purchase.rrn), (13750, 0))
            self.assertEqual((training.purchase.earned, training.purchase.rrn), (13750, 0))
            self.assertTrue(training.purchase.training)
            self.assertFalse(till.balance(card).balance.balances)
        self.assertEqual(self.ledger.value("select count(*) from bonus.journal where kind = 1"), "0")

    def test_a_second_logon_displaces_the_first_and_is_logged(self):
        with self.ledger.daemon() as daemon, daemon.till() as first:
            with daemon.till() as second:
                last = first.receive()
                self.assertEqual((last.number, result_name(last.result)), (0, "DISPLACED"))
                self.assertRaises(Closed, first.receive)
                self.assertResult(second.echo(), "APPROVED")
            self.assertRegex(daemon.log(), r"displaced")

    def test_a_receipt_of_another_store_or_currency_is_refused(self):
        with self.ledger.daemon() as daemon, daemon.till("till-1-1") as till:
            self.assertResult(till.purchase(purchase_body("w1", 100, store=2)), "WRONG_STORE")
            self.assertResult(till.purchase(purchase_body("w2", 100, currency=UAH)),
                              "WRONG_CURRENCY")

    def test_tills_may_not_do_what_operators_may_and_the_other_way_round(self):
        with self.ledger.daemon() as daemon:
            with daemon.till() as till:
                self.assertResult(till.activate(card_number(150)), "NOT_ALLOWED")
            with daemon.operator() as operator:
                self.assertResult(operator.purchase(purchase_body("o", 100)), "NOT_ALLOWED")

    def test_a_blocked_card_earns_nothing_until_the_block_is_lifted(self):
        card = card_number(6)
        with self.ledger.daemon() as daemon, daemon.till() as till, daemon.operator() as operator:
            self.assertResult(operator.block(card), "APPROVED")
            self.assertResult(till.purchase(purchase_body("b1", 100, card=card)), "CARD_BLOCKED")
            self.assertResult(operator.block(card, lift=True), "APPROVED")
            self.assertResult(operator.block(card, lift=True), "CARD_NOT_BLOCKED")
            self.assertResult(till.purchase(purchase_body("b2", 100, card=card)), "APPROVED")
            self.assertEqual(till.balance(card).balance.state, card_pb2.CARD_STATE_ACTIVE)
        self.ledger.audit()

    def test_pipelined_requests_are_each_answered_once_and_keep_their_order_in_the_lane(self):
        card = card_number(7)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            window = till.answer.logon.in_flight_max
            bodies = [purchase_body(f"p{n}", 1000 + n, card=card) for n in range(window)]
            numbers = [till.send(till.request(kind_pb2.KIND_PURCHASE, body, till.next_stan()))
                       for body in bodies]
            responses = {}
            while len(responses) < window:
                response = till.receive()
                self.assertResult(response, "APPROVED")
                responses[response.number] = response
        lifetimes = [responses[number].purchase.lifetime_after for number in numbers]
        self.assertEqual(lifetimes, sorted(lifetimes))
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
