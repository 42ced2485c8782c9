#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The excerpt of real receipts and refunds, posted by bonus-pos: the totals are those reckoned in Python,
account by account, and a second replay, from the same or other tills, changes nothing."""
import json

import receipts
import recompute
import world
EXCERPT = world.SOURCE / "tests/data/receipts-2011-01-31.csv"
SUPERVISOR = "4711-83"
KINDS = {"sales": 1, "refunds": 5}  # in the journal; refunds without an original are of the second


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

    def allow_blind_refunds(self):
        """Every till may, and one code opens them in every store."""
        for name in ALL:
            self.ledger.ctl("terminal", "blind-refund", name)
        for store in world.STORES:
            self.ledger.ctl("supervisor", "add", "--store", store, "Anna", input=SUPERVISOR + "\n")

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
                          "--ca", self.world.authority, "--tills-dir", folder, "--supervisor",
                          SUPERVISOR, "--json", *options, **rest)
        return json.loads(report.stdout)

    def money(self):
        """Money and points by kind and currency, from the journal; of refunds what they took."""
        rows = self.ledger.sql(f"""
            select kind, currency, sum(abs(money)), sum(abs(earned)) from bonus.journal
            where kind in ({KINDS["sales"]}, {KINDS["refunds"]}) group by kind, currency""")
        return {(int(kind), int(currency)): (int(money), int(points))
                for kind, currency, money, points in rows}

    def accounts(self):
        """What each card has: points less debt, debt, and money of all purchases."""
        rows = self.ledger.sql("""
            select c.card, a.currency, a.balance, a.debt, a.lifetime
            from bonus.account as a join bonus.card as c on c.lane = a.lane and c.member = a.member""")
        return {(card, int(currency)): tuple(map(int, rest)) for card, currency, *rest in rows}

    def heads(self):
        return self.ledger.sql("select lane, max(last) from bonus.seal group by lane order by lane")


def card_of(customer):
    """The EAN-13 that bonus-pos gives a customer: 20, the number in ten digits, the check digit."""
    digits = f"20{int(float(customer)):010d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-weighted % 10)


ALL = [f"till-{store}-{index}" for store in (1, 2, 3) for index in (1, 2)]


class ReplayTest(world.WorldTest):
    def assertLedger(self, replay, books):
        """The journal's sums and every single account are those recomputed."""
        expected = {}
        for (kind, currency), money in books["money"].items():
            number = KINDS["sales" if kind == "sales" else "refunds"]
            so_far = expected.get((number, currency), (0, 0))
            expected[number, currency] = (so_far[0] + money,
                                          so_far[1] + books["points"][kind, currency])
        self.assertEqual(replay.money(), expected)
        self.maxDiff = None
        self.assertEqual(replay.accounts(), {
            (card_of(customer), currency): (account["points"] - account["debt"], account["debt"],
                                            account["lifetime"])
            for (customer, currency), account in books["accounts"].items()})

    def assertCounts(self, report, totals, books):
        self.assertEqual(
            {key: report[key] for key in (
                "posted_with_card", "posted_without_card", "refunds", "blind_refunds",
                "refunds_without_card", "refund_lines_matched", "refund_lines_blind",
                "negative_skipped", "refused", "unknown", "failed")},
            {"posted_with_card": totals.with_card, "posted_without_card": totals.without_card,
             "refunds": books["refunds"], "blind_refunds": books["blind_refunds"],
             "refunds_without_card": books["refunds_without_card"],
             "refund_lines_matched": books["lines_matched"],
             "refund_lines_blind": books["lines_blind"], "negative_skipped": totals.negative,
             "refused": 0, "unknown": 0, "failed": 0})

    def assertNothingPosted(self, report, books, totals):
        self.assertEqual((report["posted_with_card"], report["posted_without_card"],
                          report["refunds"], report["blind_refunds"], report["refused"],
                          report["unknown"], report["failed"]), (0,) * 7)
        self.assertEqual(report["repeated"] + report["already_posted"],
                         totals.with_card + totals.without_card + books["refunds"] +
                         books["blind_refunds"])

    def test_the_excerpt_gives_what_was_recomputed_and_a_second_time_nothing(self):
        totals, books = receipts.reckon(EXCERPT), recompute.recompute(EXCERPT)
        replay = Replay(self, EXCERPT)
        replay.allow_blind_refunds()
        with replay.ledger.daemon() as daemon:
            replay.activate(daemon)
            first_tills = replay.tills("first", ALL)
            report = replay.run(daemon, first_tills)
            self.assertCounts(report, totals, books)
            self.assertLedger(replay, books)
            heads = replay.heads()

            self.assertNothingPosted(replay.run(daemon, first_tills), books, totals)

            # Other journals, and other tills for each store: the paper's identity stops them.
            others = replay.run(daemon, replay.tills("others", reversed(ALL)), "--tills", "3")
            self.assertNothingPosted(others, books, totals)
            self.assertEqual(others["repeated"], 0)
        self.assertEqual(replay.heads(), heads)
        self.assertLedger(replay, books)
        replay.ledger.audit()

    def test_what_nobody_allows_is_not_refunded_without_its_receipt(self):
        replay = Replay(self, EXCERPT)
        replay.allow_blind_refunds()
        books = recompute.recompute(EXCERPT)
        for name in ALL:
            replay.ledger.ctl("terminal", "blind-refund", name, "--revoke")
        with replay.ledger.daemon() as daemon:
            replay.activate(daemon)
            report = replay.run(daemon, replay.tills("revoked", ALL), status=1)
        self.assertEqual(report["refused_by_code"],
                         {"BLIND_REFUND_NOT_ALLOWED": books["blind_refunds"]})
        self.assertEqual((report["refunds"], report["blind_refunds"]), (books["refunds"], 0))
        replay.ledger.audit()

    def test_a_replay_that_was_killed_goes_on_where_it_was(self):
        replay = Replay(self, EXCERPT)
        replay.allow_blind_refunds()
        with replay.ledger.daemon() as daemon:
            replay.activate(daemon)
            tills = replay.tills("killed", ALL)
            self.kill_replay(replay, daemon, tills)
            replay.run(daemon, tills)
        self.assertLedger(replay, recompute.recompute(EXCERPT))
        replay.ledger.audit()

    def kill_replay(self, replay, daemon, tills):
        """SIGKILL while receipts are under way."""
        words = ["replay", EXCERPT, "--server", f"localhost:{daemon.port}", "--ca",
                 self.world.authority, "--tills-dir", tills, "--supervisor", SUPERVISOR, "--rate",
                 "200"]
        process = self.world.spawn(self.world.program("bonus-pos"), *words)
        world.eventually(lambda: int(replay.ledger.value(
            "select count(*) from bonus.receipt")) > 50, "50 receipts are posted")
        process.kill()
        process.wait()

    def test_dates_move_by_whole_weeks_into_the_past_seven_days(self):
        replay = Replay(self, EXCERPT)
        replay.allow_blind_refunds()
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
        replay.allow_blind_refunds()
        totals, books = receipts.reckon(EXCERPT), recompute.recompute(EXCERPT)
        with replay.ledger.daemon() as daemon:
            report = replay.run(daemon, replay.tills("refused", ALL), status=1)
        self.assertEqual(report["refused_by_code"],
                         {"CARD_NOT_ACTIVE": totals.with_card + books["refunds"] +
                          books["blind_refunds"]})
        self.assertEqual(report["posted_without_card"], totals.without_card)
        replay.ledger.audit()


if __name__ == "__main__":
    world.main()
