#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The programme as an operator changes it, and how soon running daemons know."""
import time

import world
from till import card_number, purchase_body

USAGE, DATA = 64, 65
SECONDS = 10  # for what should take one


class ProgrammeTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def in_force(self, *words):
        """{(currency, store, category, setting): value} of what is in force."""
        return {(row["currency"], row["store"], row["category"], row["setting"]): row["value"]
                for row in self.ledger.json("programme", "list", *words)}

    def refuse(self, status, word, *words):
        done = self.ledger.ctl(*words, status=status)
        self.assertIn(word, done.stderr)
        self.assertIn("bonusctl: ", done.stderr)

    def test_a_setting_is_written_in_words_and_kept_in_numbers(self):
        before = self.in_force()
        made = self.ledger.json(
            "programme", "set", "--currency", "RUB", "--expiry-months", "12",
            "--activation-delay-days", "14", "--redeem-max-share", "50%", "--redeem-min-money", "10.50",
            "--earning-tenders", "cash,card", "--earned-pays-same-receipt", "yes", "--refund-policy",
            "cash", "--debt-max", "none", "--limit", "card-day-points-hard=5000", "--limit",
            "till-hour-count-soft=30")
        self.assertEqual(made, [{"version": 2}])
        self.assertEqual(self.in_force(), before | {("RUB", None, "", name): value for name, value in {
            "expiry_months": 12, "activation_delay_days": 14, "redeem_max_share_bp": 5000,
            "redeem_min_money": 1050, "earning_tenders": 6, "earned_pays_same_receipt": 1,
            "refund_policy": 3, "debt_max": 2 ** 63 - 1, "limit_card_day_points_hard": 500000,
            "limit_till_hour_count_soft": 30}.items()})
        self.assertEqual(self.in_force("--version", 1), before)
        shown = self.ledger.ctl("programme", "list").stdout
        for words in ("expiry_months 12", "rate_bp 11%", "debt_max none", "earning_tenders cash,card",
                      "redeem_min_money 10.50", "refund_policy cash", "redeem_max_share_bp 50%"):
            self.assertIn(words, " ".join(shown.split()))

    def test_currencies_have_one_value_or_each_their_own(self):
        self.ledger.ctl("programme", "set", "--currency", "RUB", "--rate", "1%", "--currency", "UAH",
                        "--rate", "2%", "--expiry-months", "6")
        settings = self.in_force()
        self.assertEqual([settings[currency, None, "", name] for currency in ("RUB", "UAH")
                          for name in ("rate_bp", "expiry_months")], [100, 6, 200, 6])
        self.refuse(USAGE, "each --currency", "programme", "set", "--currency", "RUB", "--rate", "1%",
                    "--rate", "2%")

    def test_a_store_and_a_category_have_their_own_and_give_it_back(self):
        before = self.in_force()
        self.ledger.ctl("programme", "set", "--currency", "RUB", "--store", "1", "--rate", "15%")
        self.ledger.ctl("programme", "set", "--currency", "RUB", "--category", "tobacco",
                        "--redeem-max-share", "0%")
        self.assertEqual(self.in_force(), before | {
            ("RUB", 1, "", "rate_bp"): 1500, ("RUB", None, "tobacco", "redeem_max_share_bp"): 0})
        self.ledger.ctl("programme", "reset", "--currency", "RUB", "--store", "1", "rate")
        self.ledger.ctl("programme", "reset", "--currency", "RUB", "--category", "tobacco",
                        "redeem-max-share")
        self.assertEqual(self.in_force(), before)

    def test_what_cannot_be_set_is_refused_and_changes_nothing(self):
        version = self.ledger.value("select max(version) from bonus.programme")
        of_rub = ("programme", "set", "--currency", "RUB")
        for status, word, words in (
                (USAGE, "no setting is given", of_rub),
                (USAGE, "from never to 240", (*of_rub, "--expiry-months", "999")),
                (USAGE, "is no limit", (*of_rub, "--limit", "card-week-points-hard=1")),
                (USAGE, "is no limit", (*of_rub, "--limit", "card-day-points-hard")),
                (USAGE, "--category goes with", (*of_rub, "--category", "toys", "--rate", "1%")),
                (DATA, "there is no store 77", (*of_rub, "--store", "77", "--rate", "1%")),
                (DATA, "another currency", (*of_rub, "--store", "2", "--rate", "1%")),
                (DATA, "would have no rate", ("programme", "set", "--currency", "USD",
                                              "--expiry-months", "1")),
                (DATA, "would have no rate", ("programme", "reset", "--currency", "RUB", "rate")),
                (USAGE, "there is no setting", ("programme", "reset", "--currency", "RUB", "colour"))):
            with self.subTest(words):
                self.refuse(status, word, *words)
        self.assertEqual(self.ledger.value("select max(version) from bonus.programme"), version)

    def test_a_promotion_is_added_listed_and_ended(self):
        self.ledger.ctl("store", "brand", "1", "Gifts")
        self.ledger.ctl("segment", "add", "gold")
        first = self.ledger.json("promo", "add", "--preset", "window-30", "--from", "2026-12-01",
                                 "--to", "2026-12-31")
        second = self.ledger.json(
            "promo", "add", "--name", "Toys", "--points", "100", "--stacking", "add", "--currency",
            "RUB", "--store", "1", "--brand", "Gifts", "--segment", "gold", "--weekdays", "sat-sun",
            "--hours", "22-2", "--minimum", "999.90", "--category", "toys", "--category", 'a"b\\c')
        self.assertEqual([one["version"] for one in first + second], [2, 3])
        window, toys = self.ledger.json("promo", "list")
        self.assertEqual([window[key] for key in ("kind", "value", "stacking", "first_day", "last_day",
                                                  "weekdays", "hours", "currency", "categories")],
                         ["rate", 3000, "best", "2026-12-01", "2026-12-31", "mon-sun", "0-24", None, []])
        self.assertEqual([toys[key] for key in ("kind", "value", "stacking", "currency", "store",
                                                "brand", "segment", "weekdays", "hours", "minimum",
                                                "categories")],
                         ["points", 10000, "add", "RUB", 1, "Gifts", "gold", "sat-sun", "0-2,22-24",
                          99990, ["toys", 'a"b\\c']])
        shown = " ".join(self.ledger.ctl("promo", "list").stdout.split())
        self.assertIn("in RUB, store 1, brand Gifts, segment gold, on sat-sun, at 0-2,22-24, at least "
                      '999.90, category toys/a"b\\c', shown)
        ended = self.ledger.json("promo", "end", str(window["promotion"]))
        self.assertEqual(ended, [{"version": 4}])
        self.assertEqual([one["promotion"] for one in self.ledger.json("promo", "list")],
                         [toys["promotion"]])
        self.assertEqual([one["to_version"] for one in self.ledger.json("promo", "list", "--all")],
                         [4, None])
        self.refuse(DATA, "was ended by version 4", "promo", "end", str(window["promotion"]))

    def test_a_promotion_that_cannot_be_is_refused(self):
        add = ("promo", "add", "--name", "Spring")
        for status, word, words in (
                (USAGE, "needs a --name", ("promo", "add", "--rate", "30%")),
                (USAGE, "gives something", add),
                (USAGE, "gives one thing", (*add, "--rate", "30%", "--multiplier", "2")),
                (USAGE, "--multiplier cannot be", (*add, "--multiplier", "0.5")),
                (USAGE, "name the --currency", (*add, "--points", "100")),
                (USAGE, "name the --currency", (*add, "--rate", "30%", "--minimum", "100")),
                (USAGE, "has no minimum", (*add, "--rate", "30%", "--minimum", "100", "--currency",
                                           "RUB", "--stacking", "replace")),
                (USAGE, "--stacking cannot be", (*add, "--rate", "30%", "--stacking", "most")),
                (USAGE, "--weekdays cannot be", (*add, "--rate", "30%", "--weekdays", "Monday")),
                (USAGE, "--hours cannot be", (*add, "--rate", "30%", "--hours", "10-25")),
                (USAGE, "is no day", (*add, "--rate", "30%", "--from", "2026-02-29")),
                (USAGE, "is after", (*add, "--rate", "30%", "--from", "2026-03-02", "--to",
                                     "2026-03-01")),
                (USAGE, "a window needs", ("promo", "add", "--preset", "window-60")),
                (USAGE, "there is no preset", ("promo", "add", "--preset", "window-70")),
                (DATA, "no store has the brand", (*add, "--rate", "30%", "--brand", "Gitfs")),
                (DATA, "there is no segment", (*add, "--rate", "30%", "--segment", "gold")),
                (DATA, "there is no store 77", (*add, "--rate", "30%", "--store", "77"))):
            with self.subTest(words):
                self.refuse(status, word, *words)
        self.assertEqual(self.ledger.json("promo", "list"), [])

    def test_eight_promotions_may_meet_and_a_ninth_may_not(self):
        for number in range(8):
            self.ledger.ctl("promo", "add", "--name", f"Number {number}", "--rate", "12%")
        self.refuse(DATA, "could meet 8 others", "promo", "add", "--name", "Last", "--rate", "12%",
                    "--weekdays", "mon")

    def test_a_running_daemon_takes_up_a_version_within_a_second(self):
        card = card_number(0)
        with self.ledger.daemon() as daemon, daemon.till("till-1-1") as till:
            before = till.quote(purchase_body("q", 10000, card=card)).purchase
            self.assertEqual((before.programme_version, before.earned), (1, 1100))
            self.ledger.ctl("programme", "set", "--currency", "RUB", "--rate", "30%")
            until = time.monotonic() + SECONDS
            while till.quote(purchase_body("q", 10000, card=card)).purchase.programme_version < 2:
                self.assertLess(time.monotonic(), until)
                time.sleep(0.05)
            after = till.purchase(purchase_body("p", 10000, card=card)).purchase
            self.assertEqual((after.programme_version, after.earned), (2, 3000))
        self.ledger.audit()

    def test_a_purchase_is_decided_under_a_version_that_was_made_a_moment_ago(self):
        with self.ledger.daemon() as daemon, daemon.till("till-1-1") as till:
            for version in range(2, 6):
                self.ledger.ctl("promo", "add", "--name", "Toys", "--rate", "30%", "--category", "toys")
                bought = till.purchase(purchase_body(f"p{version}", 10000, card=card_number(0)))
                self.assertEqual(bought.purchase.programme_version, version)
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
