#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Half a year of real receipts, where the file is at hand: BONUS_RECEIPTS names it (.csv or .csv.xz)."""
import os

import receipts
import replay_test
import world
from till import KZT, RUB, UAH

# Of online-retail-2010-12_2011-05.csv, reckoned independently.
PUBLISHED = {"with_card": 7410, "without_card": 1696, "refunds": 1677, "accounts": 2718,
             "points": {RUB: 29970077, UAH: 2792383, KZT: 3892622}}


class WholeFileDrill(replay_test.ReplayTest):
    def test_the_whole_file_gives_the_published_totals_and_a_second_time_nothing(self):
        path = os.environ["BONUS_RECEIPTS"]
        totals = receipts.reckon(path)
        if os.path.basename(path).startswith("online-retail-2010-12_2011-05."):
            self.assertEqual({"with_card": totals.with_card, "without_card": totals.without_card,
                              "refunds": totals.refunds, "accounts": len(totals.accounts),
                              "points": totals.points}, PUBLISHED)
        replay = replay_test.Replay(self, path)
        with replay.ledger.daemon() as first, replay.ledger.daemon() as second:
            replay.activate(first)
            tills = replay.tills("whole", replay_test.ALL)
            self.assertTotals(replay, replay.run(first, tills), totals)
            heads = replay.heads()
            others = replay.run(second, replay.tills("others", reversed(replay_test.ALL)))
            self.assertNothingPosted(others)
            self.assertEqual(replay.heads(), heads)
        replay.ledger.audit()


def load_tests(loader, _tests, _pattern):
    """Only what is new here: the inherited tests run as integration/replay."""
    return loader.loadTestsFromName(
        "test_the_whole_file_gives_the_published_totals_and_a_second_time_nothing", WholeFileDrill)


if __name__ == "__main__":
    if not os.environ.get("BONUS_RECEIPTS"):
        world.skip("BONUS_RECEIPTS names no file of receipts")
    world.main()
