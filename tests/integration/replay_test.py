#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The excerpt of real receipts, posted by bonus-pos: the totals are those reckoned in Python, account
by account, and a second replay, from the same or other tills, changes nothing."""
import json

import receipts
import world
from till import KZT, RUB, UAH

EXCERPT = world.SOURCE / "tests/data/receipts-2011-01-31.csv"


class Replay:
    """A ledger with the cards of a file's customers active, and tills that replay it."""

    def __init__(self, test, path):
        self.world = test.world
        self.path = path
        self.ledger = self.world.ledger()
        self.cards = self.pos("cards", path).stdout.split()
        self.ledger.import_cards(self.cards)

    def pos(self, *words, **options):
        return self.world.run(self.world.program("bonus-pos"), *words, **options)

    def activate(self, daemon):
        with daemon.operator() as operator:
            for card in self.cards:
                assert operator.activate(card).result == 1

    def tills(self, label, names):
        """A folder with these tills, each with a journal of its own."""
        folder = self.world.directory / f"{self.ledger.database}-{label}"
        for name in names:
            (folder / name).mkdir(parents=True)
            identity = self.world.identity(name)
            (folder / name / "cert.pem").symlink_to(identity.certificate)
            (folder / name / "key.pem").symlink_to(identity.key)
        return folder

    def run(self, daemon, folder, *options, path=None, **rest):
        report = self.pos("replay", path or self.path, "--server", f"localhost:{daemon.port}",
                          "--ca", self.world.authority, "--tills-dir", folder, "--json", *options,
                          **rest)
        return json.loads(report.stdout)

    def money(self):
        """Money and points of all purchases by currency, from the journal."""
        rows = self.ledger.sql("select currency, sum(money), sum(earned) from bonus.journal "
                               "where kind = 1 group by currency")
        return {int(currency): (int(money), int(points)) for currency, money, points in rows}

    def accounts(self):
        rows = self.ledger.sql("""
            select c.card, a.currency, a.balance
            from bonus.account as a join bonus.card as c on c.lane = a.lane and c.member = a.member""")
        return {(card, int(currency)): int(balance) for card, currency, balance in rows}

    def heads(self):
        return self.ledger.sql("select lane, max(last) from bonus.seal group by lane order by lane")


def card_of(customer):
    """The EAN-13 that bonus-pos gives a customer: 20, the number in ten digits, the check digit."""
    digits = f"20{int(float(customer)):010d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-weighted % 10)


ALL = [f"till-{store}-{index}" for store in (1, 2, 3) for index in (1, 2)]


class ReplayTest(world.WorldTest):
    def assertTotals(self, replay, report, totals):
        self.assertEqual((report["posted_with_card"], report["posted_without_card"]),
                         (totals.with_card, totals.without_card))
        self.assertEqual((report["refunds_skipped"], report["negative_skipped"]),
                         (totals.refunds, totals.negative))
        self.assertEqual(replay.money(), {currency: (totals.money[currency], totals.points[currency])
                                          for currency in (RUB, UAH, KZT)})
        expected = {(card_of(customer), currency): points
                    for (customer, currency), points in totals.accounts.items()}
        self.assertEqual(replay.accounts(), expected)

    def assertNothingPosted(self, report):
        self.assertEqual((report["posted_with_card"], report["posted_without_card"],
                          report["refused"], report["unknown"], report["failed"]), (0, 0, 0, 0, 0))

    def test_the_excerpt_gives_the_totals_reckoned_in_python_and_a_second_time_nothing(self):
        totals = receipts.reckon(EXCERPT)
        replay = Replay(self, EXCERPT)
        with replay.ledger.daemon() as daemon:
            replay.activate(daemon)
            first_tills = replay.tills("first", ALL)
            self.assertTotals(replay, replay.run(daemon, first_tills), totals)
            heads = replay.heads()
            receipts_posted = totals.with_card + totals.without_card

            again = replay.run(daemon, first_tills)
            self.assertNothingPosted(again)
            self.assertEqual(again["repeated"] + again["already_posted"], receipts_posted)

            # Other journals, and other tills for each store: the paper's identity stops them.
            others = replay.run(daemon, replay.tills("others", reversed(ALL)), "--tills", "3")
            self.assertNothingPosted(others)
            self.assertEqual(others["already_posted"], receipts_posted)
        self.assertEqual(replay.heads(), heads)
        self.assertTotals(replay, {**again, "posted_with_card": totals.with_card,
                                   "posted_without_card": totals.without_card}, totals)
        replay.ledger.audit()

    def test_a_replay_that_was_killed_goes_on_where_it_was(self):
        totals = receipts.reckon(EXCERPT)
        replay = Replay(self, EXCERPT)
        with replay.ledger.daemon() as daemon:
            replay.activate(daemon)
            tills = replay.tills("killed", ALL)
            self.kill_replay(replay, daemon, tills)
            replay.run(daemon, tills)
            self.assertEqual(replay.money(),
                             {currency: (totals.money[currency], totals.points[currency])
                              for currency in (RUB, UAH, KZT)})
        replay.ledger.audit()

    def kill_replay(self, replay, daemon, tills):
        """SIGKILL while receipts are under way."""
        words = ["replay", EXCERPT, "--server", f"localhost:{daemon.port}", "--ca",
                 self.world.authority, "--tills-dir", tills, "--rate", "200"]
        process = self.world.spawn(self.world.program("bonus-pos"), *words)
        world.eventually(lambda: int(replay.ledger.value(
            "select count(*) from bonus.receipt")) > 50, "50 receipts are posted")
        process.kill()
        process.wait()

    def test_dates_move_by_whole_weeks_into_the_past_seven_days(self):
        replay = Replay(self, EXCERPT)
        with replay.ledger.daemon() as daemon:
            replay.activate(daemon)
            replay.run(daemon, replay.tills("weeks", ALL))
        rows = replay.ledger.sql("""
            select max(j.receipt_at) > now() - interval '7 days' and max(j.receipt_at) <= now(),
                -- The identity keeps the date of the file.
                min(r.date), max(r.date),
                count(distinct (j.receipt_at at time zone 'UTC'
                                + make_interval(mins => j.utc_offset_min))::date
                               - to_date(r.date::text, 'YYYYMMDD')),
                min((j.receipt_at at time zone 'UTC' + make_interval(mins => j.utc_offset_min))::date
                    - to_date(r.date::text, 'YYYYMMDD')) % 7
            from bonus.journal as j
            join bonus.receipt as r on r.lane = j.lane and r.position = j.position""")
        self.assertEqual(rows, [["t", "20110131", "20110206", "1", "0"]])

    def test_cards_that_nobody_activated_are_refused_and_counted(self):
        replay = Replay(self, EXCERPT)
        totals = receipts.reckon(EXCERPT)
        with replay.ledger.daemon() as daemon:
            report = replay.run(daemon, replay.tills("refused", ALL), status=1)
        self.assertEqual(report["refused_by_code"], {"CARD_NOT_ACTIVE": totals.with_card})
        self.assertEqual(report["posted_without_card"], totals.without_card)
        replay.ledger.audit()


if __name__ == "__main__":
    world.main()
