#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Heads that somebody else keeps. Whoever owns the database can write the whole history anew, every seal
with it, and no other rule notices: that is done here, by a second implementation of the seals."""
import subprocess

import seals
import world
from till import card_number, purchase_body

DIFFERENT, USAGE, DATA, NO_INPUT, CANNOT_CREATE = 1, 64, 65, 66, 73
HEADS = "heads_are_as_exported"


class SealTest(world.WorldTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = cls.world.directory / "seal.key"
        cls.public_key = cls.world.directory / "seal.key.pub"
        cls.world.ctl("seal", "key", "--out", cls.key)
        cls.honest = cls.world.ledger()
        cls.post(cls.honest, "honest", 40)

    @staticmethod
    def post(ledger, name, count):
        with ledger.daemon() as daemon, daemon.till() as till:
            for n in range(count):
                card = card_number(n % 8) if n % 5 else ""
                response = till.purchase(purchase_body(f"{name}-{n}", 1000 + n, card=card))
                assert response.result == 1, response

    def setUp(self):
        self.ledger = self.copy(self.honest)
        self.file = self.world.directory / f"{self.ledger.database}.heads"
        self.ledger.ctl("seal", "export", "--key", self.key, "--out", self.file)
        heads = [line.split() for line in self.file.read_text().splitlines()
                 if line.startswith("head ")]
        self.heads = {int(lane): int(position) for _, lane, _, position, *_ in heads}
        self.lane = max(self.heads, key=self.heads.get)
        self.head = self.heads[self.lane]

    def copy(self, ledger):
        self.world.databases += 1
        name = f"copy_{self.world.databases}"
        self.world.sql("postgres", f"create database {name} template {ledger.database}")
        return world.Ledger(self.world, name)

    def against(self, ledger=None, status=0, key=None, words=()):
        return (ledger or self.ledger).json("verify", "--against", self.file, "--public-key",
                                            key or self.public_key, *words, status=status)

    def refused(self, *words, status):
        return self.ledger.ctl("verify", *words, status=status).stderr

    def found(self, report):
        """What broke the rule of the heads, by lane; no other rule is broken."""
        self.assertEqual({found["rule"] for found in report["differences"]}, {HEADS})
        return {(found["lane"], found["first"]): found["what"] for found in report["differences"]}

    def test_history_that_only_grew_contains_its_heads(self):
        self.assertEqual(self.against()["against"]["heads"], 4)
        self.post(self.ledger, "later", 20)
        report = self.against()
        self.assertEqual((report["differences"], report["notes"], report["rules"][HEADS]),
                         ([], [], 0))
        self.assertIn("are part of this history", self.ledger.ctl(
            "verify", "--against", self.file, "--public-key", self.public_key).stdout)

    def test_a_third_party_needs_no_program_of_ours(self):
        # As docs/operation.md says it.
        done = subprocess.run(
            f"""cd {self.world.directory}
                head -n -1 {self.file} > heads.signed
                tail -n 1 {self.file} | cut -d ' ' -f 2 | tr a-f A-F | basenc --base16 -d > heads.signature
                openssl pkeyutl -verify -pubin -inkey {self.public_key} -rawin -in heads.signed \
                    -sigfile heads.signature""",
            shell=True, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        for lane, position in self.heads.items():
            computed = dict(seals.compute(self.ledger, lane))
            self.assertIn(f" {position} {computed.get(position, '0' * 64)} ",
                          self.file.read_text())

    def test_an_export_that_was_changed_is_not_believed(self):
        text = self.file.read_text()
        signature = text.splitlines()[-1].split()[1]
        changes = {
            "the signature": (signature[:8], f"{int(signature[:8], 16) ^ 1:08x}"),
            "a position": (f" {self.head} ", f" {self.head + 1} "),
            "the time": ("exported 20", "exported 21"),
            "no signature": ("signature ", "# "),
        }
        for name, (old, new) in changes.items():
            with self.subTest(name):
                self.assertIn(old, text)
                self.file.write_text(text.replace(old, new))
                self.refused("--against", self.file, "--public-key", self.public_key, status=DATA)

    def test_the_wrong_key_is_named(self):
        other = self.world.directory / f"{self.ledger.database}.key"
        self.ledger.ctl("seal", "key", "--out", other)
        self.assertIn("was signed with key", self.refused(
            "--against", self.file, "--public-key", f"{other}.pub", status=DATA))
        self.refused("--against", self.file, "--public-key", self.key, status=DATA)
        self.refused("--against", self.file, "--public-key", "/nonexistent", status=NO_INPUT)
        self.refused("--against", "/nonexistent", "--public-key", self.public_key, status=NO_INPUT)
        self.refused("--against", self.file, status=USAGE)

    def test_no_key_and_no_export_is_overwritten(self):
        self.ledger.ctl("seal", "key", "--out", self.key, status=CANNOT_CREATE)
        self.ledger.ctl("seal", "export", "--key", self.key, "--out", self.file,
                        status=CANNOT_CREATE)
        self.ledger.ctl("seal", "export", "--key", "/nonexistent", status=NO_INPUT)
        text = self.ledger.ctl("seal", "export", "--key", self.key).stdout
        self.assertTrue(text.startswith("bonus seal export 1\n"))

    def rewrite(self, statement):
        """Changes rows and seals the whole lane again as if it always had been so."""
        self.ledger.sql(statement)
        seals.rewrite(self.ledger, self.lane)

    def test_rewritten_history_shows_against_the_kept_heads_alone(self):
        position = self.ledger.value(f"select min(position) from bonus.journal "
                                     f"where lane = {self.lane} and member is null")
        for change in ("money = money - 100", "receipt_at = receipt_at - '1 day'::interval"):
            with self.subTest(change):
                self.setUp()
                before = dict(seals.compute(self.ledger, self.lane))[self.head]
                self.rewrite(f"update bonus.journal set {change} where lane = {self.lane} "
                             f"and position = {position}")
                after = dict(seals.compute(self.ledger, self.lane))[self.head]
                self.assertNotEqual(before, after)
                what = self.found(self.against(status=DIFFERENT))
                self.assertEqual(list(what), [(self.lane, self.head)])
                self.assertIn(f"had seal {before}", what[self.lane, self.head])
                self.assertIn(f"has {after} now", what[self.lane, self.head])

    def test_turns_that_were_cut_anew_show(self):
        self.ledger.sql(f"update bonus.seal set last = last - 1 where lane = {self.lane} "
                        f"and last = {self.head} and first < last; "
                        f"delete from bonus.seal where lane = {self.lane} and last = {self.head}")
        report = self.against(status=DIFFERENT)
        self.assertIn("the history ends at", " ".join(
            found["what"] for found in report["differences"] if found["rule"] == HEADS))

    def test_a_restore_that_lost_something_shows(self):
        # The copy of before, as a backup brings it back.
        before = self.copy(self.ledger)
        self.post(self.ledger, "lost", 20)
        self.file.unlink()
        self.ledger.ctl("seal", "export", "--key", self.key, "--out", self.file)
        before.ctl("verify")
        what = self.found(self.against(before, status=DIFFERENT))
        self.assertTrue(all(f"the history ends at {self.heads[lane]}, before" in text
                            for (lane, _), text in what.items()), what)
        # Declared, and posted on beyond the place of the lost head: other postings, other seals.
        before.sql("select bonus.incarnation_raise_v1()")
        self.post(before, "found", 40)
        before.ctl("verify")
        report = self.against(before, status=DIFFERENT)
        self.found(report)
        texts = [found["what"] for found in report["differences"] if found["lane"] == self.lane]
        self.assertEqual(len(texts), 2, texts)
        self.assertIn("had seal", texts[0])
        self.assertIn("incarnation raised since", texts[1])
        self.assertIn("not behind the exported head", texts[1])

    def test_an_incarnation_raised_behind_the_heads_is_noted(self):
        self.ledger.sql("select bonus.incarnation_raise_v1()")
        self.post(self.ledger, "later", 20)
        report = self.against()
        self.assertEqual([note["lane"] for note in report["notes"]], sorted(self.heads))
        self.assertIn(f"first at position {self.head + 1}, behind the exported head",
                      report["notes"][self.lane]["what"])

    def test_changed_incarnations_show(self):
        for statement in (f"update bonus.incarnation set incarnation = 2 where lane = {self.lane}",
                          f"delete from bonus.incarnation where lane = {self.lane}"):
            with self.subTest(statement):
                self.setUp()
                self.ledger.sql(statement)
                report = self.against(status=DIFFERENT)
                self.assertIn((HEADS, self.lane), [(found["rule"], found["lane"])
                                                   for found in report["differences"]])

    def test_a_lane_that_nobody_walks_shows(self):
        self.ledger.sql(f"delete from bonus.lane where lane = {self.lane}")
        report = self.against(status=DIFFERENT)
        self.assertIn((HEADS, self.lane, "the lane was exported and is not there now"),
                      [(found["rule"], found["lane"], found["what"])
                       for found in report["differences"]])

    def test_one_lane_is_held_against_its_own_head(self):
        self.rewrite(f"update bonus.journal set sent_at = sent_at + interval '1 second' "
                     f"where lane = {self.lane} and position = {self.head}")
        other = next(lane for lane in self.heads if lane != self.lane)
        self.against(words=("--lane", other))
        self.found(self.against(words=("--lane", self.lane), status=DIFFERENT))

    def test_the_heads_of_another_ledger_are_refused(self):
        name = f"other_{self.ledger.database}"
        self.world.sql("postgres", f"create database {name} owner {world.OWNER}")
        other = world.Ledger(self.world, name)
        other.ctl("db", "migrate")
        done = other.ctl("verify", "--against", self.file, "--public-key", self.public_key,
                         status=DATA)
        self.assertIn("is of the ledger made on", done.stderr)
        other.ctl("seal", "export", "--key", self.key, "--out", f"{self.file}.empty")
        other.ctl("verify", "--against", f"{self.file}.empty", "--public-key", self.public_key)

    def test_a_head_that_cannot_be_is_not_signed(self):
        for value in ("seal = '\\x010203'", "last = 9223372036854775807", "posted_at = 'infinity'"):
            with self.subTest(value):
                self.setUp()
                self.ledger.sql(f"update bonus.seal set {value} where lane = {self.lane} "
                                f"and last = {self.head}")
                self.assertIn(f"lane {self.lane} has no head that can be", self.ledger.ctl(
                    "seal", "export", "--key", self.key, status=DATA).stderr)


if __name__ == "__main__":
    world.main()
