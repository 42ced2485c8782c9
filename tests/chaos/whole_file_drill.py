#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Half a year of real receipts, where the file is at hand: BONUS_RECEIPTS names it (.csv or .csv.xz)."""
import os

import receipts
import recompute
import replay_test
import world
from till import KZT, RUB, UAH

# Of online-retail-2010-12_2011-05.csv, reckoned independently.
PUBLISHED = {"with_card": 7410, "without_card": 1696, "refunds": 1427, "blind_refunds": 460,
             "refunds_without_card": 89, "accounts": 2767,
             "points": {RUB: 29970077, UAH: 2792383, KZT: 3892622},
             "points_refunded": {RUB: 1553147, UAH: 84138, KZT: 116796},
             "points_refunded_blindly": {RUB: 437270, UAH: 43896, KZT: 97681}}


class WholeFileDrill(replay_test.ReplayTest):
    def assertPublished(self, totals, books):
        points = {kind: {currency: books["points"][kind, currency] for currency in (RUB, UAH, KZT)}
                  for kind in ("sales", "refunds", "blind")}
        self.assertEqual({"with_card": totals.with_card, "without_card": totals.without_card,
                          "refunds": books["refunds"], "blind_refunds": books["blind_refunds"],
                          "refunds_without_card": books["refunds_without_card"],
                          "accounts": len(books["accounts"]), "points": points["sales"],
                          "points_refunded": points["refunds"],
                          "points_refunded_blindly": points["blind"]}, PUBLISHED)

    def test_every_account_is_what_was_recomputed_and_a_second_time_nothing_changes(self):
        path = os.environ["BONUS_RECEIPTS"]
        totals, books = receipts.reckon(path), recompute.recompute(path)
        if os.path.basename(path).startswith("online-retail-2010-12_2011-05."):
            self.assertPublished(totals, books)
        replay = replay_test.Replay(self, path)
        replay.allow_blind_refunds()
        with replay.ledger.daemon() as first, replay.ledger.daemon() as second:
            replay.activate(first)
            report = replay.run(first, replay.tills("whole", replay_test.ALL))
            self.assertCounts(report, totals, books)
            self.assertLedger(replay, books)
            heads = replay.heads()
            others = replay.run(second, replay.tills("others", reversed(replay_test.ALL)))
            self.assertNothingPosted(others, books, totals)
            self.assertEqual(replay.heads(), heads)
        replay.ledger.audit()


def load_tests(loader, _tests, _pattern):
    """Only what is new here: the inherited tests run as integration/replay."""
    return loader.loadTestsFromName(
        "test_every_account_is_what_was_recomputed_and_a_second_time_nothing_changes", WholeFileDrill)


if __name__ == "__main__":
    if not os.environ.get("BONUS_RECEIPTS"):
        world.skip("BONUS_RECEIPTS names no file of receipts")
    world.main()
