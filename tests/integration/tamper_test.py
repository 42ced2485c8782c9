#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whoever owns the database can change every row. `bonusctl verify` finds it, says where, and by which
rule: a change that several rules notice must not hide that one of them has gone blind."""
import json

import seals
import world
from till import card_number, purchase_body

DIFFERENT = 1
SEALS = "rows_are_as_sealed"
ACCOUNTS = "accounts_are_what_their_rows_add_up_to"
KEPT = ("lane", "journal", "seal", "posting_key", "receipt", "account", "card")
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
        cls.honest.ctl("verify")

    def setUp(self):
        self.world.databases += 1
        name = f"tampered_{self.world.databases}"
        self.world.sql("postgres", f"create database {name} template {self.honest.database}")
        self.ledger = world.Ledger(self.world, name)
        self.keep()
        lane, head = self.ledger.sql("select lane, max(position) from bonus.journal "
                                     "group by lane order by max(position) desc limit 1")[0]
        self.lane, self.head = int(lane), int(head)
        self.middle = int(self.ledger.value(
            f"select position from bonus.journal where lane = {lane} and kind = 1 "
            f"and earned > 0 order by position limit 1"))

    def keep(self):
        self.alter("drop schema if exists kept cascade", "create schema kept",
                   *[f"create table kept.{table} as select * from bonus.{table}" for table in KEPT])

    def put_back(self):
        """The rows as they were kept: each change of a list is made alone."""
        self.alter(*[f"delete from bonus.{table}; insert into bonus.{table} select * from kept.{table}"
                     for table in KEPT])

    def row(self, position):
        return ROW.format(lane=self.lane, position=position)

    def alter(self, *statements):
        self.ledger.sql("; ".join(statements))

    def report(self):
        return self.ledger.json("verify", status=DIFFERENT)

    def assertFound(self, rule=SEALS, position=None, what="", report=None):
        """A difference of this rule that covers the position and says `what`."""
        report = report or self.report()
        self.assertTrue([
            found for found in report["differences"]
            if found["rule"] == rule and what in found["what"] and (
                position is None
                or found["lane"] == self.lane and (
                    found["first"] <= position <= found["last"] or position == found["last"]))
        ], f"{rule} at {position}, {what}: {json.dumps(report['differences'], indent=1)}")

    def assertNotFound(self, rule):
        report = self.ledger.json("verify", status=None)
        self.assertEqual([found for found in report["differences"] if found["rule"] == rule], [])

    def test_a_changed_amount_is_found(self):
        self.alter(f"update bonus.journal set money = money + 100 where {self.row(self.middle)}")
        self.ledger.ctl("verify", status=DIFFERENT)
        self.assertFound(SEALS, self.middle)
        self.assertFound("lifetime_follows_the_chain", self.middle)

    def sealed_columns(self):
        """All but those that say where the row stands and how it was encoded."""
        return {name for name, in self.ledger.sql(
            "select column_name from information_schema.columns where table_schema = 'bonus' "
            "and table_name = 'journal'")} - {"lane", "position", "encoding"} - self.detail_columns()

    @staticmethod
    def detail_columns():
        """Those that few rows have."""
        return {name for name, _ in seals.DETAILS + seals.ARRAYS}

    def change_for_once(self, change, what):
        """The row in the middle is changed, that is found, and the change is taken back."""
        row = self.row(self.middle)
        self.alter(f"update bonus.journal set {change} where {row}")
        self.assertFound(SEALS, self.middle, what)
        self.alter(f"delete from bonus.journal where {row}",
                   f"insert into bonus.journal select * from kept.journal where {row}")

    def test_every_sealed_column_is_guarded_by_the_seal(self):
        changes = {
            "terminal": "terminal + 1", "epoch": "epoch # 1", "stan": "stan + 1000",
            "store": "coalesce(store, 0) + 1", "money": "money + 1", "base": "base + 1",
            "earned": "earned + 1", "previous_position": "previous_position - 1",
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
        self.assertEqual(set(changes), self.sealed_columns())
        for column, value in changes.items():
            with self.subTest(column):
                self.change_for_once(f"{column} = {value}", "the seal does not fit")
        self.ledger.ctl("verify")

    def test_every_detail_is_guarded_by_the_seal(self):
        changes = {
            "original_position": "4", "spendable_after": "5", "pending_after": "6",
            "held_after": "7", "debt_after": "8", "hold_until": "now()", "expiring_after": "9",
            "expiring_on": "10", "written_off": "11", "cash_deducted": "12", "flags": "13",
            "reason": "14", "rules": "'{15,16}'", "moves": "'{17,18,19,20,21}'",
        }
        self.assertEqual(set(changes), self.detail_columns())
        values = ", ".join(f"{column} = {value}" for column, value in changes.items())
        self.alter(f"update bonus.journal set encoding = 2, {values} where {self.row(self.middle)}")
        seals.rewrite(self.ledger, self.lane)
        self.assertNotFound(SEALS)
        self.keep()
        other = {"rules": "rules[:1]", "moves": "moves || 22::bigint",
                 "hold_until": "hold_until + interval '1 hour'"}
        for column in changes:
            for changed in (other.get(column, f"{column} + 1::smallint"), "null"):
                with self.subTest(f"{column} = {changed}"):
                    self.change_for_once(f"{column} = {changed}", "the seal does not fit")
        self.assertNotFound(SEALS)

    def test_details_that_a_plain_row_has_no_seal_for_are_named(self):
        values = {"rules": "'{1}'", "moves": "'{1,0,0,0,1}'", "hold_until": "now()"}
        for column in self.detail_columns():
            with self.subTest(column):
                self.change_for_once(f"{column} = {values.get(column, '1')}",
                                     "details that its encoding does not seal")
        self.ledger.ctl("verify")

    def test_an_unknown_encoding_is_named(self):
        self.alter(f"update bonus.journal set encoding = 9 where {self.row(self.middle)}")
        self.assertFound(SEALS, self.middle, "encoding 9")

    def test_a_removed_row_is_found(self):
        self.alter(f"delete from bonus.journal where {self.row(self.middle)}")
        self.assertFound(SEALS, self.middle, "not there")
        self.assertFound("journal_positions_are_gap_free", self.middle + 1)
        self.assertFound("every_row_has_its_key", self.middle)

    def test_a_removed_last_row_is_found(self):
        self.alter(f"delete from bonus.journal where {self.row(self.head)}")
        self.assertFound(SEALS, self.head, "not there")
        self.assertFound("seals_cover_the_journal")

    def test_a_removed_last_turn_with_its_seal_is_found_by_the_state_it_left(self):
        first = self.ledger.value(f"select first from bonus.seal where lane = {self.lane} "
                                  f"and last = {self.head}")
        self.alter(f"delete from bonus.journal where lane = {self.lane} and position >= {first}",
                   f"delete from bonus.seal where lane = {self.lane} and last = {self.head}")
        self.assertFound("every_row_has_its_key", self.head)
        self.assertFound("every_purchase_has_its_receipt", self.head)

    def test_swapped_rows_are_found(self):
        a, b = self.middle, self.head
        far = self.head + 1000
        # Each row takes all of itself along but its position.
        self.alter(f"update bonus.journal set position = {far} where {self.row(a)}",
                   f"update bonus.journal set position = {a} where {self.row(b)}",
                   f"update bonus.journal set position = {b} where {self.row(far)}")
        self.assertFound(SEALS, a, "the seal does not fit")
        self.assertFound(SEALS, b, "the seal does not fit")
        self.assertFound("every_row_has_its_key", a)

    def copy_of_head(self):
        columns = [name for name, in self.ledger.sql(
            "select column_name from information_schema.columns where table_schema = 'bonus' "
            "and table_name = 'journal' and column_name <> 'position' order by ordinal_position")]
        names = ", ".join(columns)
        return (f"insert into bonus.journal (position, {names}) select {self.head + 1}, {names} "
                f"from bonus.journal where {self.row(self.head)}")

    def test_an_added_row_is_found(self):
        self.alter(self.copy_of_head())
        self.assertFound(SEALS, self.head + 1, "behind the last seal")
        self.assertFound("seals_cover_the_journal")

    def test_an_added_row_with_a_made_up_seal_is_found(self):
        self.alter(self.copy_of_head(),
                   "insert into bonus.seal (first, last, posted_at, lane, seal) "
                   f"values ({self.head + 1}, {self.head + 1}, now(), {self.lane}, "
                   "sha256('made up'))")
        self.assertFound(SEALS, self.head + 1, "the seal does not fit")

    def test_a_changed_seal_is_found(self):
        self.alter(f"update bonus.seal set seal = sha256(seal) where lane = {self.lane} "
                   f"and last = {self.head}")
        self.assertFound(SEALS, self.head, "the seal does not fit")

    def trial_balance(self, status=0):
        """The differences by line."""
        return {line["line"]: line["difference"]
                for line in self.ledger.json("trial-balance", status=status) if line["difference"]}

    def test_the_trial_balance_is_even_until_one_side_is_changed(self):
        self.assertEqual(self.trial_balance(), {})
        self.assertIn("journal and state agree", self.ledger.ctl("trial-balance").stdout)
        changes = {
            "update bonus.account set balance = balance + 1": ["balances"],
            "update bonus.account set lots[5] = lots[5] + 1": ["outstanding", "lots"],
            "update bonus.account set debt = 1": ["outstanding", "debt"],
            "update bonus.account set held = '{1,1,9,0,0,0,1}'": ["outstanding", "held"],
            f"update bonus.journal set earned = earned + 1 where {self.row(self.middle)}":
                ["outstanding", "lots"],
            f"update bonus.journal set redeemed = redeemed + 1 where {self.row(self.middle)}":
                ["outstanding"],
            "update bonus.journal set balance_after = balance_after + 1 where member is not null":
                ["balances"],
        }
        for statement, lines in changes.items():
            with self.subTest(statement):
                self.put_back()
                self.alter(statement)
                self.assertEqual(list(self.trial_balance(status=DIFFERENT)), lines)
        self.assertIn("JOURNAL AND STATE DIFFER in 1 lines",
                      self.ledger.ctl("trial-balance", status=DIFFERENT).stdout)

    def test_changed_state_is_found(self):
        changes = {
            "update bonus.account set balance = balance + 1": "account_equals_its_last_row",
            "update bonus.account set lots[5] = lots[5] + 1": "account_balance_is_sum_of_its_lots",
            "update bonus.account set lifetime = lifetime + 1": "account_equals_its_last_row",
            "delete from bonus.account": "account_equals_its_last_row",
            "delete from bonus.receipt": "every_purchase_has_its_receipt",
            "update bonus.card set state = 3 where state = 2": "card_state_is_that_of_its_last_row",
            "delete from bonus.posting_key where position > 0": "every_row_has_its_key",
            "update bonus.posting_key set fingerprint = sha256('x')": "every_row_has_its_key",
            "update bonus.posting_key set request_kind = 8 where request_kind = 5":
                "every_row_has_its_key",
            "update bonus.posting_key set result = 22, position = 0": "refused_keys_say_why",
        }
        for statement, rule in changes.items():
            with self.subTest(statement):
                self.put_back()
                self.alter(statement)
                self.assertFound(rule)

    def account(self):
        """The account of the row in the middle: its condition, last row and balance."""
        member, currency = self.ledger.sql(f"select member, currency from bonus.journal "
                                           f"where {self.row(self.middle)}")[0]
        where = f"lane = {self.lane} and member = {member} and currency = {currency}"
        last, balance = self.ledger.sql(f"select position, balance from bonus.account "
                                        f"where {where}")[0]
        return where, int(last), int(balance)

    def test_changed_accounts_do_not_add_up(self):
        where, last, balance = self.account()
        never = "expires_on 2147483647, active_from 0, partner 0, restriction 0"
        changes = {
            f"update bonus.account set balance = balance + 1 where {where}":
                f"balance is {balance + 1}, its rows add up to {balance}",
            f"update bonus.account set debt = 3 where {where}": "debt is 3, its rows add up to 0",
            f"update bonus.account set position = position - 1 where {where}":
                f"position is {last - 1}, its rows add up to {last}",
            f"update bonus.account set lots[5] = lots[5] - 2 where {where}":
                f"its rows add up to 2 points more in the lot of {never}",
            f"update bonus.account set lots[1] = 20000 where {where}":
                f"its rows add up to {balance} points more in the lot of {never}",
            f"update bonus.account set lots = '{{}}' where {where}":
                f"its rows add up to {balance} points more in the lot of {never}",
            f"update bonus.account set lots = lots || 1::bigint where {where}":
                "lots are not in form and order",
            f"update bonus.account set held = '{{5,6,2147483647,0,0,0,4}}' where {where}":
                f"its rows add up to -4 points more held at 5 until 6 from the lot of {never}",
            f"delete from bonus.account where {where}": "has postings and no account",
            f"update bonus.account set currency = 840 where {where}": "has postings and no account",
            f"insert into bonus.account select * from bonus.account where {where}":
                "there is more than one account",
            # Not put back: the last.
            "alter table bonus.account alter balance type integer": "balance has 4 bytes",
        }
        self.alter("alter table bonus.account drop constraint account_pkey",
                   "drop view bonus.trial_balance")
        for statement, what in changes.items():
            with self.subTest(statement):
                self.put_back()
                self.alter(statement)
                self.assertFound(ACCOUNTS, None if "type" in statement else last, what)

    def test_an_account_that_no_row_explains_is_found(self):
        self.alter("insert into bonus.account (member, position, loaded_position, balance, lifetime, "
                   f"lane, currency, lots) values (999999, 777, 0, 5, 0, {self.lane}, 643, "
                   "'{2147483647,0,0,0,5}')")
        self.assertFound(ACCOUNTS, 777, "member 999999, currency 643: an account without a posting")

    def test_changed_rows_do_not_add_up_to_their_accounts(self):
        where, last, balance = self.account()
        first = int(self.ledger.value(f"select min(position) from bonus.journal where {where}"))
        row = self.row(first)
        after = int(self.ledger.value(f"select balance_after from bonus.journal where {row}"))
        changes = {
            f"update bonus.journal set earned = earned + 1 where {row}": (
                (first, f"balance_after is {after}, its rows add up to {after + 1}"),
                (last, f"balance is {balance}, its rows add up to {balance + 1}")),
            f"update bonus.journal set redeemed = 1 where {row}": (
                (first, f"balance_after is {after}, its rows add up to {after - 1}"),
                (last, "debt is 0, its rows add up to 1")),
            f"update bonus.journal set balance_after = 1 where {row}": (
                (first, f"balance_after is 1, its rows add up to {after}"),),
            f"update bonus.journal set held_after = 9 where {row}": (
                (first, "held_after is 9, its rows add up to 0"),),
            f"update bonus.journal set debt_after = 9 where {row}": (
                (first, "debt_after is 9, its rows add up to 0"),),
            f"update bonus.journal set kind = 6, held_after = 9 where {row}": (
                (first, "held_after rises by 9, its moves hold 0"),),
            f"update bonus.journal set moves = '{{}}' where {row}": (
                (first, f"debt_after is 0, its rows add up to -{after}"),
                (last, f"debt is 0, its rows add up to -{after}")),
            f"update bonus.journal set moves = '{{20000,0,0,0,{after}}}' where {row}": (
                (last, f"its rows add up to {after} points more in the lot of expires_on 20000"),),
            f"update bonus.journal set moves = '{{20000,0,0,0,-1}}' where {row}": (
                (first, "takes 1 more than there is from the lot of expires_on 20000"),),
            f"update bonus.journal set moves = '{{1,2,3}}' where {row}": (
                (first, "moves are cut off"),),
            f"update bonus.journal set moves = '{{1,null}}' where {row}": (
                (first, "moves has 36 bytes"),),
            f"update bonus.journal set member = member + 1000 where {row}": (
                (first, "has postings and no account"),),
            f"delete from bonus.journal where {row}": (
                (last, f"balance is {balance}, its rows add up to {balance - after}"),),
            f"delete from bonus.journal where {self.row(last)}": (
                (None, f"position is {last}, its rows add up to"),),
        }
        for statement, found in changes.items():
            with self.subTest(statement):
                self.put_back()
                self.alter(statement)
                report = self.report()
                for position, what in found:
                    self.assertFound(ACCOUNTS, position, what, report)

    def test_what_no_constraint_would_let_in_is_named_and_crashes_nothing(self):
        seal = f"where lane = {self.lane} and last = {self.head}"
        most = 2 ** 63 - 1
        changes = {
            f"update bonus.seal set first = last + 1 {seal}": "cannot be",
            f"update bonus.seal set first = last + 2 {seal}": "cannot be",
            f"update bonus.seal set first = 0 {seal}": "cannot be",
            f"update bonus.seal set first = {-most - 1} {seal}": "cannot be",
            f"update bonus.seal set last = {most} {seal}": "cannot be",
            f"update bonus.seal set last = {most - 1} {seal}": "more rows than any turn",
            f"update bonus.seal set seal = '\\x010203' {seal}": "seal has 3 bytes",
            f"update bonus.seal set seal = '' {seal}": "seal has 0 bytes",
            f"update bonus.journal set salt = '\\x010203' where {self.row(self.head)}":
                "salt has 3 bytes",
            f"update bonus.journal set salt = salt || salt where {self.row(self.head)}":
                "salt has 32 bytes",
            f"update bonus.journal set salt = null where {self.row(self.head)}": "salt has 0 bytes",
            f"update bonus.journal set rules = array_fill(1, array[9]) where {self.row(self.head)}":
                "rules has 92 bytes",
            f"update bonus.journal set moves = array_fill(1, array[801]) where {self.row(self.head)}":
                "moves has 9632 bytes",
            f"update bonus.journal set moves = '{{{{1,2}},{{3,4}}}}' where {self.row(self.head)}":
                "moves has 76 bytes",
            f"update bonus.journal set moves = '{{1,null}}' where {self.row(self.head)}":
                "moves has 36 bytes",
            f"update bonus.journal set sent_at = 'infinity' where {self.row(self.head)}":
                "the seal does not fit",
            # Not put back: the last.
            "alter table bonus.journal alter encoding type bigint": "encoding has 8 bytes",
        }
        self.alter("alter table bonus.journal alter salt drop not null")
        for statement, what in changes.items():
            with self.subTest(statement):
                self.put_back()
                self.alter(statement)
                # Where all rows are changed, the first ones are named.
                self.assertFound(SEALS, self.head if "where" in statement else None, what)

    def test_impossible_rows_and_lanes_crash_nothing(self):
        changes = {
            "insert into bonus.lane (lane) values (-1)": "lanes_are_complete",
            "update bonus.seal set last = 9223372036854775807 where last = 1": SEALS,
        }
        for statement, rule in changes.items():
            with self.subTest(statement):
                self.put_back()
                self.alter(statement)
                self.assertFound(rule)


if __name__ == "__main__":
    world.main()
