#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The whole ledger as a cashier meets it: bonus-pos, its journal and a real bonusd."""
import contextlib
import json
import sqlite3

import world
from till import card_number

OK, REFUSED, DATA, UNAVAILABLE, UNKNOWN = 0, 1, 65, 69, 75
CODE = "4711-83"


class Counter:
    """A till with a journal of its own; each command is one run of bonus-pos."""

    def __init__(self, ledger, name="till-1-1"):
        self.world = ledger.world
        self.identity = self.world.identity(name)
        self.journal = self.world.directory / f"{ledger.database}-{name}.db"
        self.port = None

    def run(self, *words, **options):
        options.setdefault("status", OK)
        return self.world.run(
            self.world.program("bonus-pos"), *words, "--server", f"localhost:{self.port}", "--ca",
            self.identity.authority, "--cert", self.identity.certificate, "--key",
            self.identity.key, "--journal", self.journal, **options)

    def json(self, *words, **options):
        return json.loads(self.run(*words, "--json", **options).stdout)

    def sent(self, stan):
        """The journal's epoch, and the body that went out under a STAN."""
        with contextlib.closing(sqlite3.connect(self.journal)) as journal:
            epoch, = journal.execute("select epoch from till").fetchone()
            body, = journal.execute("select body from request where stan = ?", (stan,)).fetchone()
        return epoch % 2 ** 64, body

    def account(self, card):
        """The card's parts in the store's currency."""
        return self.json("balance", card)["balance"]["balances"][0]


class Blocked:
    """All lanes locked by somebody else: requests arrive and are not answered."""

    def __init__(self, ledger):
        self.session = ledger.session()

    def __enter__(self):
        self.session.__enter__()
        self.session.run("begin")
        self.session.run("select lane from bonus.lane for update")

    def __exit__(self, *error):
        self.session.run("rollback")
        self.session.__exit__(*error)


class PosLedgerTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()
        self.till = Counter(self.ledger)
        self.card = card_number(1)

    def serve(self):
        daemon = self.ledger.daemon()
        self.till.port = daemon.port
        return daemon

    def assertParts(self, points, **parts):
        account = self.till.account(self.card)
        self.assertEqual(account["points"], points)
        for name, amount in parts.items():
            self.assertEqual(account[name], amount, name)

    def postings(self):
        return int(self.ledger.value("select count(*) from bonus.posting_key"))

    # Spending.
    def test_points_pay_as_many_as_a_quote_allows_and_never_twice(self):
        with self.serve():
            self.till.run("purchase", self.card, "1000")
            quote = self.till.json("quote", self.card, "80")["purchase"]
            self.assertEqual(quote["redeemable_max"], "80.00")
            words = ("purchase", self.card, "80", "--redeem", "max", "--receipt", "R-1")
            first = self.till.json(*words)
            self.assertEqual((first["purchase"]["redeemed"], first["purchase"]["earned"]),
                             ("80.00", "0.00"))
            again = self.till.json(*words)
            self.assertEqual((again["stan"], again["repeated"]), (first["stan"], True))
            self.assertParts("30.00")
            over = self.till.json("purchase", self.card, "80", "--redeem", "30.01", status=REFUSED)
            self.assertEqual(over["code"], "INSUFFICIENT_POINTS")
        self.ledger.audit()

    def test_a_receipt_without_a_card_is_claimed_once(self):
        with self.serve():
            self.till.run("purchase", "-", "500", "--receipt", "R-1")
            claim = self.till.json("claim", self.card, "R-1")
            self.assertEqual(claim["purchase"]["earned"], "55.00")
            self.assertTrue(self.till.json("claim", self.card, "R-1")["repeated"])
            other = self.till.json("claim", card_number(2), "R-1", status=None)
            self.assertNotEqual(other["result"], "OK")
            self.assertParts("55.00")
        self.ledger.audit()

    # Holding.
    def test_held_points_are_out_of_reach_until_the_hold_ends(self):
        with self.serve():
            self.till.run("purchase", self.card, "1000")
            first = self.till.json("hold", self.card, "60", "--timeout", "900")["hold"]
            self.assertEqual((first["rrn"], first["held"]), (first["hold"], "60.00"))
            self.assertParts("110.00", spendable="50.00", held="60.00")
            done = self.till.json("commit", self.card, first["hold"], "42")["hold"]
            self.assertEqual((done["redeemed"], done["released"]), ("42.00", "18.00"))
            self.assertParts("68.00", spendable="68.00", held="0.00")
            second = self.till.json("hold", self.card, "68")["hold"]
            self.till.run("void", self.card, second["hold"])
            self.assertParts("68.00", spendable="68.00", held="0.00")
            over = self.till.json("commit", self.card, second["hold"], "1", status=REFUSED)
            self.assertEqual(over["code"], "HOLD_ENDED")
        self.ledger.audit()

    def test_a_commit_given_twice_pays_once(self):
        with self.serve():
            self.till.run("purchase", self.card, "1000")
            hold = self.till.json("hold", self.card, "60")["hold"]["hold"]
            first = self.till.json("commit", self.card, hold, "60")
            again = self.till.json("commit", self.card, hold, "60")
            self.assertEqual((again["stan"], again["repeated"], again["hold"]["rrn"]),
                             (first["stan"], True, first["hold"]["rrn"]))
            self.assertParts("50.00")
        self.ledger.audit()

    # Taking back.
    def test_ten_refunds_of_one_end_where_one_refund_of_ten_ends(self):
        other = card_number(2)
        with self.serve():
            for card, receipt in ((self.card, "R-1"), (other, "R-2")):
                self.till.run("purchase", card, "12.34", "--receipt", receipt)
            for _ in range(10):
                self.till.run("refund", "R-1", "1")
            self.till.run("refund", "R-2", "10")
            ten, one = self.till.account(self.card), self.till.account(other)
            self.assertEqual(ten, one)
            self.assertEqual(ten["points"], "0.25")  # 11 % of 2.34
            over = self.till.json("refund", "R-1", "2.35", status=REFUSED)
            self.assertEqual(over["code"], "REFUND_EXCEEDS_ORIGINAL")
            self.till.run("refund", "R-1", "2.34")
            self.assertParts("0.00")
        self.ledger.audit()

    def test_points_that_paid_are_given_back_and_money_is_paid_out(self):
        with self.serve():
            self.till.run("purchase", self.card, "1000")
            self.till.run("purchase", self.card, "80", "--redeem", "30", "--receipt", "R-1")
            self.assertParts("85.50")
            refund = self.till.json("refund", "R-1")["refund"]
            self.assertEqual(
                {key: refund[key] for key in ("total", "given_back", "taken_back", "pay_out")},
                {"total": "80.00", "given_back": "30.00", "taken_back": "5.50",
                 "pay_out": "50.00"})
            self.assertParts("110.00")
        self.ledger.audit()

    def test_a_refund_given_twice_takes_once(self):
        with self.serve():
            self.till.run("purchase", self.card, "100", "--receipt", "R-1")
            words = ("refund", "R-1", "40", "--receipt", "B-1")
            first, again = self.till.json(*words), self.till.json(*words)
            self.assertEqual((again["stan"], again["repeated"]), (first["stan"], True))
            self.assertParts("6.60")
        self.ledger.audit()

    def test_another_till_refunds_by_rrn_or_by_what_is_printed(self):
        neighbour = Counter(self.ledger, "till-1-2")
        with self.serve() as daemon:
            neighbour.port = daemon.port
            rrn = self.till.json("purchase", self.card, "100", "--receipt", "R-1")["purchase"]["rrn"]
            neighbour.run("refund", rrn, "10")
            neighbour.run("refund", "R-1", "--line", "1:15", "--card", self.card)
            self.assertParts("8.25")
            unknown = neighbour.json("refund", "R-9", "1", "--card", self.card, status=REFUSED)
            self.assertEqual(unknown["code"], "ORIGINAL_UNKNOWN")
        self.ledger.audit()

    def test_a_refund_without_an_original_takes_a_right_and_a_code(self):
        words = ("refund", "-", "50", "--card", self.card)
        with self.serve():
            self.till.run("purchase", self.card, "100")
            refused = self.till.json(*words, "--supervisor", CODE, status=REFUSED)
            self.assertEqual(refused["code"], "BLIND_REFUND_NOT_ALLOWED")
            self.ledger.ctl("terminal", "blind-refund", "till-1-1")
            refused = self.till.json(*words, "--supervisor", "wrong-1", status=REFUSED)
            self.assertEqual(refused["code"], "SUPERVISOR_NEEDED")
            self.ledger.ctl("supervisor", "add", "--store", "1", "Anna", input=CODE + "\n")
            self.till.run(*words, "--supervisor", CODE)
            self.assertParts("5.50", lifetime="50.00")
        self.ledger.audit()

    # No answer.
    def test_a_sale_without_an_answer_is_undone_once_it_turns_out_to_be_posted(self):
        with self.serve():
            self.till.run("purchase", self.card, "1000")
            with Blocked(self.ledger):
                self.till.run("purchase", self.card, "100", "--redeem", "50", "--deadline-ms",
                              "1000", status=UNKNOWN)
            self.till.run("repeat", "2")  # as the copy under way would be
            self.assertParts("65.50")
            undone = self.till.json("reverse", "2")["reversal"]
            self.assertEqual((undone["taken_back"], undone["given_back"]), ("5.50", "50.00"))
            self.assertParts("110.00")
            again = self.till.json("reverse", "2")
            self.assertEqual((again["stan"], again["repeated"]), (3, True))
        self.ledger.audit()

    def test_resolving_reverses_what_got_no_answer_whatever_became_of_it(self):
        with self.serve():
            self.till.run("purchase", self.card, "1000")
            with Blocked(self.ledger):
                self.till.run("purchase", self.card, "100", "--receipt", "R-1", "--deadline-ms",
                              "1000", status=UNKNOWN)
                self.till.run("reverse", "2", "--deadline-ms", "1000", status=UNKNOWN)
                self.till.run("repeat", "2", status=DATA)  # given up
            self.assertEqual([one["kind"] for one in self.till.json("pending")], ["REVERSAL"])
            done = self.till.json("resolve", "--reverse")
            self.assertEqual([one["result"] for one in done], ["OK"])
            self.assertEqual(self.till.json("resolve"), [])
            self.assertParts("110.00")
        self.ledger.audit()

    def test_a_copy_of_what_was_reversed_comes_too_late(self):
        with self.serve() as daemon, Blocked(self.ledger):
            self.till.run("purchase", self.card, "100", "--deadline-ms", "1000", status=UNKNOWN)
            daemon.kill()  # and with it the request that it held
            daemon.start()
            epoch, body = self.till.sent(1)
        with self.serve() as daemon:
            undone = self.till.json("reverse", "1")["reversal"]
            self.assertIsNone(undone["original"])  # it had never come
            with daemon.till(epoch=epoch) as late:
                self.assertResult(late.purchase(body, 1), "REVERSED")
            self.assertEqual(self.till.json("status", "1")["status"]["code"], "REVERSED")
        self.assertEqual(self.ledger.value("select count(*) from bonus.receipt"), "0")
        self.ledger.audit()

    # No line.
    def test_what_happened_without_a_line_is_posted_once_it_is_back(self):
        with self.serve():
            self.till.run("purchase", self.card, "1000")
        self.till.run("purchase", self.card, "100", "--receipt", "R-1", "--deadline-ms", "500",
                      status=UNAVAILABLE)
        self.till.run("purchase", self.card, "100", "--receipt", "R-1", "--offline")
        self.till.run("purchase", self.card, "200", "--receipt", "R-2", "--offline")
        self.till.run("refund", "R-1", "40", "--offline", "--card", self.card)
        with self.serve():
            sent = self.till.json("advise")
            self.assertEqual([one["kind"] for one in sent], ["ADVICE"] * 3)
            self.assertEqual([one.get("purchase", one.get("refund", {})).get("rrn") is not None
                              for one in sent], [True] * 3)
            self.assertEqual(self.till.json("advise"), [])
            self.assertParts("138.60")  # 11 % of 1000 + 100 + 200 - 40
        self.ledger.audit()

    def test_what_a_rule_stands_against_is_parked_for_people(self):
        with self.serve():
            self.till.run("purchase", self.card, "1000")
            hold = self.till.json("hold", self.card, "60")["hold"]["hold"]
            neighbour = Counter(self.ledger, "till-1-2")
            neighbour.port = self.till.port
            neighbour.run("void", self.card, hold)
        self.till.run("commit", self.card, hold, "60", "--offline")
        with self.serve():
            parked = self.till.json("advise")[0]["parked"]
            self.assertEqual(parked["reason"], "HOLD_ENDED")
            self.assertParts("110.00")
        listed = self.ledger.json("exceptions", "--since", "yesterday")
        self.assertIn("parked_advice", json.dumps(listed))
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
