#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whoever owns the database can change every row. `bonusctl verify` finds it."""
import world
from till import card_number, purchase_body

DIFFERENT = 1
ROW = "lane = {lane} and position = {position}"


class TamperTest(world.WorldTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.honest = cls.world.ledger()
        with cls.honest.daemon() as daemon, daemon.till() as till:
            for n in range(40):
                card = card_number(n % 8) if n % 5 else ""
                response = till.purchase(purchase_body(f"honest-{n}", 1000 + n, card=card))
                assert response.result == 1, response

    def setUp(self):
        self.world.databases += 1
        name = f"tampered_{self.world.databases}"
        self.world.sql("postgres", f"create database {name} template {self.honest.database}")
        self.ledger = world.Ledger(self.world, name)
        self.ledger.ctl("verify")
        lane, head = self.ledger.sql("select lane, max(position) from bonus.journal "
                                     "group by lane order by max(position) desc limit 1")[0]
        self.lane, self.head = int(lane), int(head)
        self.middle = int(self.ledger.value(
            f"select position from bonus.journal where lane = {lane} and kind = 1 "
            f"and earned > 0 order by position limit 1"))

    def row(self, position):
        return ROW.format(lane=self.lane, position=position)

    def alter(self, *statements):
        self.ledger.sql("; ".join(statements))

    def assertFound(self):
        self.ledger.ctl("verify", status=DIFFERENT)
        report = self.ledger.json("verify", status=DIFFERENT)
        self.assertTrue(report)

    def test_a_changed_amount_is_found(self):
        self.alter(f"update bonus.journal set money = money + 100 where {self.row(self.middle)}")
        self.assertFound()

    def test_every_sealed_column_is_guarded(self):
        # Each column in turn, in one database: the change is taken back before the next one.
        changes = {
            "terminal": "terminal + 1", "epoch": "epoch # 1", "stan": "stan + 1000",
            "store": "coalesce(store, 0) + 1", "base": "base + 1", "earned": "earned + 1",
            "redeemed": "redeemed + 1", "balance_after": "balance_after + 1",
            "lifetime_after": "lifetime_after + 1", "rate_bp": "rate_bp + 1",
            "programme_version": "programme_version + 1",
            "posted_at": "posted_at + interval '1 microsecond'",
            "arrived_at": "arrived_at + interval '1 microsecond'",
            "receipt_at": "receipt_at + interval '1 day'",
            "sent_at": "sent_at + interval '1 second'",
            "utc_offset_min": "utc_offset_min + 60::smallint", "card": "card || '0'",
            "member": "member + 1", "currency": "840", "body": "body || '\\x00'::bytea",
            "salt": "decode(md5(salt), 'hex')", "kind": "4",
        }
        for column, value in changes.items():
            with self.subTest(column):
                self.alter("create table kept as select * from bonus.journal where "
                           + self.row(self.middle),
                           f"update bonus.journal set {column} = {value} where "
                           + self.row(self.middle))
                self.ledger.ctl("verify", status=DIFFERENT)
                self.alter(f"delete from bonus.journal where {self.row(self.middle)}",
                           "insert into bonus.journal select * from kept", "drop table kept")
        self.ledger.ctl("verify")

    def test_a_removed_row_is_found(self):
        self.alter(f"delete from bonus.journal where {self.row(self.middle)}")
        self.assertFound()

    def test_a_removed_last_row_is_found(self):
        self.alter(f"delete from bonus.journal where {self.row(self.head)}")
        self.assertFound()

    def test_a_removed_last_turn_with_its_seal_is_found_by_the_state_it_left(self):
        first = self.ledger.value(f"select first from bonus.seal where lane = {self.lane} "
                                  f"and last = {self.head}")
        self.alter(f"delete from bonus.journal where lane = {self.lane} and position >= {first}",
                   f"delete from bonus.seal where lane = {self.lane} and last = {self.head}")
        self.assertFound()

    def test_swapped_rows_are_found(self):
        a, b = self.middle, self.head
        far = self.head + 1000
        self.alter(f"update bonus.journal set position = {far} where {self.row(a)}",
                   f"update bonus.journal set position = {a}, previous_position = 0 "
                   f"where {self.row(b)}",
                   f"update bonus.journal set position = {b} where {self.row(far)}")
        self.assertFound()

    def copy_of_head(self):
        columns = [name for name, in self.ledger.sql(
            "select column_name from information_schema.columns where table_schema = 'bonus' "
            "and table_name = 'journal' and column_name <> 'position' order by ordinal_position")]
        names = ", ".join(columns)
        return (f"insert into bonus.journal (position, {names}) select {self.head + 1}, {names} "
                f"from bonus.journal where {self.row(self.head)}")

    def test_an_added_row_is_found(self):
        self.alter(self.copy_of_head())
        self.assertFound()

    def test_an_added_row_with_a_made_up_seal_is_found(self):
        self.alter(self.copy_of_head(),
                   "insert into bonus.seal (first, last, posted_at, lane, seal) "
                   f"values ({self.head + 1}, {self.head + 1}, now(), {self.lane}, "
                   "sha256('made up'))")
        self.assertFound()

    def test_a_changed_seal_is_found(self):
        self.alter(f"update bonus.seal set seal = sha256(seal) where lane = {self.lane} "
                   f"and last = {self.head}")
        self.assertFound()

    def test_changed_state_is_found(self):
        for statement in ("update bonus.account set balance = balance + 1",
                          "update bonus.account set lifetime = lifetime + 1",
                          "delete from bonus.account",
                          "delete from bonus.receipt",
                          "update bonus.card set state = 3 where state = 2",
                          "delete from bonus.posting_key where position > 0"):
            with self.subTest(statement):
                self.setUp()
                self.alter(statement)
                self.assertFound()


if __name__ == "__main__":
    world.main()
