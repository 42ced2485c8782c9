#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds end to end: what is set aside, what a commit spends, and that a hold ends once, by whatever
comes first: a commit, a void, or its time, whether a daemon runs at that moment or not."""
import threading

import world
from bonus.v1 import card_pb2, hold_pb2, kind_pb2
from till import RUB, UAH, Till, card_number, purchase_body

INCARNATION_SHIFT = 56


class HoldTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    # What tills ask for.
    def earn(self, till, card, points, number):
        """A purchase that earns so many points, at 11 %."""
        body = purchase_body(number, points * 100 // 11 + 1, card=card)
        response = till.purchase(body)
        self.assertResult(response, "APPROVED")
        self.assertEqual(response.purchase.earned, points)

    def hold(self, till, card, points, stan=None, **fields):
        fields = {"store": 1, "currency": RUB, "at_us": 1767600000000000, "utc_offset_min": 180,
                  "timeout_s": 900, **fields}
        body = hold_pb2.Hold(card=card, entry=card_pb2.CARD_ENTRY_BARCODE, points=points, **fields)
        return till.ask(kind_pb2.KIND_HOLD, body, stan or till.next_stan())

    def commit(self, till, card, hold, points, stan=None):
        body = hold_pb2.Commit(card=card, hold=hold, points=points, at_us=1767600000000000)
        return till.ask(kind_pb2.KIND_COMMIT, body, stan or till.next_stan())

    def void(self, till, card, hold, stan=None):
        body = hold_pb2.Void(card=card, hold=hold, at_us=1767600000000000)
        return till.ask(kind_pb2.KIND_VOID, body, stan or till.next_stan())

    def held(self, till, card, points, **fields):
        response = self.hold(till, card, points, **fields)
        self.assertResult(response, "APPROVED")
        return response.hold

    def wait_until_over(self, hold):
        """Until the database, whose clock decides, has passed the hold's last microsecond."""
        world.eventually(
            lambda: self.ledger.value("select extract(epoch from clock_timestamp()) * 1000000 >= "
                                      f"{hold.hold_until_us}") == "t", "the hold's time is over")

    def assertAfter(self, answer, points, spendable, held):
        self.assertEqual((answer.after.points, answer.after.spendable, answer.after.held),
                         (points, spendable, held))

    # The life of a hold.
    def test_a_commit_spends_a_part_and_the_rest_goes_back(self):
        card = card_number(0)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            self.earn(till, card, 1000, "h1")
            held = self.held(till, card, 600)
            self.assertEqual((held.hold, held.held, held.redeemed, held.released),
                             (held.rrn, 600, 0, 0))
            self.assertEqual(held.hold_until_us, held.posted_at_us + 900 * 1000000)
            self.assertAfter(held, 1000, 400, 600)
            self.assertResult(self.hold(till, card, 401), "INSUFFICIENT_POINTS")
            spent = self.commit(till, card, held.rrn, 450).hold
            self.assertEqual((spent.hold, spent.held, spent.redeemed, spent.released),
                             (held.rrn, 600, 450, 150))
            self.assertEqual(spent.hold_until_us, held.hold_until_us)
            self.assertAfter(spent, 550, 550, 0)
            self.assertEqual(till.balance(card).balance.balances[0].points, 550)
        self.ledger.audit()

    def test_a_void_gives_all_back(self):
        card = card_number(1)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            self.earn(till, card, 1000, "v1")
            held = self.held(till, card, 1000)
            given = self.void(till, card, held.rrn)
            self.assertResult(given, "APPROVED")
            self.assertEqual((given.hold.held, given.hold.redeemed, given.hold.released),
                             (1000, 0, 1000))
            self.assertAfter(given.hold, 1000, 1000, 0)
        self.ledger.audit()

    def test_each_step_is_keyed_and_a_hold_ends_once(self):
        card = card_number(2)
        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            with first.till() as till:
                self.earn(till, card, 1000, "k1")
                answers = {}
                answers[2] = self.hold(till, card, 500, stan=2)
                hold = answers[2].hold.rrn
                answers[3] = self.commit(till, card, hold, 200, stan=3)
                answers[4] = self.commit(till, card, hold, 100, stan=4)
                answers[5] = self.void(till, card, hold, stan=5)
                epoch = till.epoch
            self.assertEqual([world.result_name(answers[stan].result) for stan in sorted(answers)],
                             ["APPROVED", "APPROVED", "HOLD_ENDED", "HOLD_ENDED"])
            with second.till(epoch=epoch) as till:
                again = {2: self.hold(till, card, 500, stan=2),
                         3: self.commit(till, card, hold, 200, stan=3),
                         4: self.commit(till, card, hold, 100, stan=4),
                         5: self.void(till, card, hold, stan=5)}
                for stan, response in again.items():
                    self.assertTrue(response.repeated)
                    self.assertEqual((response.result, response.hold),
                                     (answers[stan].result, answers[stan].hold))
                    status = till.status(stan).status
                    self.assertEqual((status.result, status.hold),
                                     (answers[stan].result, answers[stan].hold))
                self.assertResult(self.commit(till, card, hold, 201, stan=3), "MISMATCH")
        self.ledger.audit()

    def test_a_hold_ends_at_its_time_though_no_daemon_runs(self):
        card = card_number(3)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            self.earn(till, card, 1000, "t1")
            committed = self.held(till, card, 300, timeout_s=1)
            voided = self.held(till, card, 300, timeout_s=1)
        self.wait_until_over(voided)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            self.assertResult(self.commit(till, card, committed.rrn, 300), "HOLD_ENDED")
            self.assertResult(self.void(till, card, voided.rrn), "HOLD_ENDED")
            self.assertAfter(self.held(till, card, 1000), 1000, 0, 1000)
        self.ledger.audit()

    def assertOnePasses(self, card, spend):
        """Twenty tills at two daemons spend 100 points each, of the 100 there are."""
        names = [f"crowd-{index}" for index in range(20)]
        for name in names:
            self.ledger.add_terminal(name, 1)
        answers, start = [], threading.Barrier(len(names))

        def run(port, name):
            with Till(port, self.world.identity(name)) as till:
                start.wait(60)
                answers.append(spend(till, name))

        with self.ledger.daemon() as first, self.ledger.daemon() as second:
            with first.till() as till:
                self.earn(till, card, 100, "c1")
            threads = [threading.Thread(target=run, args=((first, second)[index % 2].port, name))
                       for index, name in enumerate(names)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertEqual(sorted(world.result_name(answer.result) for answer in answers),
                         ["APPROVED"] + ["INSUFFICIENT_POINTS"] * 19)
        self.ledger.audit()

    def test_of_20_parallel_holds_of_100_on_a_balance_of_100_one_passes(self):
        card = card_number(4)
        self.assertOnePasses(card, lambda till, name: self.hold(till, card, 100))

    def test_of_20_parallel_purchases_with_100_points_on_a_balance_of_100_one_passes(self):
        card = card_number(4)

        def spend(till, name):
            body = purchase_body("spend", 100, card=card, device=name, redeem=100)
            del body.tenders[:]
            return till.purchase(body)

        self.assertOnePasses(card, spend)

    # Refusals.
    def test_what_names_no_hold_is_unknown(self):
        card = card_number(5)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            self.earn(till, card, 1000, "u1")
            purchase = till.purchase(purchase_body("u2", 100, card=card)).purchase
            held = self.held(till, card, 100)
            for rrn in (held.rrn + 1000, purchase.rrn, held.rrn + (1 << INCARNATION_SHIFT), 4711):
                self.assertResult(self.commit(till, card, rrn, 1), "HOLD_UNKNOWN")
                self.assertResult(self.void(till, card, rrn), "HOLD_UNKNOWN")
            self.assertResult(self.commit(till, card, 0, 1), "INVALID")
            self.assertResult(self.commit(till, card, held.rrn, 100), "APPROVED")
        self.ledger.audit()

    def test_a_hold_of_another_card_is_refused_whichever_lane_it_is_in(self):
        card = card_number(6)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            self.earn(till, card, 1000, "o1")
            held = self.held(till, card, 100)
            for index in range(10, 30):
                self.assertResult(self.commit(till, card_number(index), held.rrn, 100),
                                  "WRONG_CARD")
                self.assertResult(self.void(till, card_number(index), held.rrn), "WRONG_CARD")
            self.assertResult(self.void(till, card, held.rrn), "APPROVED")
        self.ledger.audit()

    def test_more_than_is_held_or_there_is_refused(self):
        card = card_number(7)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            self.earn(till, card, 1000, "m1")
            self.assertResult(self.hold(till, card, 1001), "INSUFFICIENT_POINTS")
            held = self.held(till, card, 100)
            self.assertResult(self.commit(till, card, held.rrn, 101), "HOLD_EXCEEDED")
            for _ in range(15):
                self.held(till, card, 10)
            self.assertResult(self.hold(till, card, 10), "TOO_MANY_HOLDS")
            self.assertResult(self.commit(till, card, held.rrn, 100), "APPROVED")
            self.assertResult(self.hold(till, card, 10), "APPROVED")
        self.ledger.audit()

    def test_values_that_cannot_be_are_refused(self):
        card = card_number(8)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            self.earn(till, card, 1000, "i1")
            self.assertResult(self.hold(till, card, 10, timeout_s=604801), "INVALID")
            self.assertResult(self.hold(till, card, 10, timeout_s=86401), "INVALID")
            self.assertResult(self.hold(till, card, 0), "INVALID")
            self.assertResult(self.hold(till, card[:-1], 10), "INVALID")
            self.assertResult(self.hold(till, card, 10, store=2), "WRONG_STORE")
            self.assertResult(self.hold(till, card, 10, currency=UAH), "WRONG_CURRENCY")
            self.assertResult(self.hold(till, card_number(world.CARDS - 1), 10), "CARD_NOT_ACTIVE")
            self.assertResult(self.hold(till, card_number(world.CARDS), 10), "CARD_UNKNOWN")
            held = self.held(till, card, 10, timeout_s=0)
            self.assertEqual(held.hold_until_us, held.posted_at_us + 900 * 1000000)
        self.ledger.audit()

    def test_a_blocked_card_spends_nothing_but_gets_its_points_back(self):
        card = card_number(9)
        with self.ledger.daemon() as daemon, daemon.till() as till, daemon.operator() as operator:
            self.earn(till, card, 1000, "b1")
            held = self.held(till, card, 100)
            self.assertResult(operator.block(card), "APPROVED")
            self.assertResult(self.hold(till, card, 10), "CARD_BLOCKED")
            self.assertResult(self.commit(till, card, held.rrn, 10), "CARD_BLOCKED")
            self.assertResult(self.void(till, card, held.rrn), "APPROVED")
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
