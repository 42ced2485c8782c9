#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An RRN is for life: what was posted before the incarnation was raised keeps the one it was given."""
import world
from till import card_number, purchase_body


def incarnation_of(rrn):
    return rrn >> 56


class IncarnationTest(world.WorldTest):
    def test_every_way_to_an_rrn_leads_to_the_first_one_given(self):
        ledger = self.world.ledger()
        card = card_number(0)
        old, new = (purchase_body(name, 1000, card=card) for name in ("old", "new"))
        with ledger.daemon() as first, ledger.daemon() as second:
            with first.till() as till, second.till("till-1-2") as other:
                before = till.purchase(old, stan=1).purchase.rrn
                ledger.sql("select bonus.incarnation_raise_v1()")
                after = till.purchase(new, stan=2).purchase.rrn
                # The other daemon may not have heard of it yet.
                self.assertEqual(other.quote(new).purchase.rrn, after)
                self.assertEqual(other.purchase(new, stan=1).purchase.rrn, after)
                self.assertEqual(other.purchase(old, stan=2).purchase.rrn, before)
                repeat = till.purchase(old, stan=1)
                self.assertTrue(repeat.repeated)
                self.assertEqual(repeat.purchase.rrn, before)
                self.assertEqual(till.status(1).status.purchase.rrn, before)
                epoch = till.epoch
            self.assertEqual((incarnation_of(before), incarnation_of(after)), (1, 2))
            with second.till(epoch=epoch) as till:
                self.assertEqual(till.answer.logon.incarnation, 2)
                self.assertEqual(till.status(2).status.purchase.rrn, after)
        shown = ledger.ctl("statement", card).stdout
        for rrn in (before, after):
            lane, position = rrn >> 44 & 0xfff, rrn & (1 << 44) - 1
            self.assertIn(f"{incarnation_of(rrn)}-{lane}-{position}", shown)
        ledger.audit()


if __name__ == "__main__":
    world.main()
