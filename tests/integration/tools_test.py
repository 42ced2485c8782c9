#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""bonusctl and bonus-pos as a shell script sees them: exit statuses, JSON, and what may be said twice."""
import json
import subprocess

import world
from till import card_number, purchase_body

OK, DIFFERENT, USAGE, DATA, NO_INPUT, UNAVAILABLE = 0, 1, 64, 65, 66, 69
CANNOT_CREATE, UNKNOWN = 73, 75


class TillTest(world.WorldTest):
    """bonus-pos, in the same way."""

    def setUp(self):
        self.ledger = self.world.ledger()

    def pos(self, port, *words, status=OK, **options):
        identity = self.world.identity("till-1-1")
        return self.world.run(
            self.world.program("bonus-pos"), *words, "--server", f"localhost:{port}", "--ca",
            identity.authority, "--cert", identity.certificate, "--key", identity.key, "--journal",
            self.world.directory / f"{self.ledger.database}.db", status=status, **options)

    def test_a_card_may_come_as_a_barcode_or_from_either_track(self):
        card = card_number(11)
        with self.ledger.daemon() as daemon:
            for way in (card, f";{card}=29121010000000000?",
                        f"%B{card}^PETROVA/ANNA ^29121010000000000?"):
                done = json.loads(self.pos(daemon.port, "purchase", way, "10.00", "--json").stdout)
                self.assertEqual(done["code"], "APPROVED")
            with daemon.till("till-1-2") as till:
                self.assertEqual(till.balance(card).balance.balances[0].lifetime, 3000)
        self.ledger.audit()

    def test_each_kind_of_failure_has_its_status(self):
        wrong_digit = card_number(11)[:-1] + str((int(card_number(11)[-1]) + 1) % 10)
        with self.ledger.daemon() as daemon:
            self.pos(daemon.port, "balance", card_number(0))
            self.pos(daemon.port, "balance", card_number(199999), status=DIFFERENT)
            self.pos(daemon.port, "purchase", card_number(199), "1.00", status=DIFFERENT)
            self.pos(daemon.port, "balance", wrong_digit, status=DATA)
            self.pos(daemon.port, "purchase", card_number(0), "1.005", status=DATA)
            self.pos(daemon.port, "nonsense", status=USAGE)
            self.pos(daemon.port, "replay", "/nonexistent.csv", status=NO_INPUT)
        self.pos(daemon.port, "balance", card_number(0), "--deadline-ms", "500", status=UNAVAILABLE)

    def test_a_slip_has_the_width_and_the_language_that_were_asked_for(self):
        with self.ledger.daemon() as daemon:
            for width in (32, 40, 48):
                for language, word in (("ru", "Касса"), ("en", "Till"), ("uk", "Каса")):
                    slip = self.pos(daemon.port, "quote", card_number(12), "1250.00", "--width",
                                    width, "--language", language).stdout
                    lines = slip.splitlines()
                    self.assertEqual(max(map(len, lines)), width)
                    self.assertTrue(any(line.startswith(word) for line in lines), slip)
                    self.assertIn("137", slip)
                    self.assertNotIn(card_number(12), slip)

    def test_an_unanswered_purchase_is_known_by_its_stan_and_repeated(self):
        card = card_number(13)
        with self.ledger.daemon() as daemon:
            with self.ledger.session() as holder:
                holder.run("begin")
                holder.run("select lane from bonus.lane for update")
                unknown = self.pos(daemon.port, "purchase", card, "10.00", "--deadline-ms", "1000",
                                   "--receipt", "R-1", status=None)
                self.assertEqual(unknown.returncode, UNKNOWN, unknown.stderr)
                self.assertIn("1", self.pos(daemon.port, "pending").stdout)
                holder.run("rollback")
            done = json.loads(self.pos(daemon.port, "repeat", "1", "--json").stdout)
            self.assertEqual(done["code"], "APPROVED")
            # The same receipt again is the same STAN.
            again = json.loads(self.pos(daemon.port, "purchase", card, "10.00", "--receipt", "R-1",
                                        "--json").stdout)
            self.assertEqual((again["stan"], again["purchase"]), (done["stan"], done["purchase"]))
            self.pos(daemon.port, "status", "1")
        self.assertEqual(self.ledger.value("select count(*) from bonus.receipt"), "1")
        self.ledger.audit()


class ToolsTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def fresh(self):
        """An empty database."""
        self.world.databases += 1
        name = f"fresh_{self.world.databases}"
        self.world.sql("postgres", f"create database {name} owner {world.OWNER}")
        return world.Ledger(self.world, name)

    def test_every_command_explains_itself(self):
        listed = self.world.ctl("--help").stdout
        paths = [line.split() for line in listed.splitlines() if line.startswith("  ")]
        self.assertGreater(len(paths), 15)
        for words in (("db", "migrate"), ("store", "add"), ("terminal", "block"), ("verify",),
                      ("statement",), ("card", "activate"), ("pki", "init")):
            self.assertIn("Usage:", self.world.ctl(*words, "--help").stdout)

    def test_a_wrong_command_line_is_status_64(self):
        for words in (("nonsense",), ("store",), ("store", "add"), ("store", "list", "--nonsense"),
                      ("store", "add", "x", "--name", "n", "--currency", "RUB", "--zone", "UTC"),
                      ("terminal", "add", "t", "--role", "terminal", "--certificate", "x")):
            with self.subTest(words):
                done = self.ledger.ctl(*words, status=USAGE)
                self.assertIn("bonusctl: ", done.stderr)

    def test_a_database_out_of_reach_is_status_69(self):
        done = self.world.ctl("--database", "host=/nonexistent dbname=x", "store", "list",
                              status=UNAVAILABLE)
        self.assertIn("bonusctl: ", done.stderr)

    def test_a_missing_file_is_status_66(self):
        self.ledger.ctl("card", "import", "/nonexistent/cards", status=NO_INPUT)

    def test_what_does_not_fit_is_status_65(self):
        for words in (("store", "add", "1", "--name", "again", "--currency", "RUB", "--zone", "UTC"),
                      ("store", "add", "9", "--name", "n", "--currency", "RUB", "--zone", "No/Where"),
                      ("terminal", "block", "nobody"),
                      ("statement", card_number(190) + "7")):
            with self.subTest(words):
                done = self.ledger.ctl(*words, status=None)
                self.assertIn(done.returncode, (DATA, USAGE), done.stderr)

    def test_certificates_are_not_overwritten_unasked(self):
        self.world.ctl("pki", "init", "--dir", self.world.pki, status=CANNOT_CREATE)
        self.world.ctl("pki", "terminal", "till-1-1", "--dir", self.world.pki, status=CANNOT_CREATE)

    def test_lists_are_json_when_asked(self):
        stores = self.ledger.json("store", "list")
        self.assertEqual([one["store"] for one in stores], [1, 2, 3])
        self.assertEqual(stores[0]["name"], "Магазин 1")
        terminals = self.ledger.json("terminal", "list")
        self.assertEqual(len(terminals), 7)
        self.assertEqual({one["role"] for one in terminals}, {"terminal", "operator"})

    def test_migrate_says_what_it_would_do_does_it_and_then_has_nothing_to_do(self):
        ledger = self.fresh()
        planned = ledger.json("db", "migrate", "--plan")
        self.assertTrue(planned["migrations"])
        self.assertEqual(ledger.sql("select count(*) from pg_namespace where nspname = 'bonus'"),
                         [["0"]])
        done = ledger.json("db", "migrate")
        self.assertEqual(done["migrations"], planned["migrations"])
        again = ledger.json("db", "migrate")
        self.assertEqual([again["migrations"], again["definitions"]], [[], []])

    def test_two_migrations_at_once_take_turns(self):
        ledger = self.fresh()
        environment = {**self.world.cluster.environment(ledger.database), **world.SANITIZERS,
                       "BONUS_DATABASE": self.world.cluster.connection_string(ledger.database,
                                                                            world.OWNER)}
        runs = [subprocess.Popen([self.world.program("bonusctl"), "db", "migrate"], env=environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for _ in range(4)]
        for run in runs:
            _, errors = run.communicate(timeout=120)
            self.assertEqual(run.returncode, OK, errors)
        ledger.ctl("verify")

    def test_a_released_migration_that_was_changed_is_noticed(self):
        ledger = self.fresh()
        ledger.ctl("db", "migrate")
        ledger.sql("update bonus_meta.migration set checksum = sha256('other') where number = 1")
        done = ledger.ctl("db", "migrate", status=DATA)
        self.assertIn("HINT:", done.stderr)

    def test_the_number_of_lanes_is_chosen_once(self):
        ledger = self.fresh()
        ledger.ctl("db", "migrate", "--lanes", "7")
        self.assertEqual(ledger.value("select lanes from bonus.ledger"), "7")
        self.assertEqual(ledger.value("select count(*) from bonus.lane"), "7")
        ledger.ctl("db", "migrate", "--lanes", "8", status=DATA)
        ledger.ctl("db", "migrate", "--lanes", "7")

    def test_importing_cards_twice_adds_nothing_and_wrong_lines_are_named(self):
        path = self.world.directory / "cards.txt"
        path.write_text("".join(f"{card_number(5000 + n)}\n" for n in range(20)))
        self.ledger.ctl("card", "import", path)
        count = self.ledger.value("select count(*) from bonus.card")
        self.ledger.ctl("card", "import", path)
        self.assertEqual(self.ledger.value("select count(*) from bonus.card"), count)
        path.write_text("123\n")
        done = self.ledger.ctl("card", "import", path, status=DATA)
        self.assertIn("cards.txt:1:", done.stderr)

    def test_a_statement_says_where_each_point_came_from(self):
        card = card_number(10)
        with self.ledger.daemon() as daemon, daemon.till() as till:
            for n, total in enumerate((125000, 9999, 50)):
                till.purchase(purchase_body(f"statement-{n}", total, card=card))
        text = self.ledger.ctl("statement", card).stdout
        for number in ("statement-0", "statement-1", "statement-2"):
            self.assertIn(number, text)
        report = json.dumps(self.ledger.json("statement", card))
        for points in (13750, 1099, 5):
            self.assertIn(str(points), report)

    def test_verify_of_honest_books_is_status_0(self):
        self.ledger.ctl("verify")
        self.assertTrue(self.ledger.json("verify"))


if __name__ == "__main__":
    world.main()
