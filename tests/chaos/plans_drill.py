#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The same among a million members. The rows that made them are written by SQL, without seals of their
own: what is asked here is what a request costs, not whether the books are right."""
import plans_test
import world
from till import card_number

MEMBERS = 1000000

# Every card in stock becomes a member's, each by an activation of its own at the end of its lane.
ACTIVATE_ALL = """
    select bonus.journal_partition_ahead_v1({members});
    create temporary table fresh as
    select c.lane, c.card, s.head,
        s.head + row_number() over (partition by c.lane order by c.card) as position
    from bonus.card as c
    cross join lateral (
        select coalesce(max(last), 0) as head from bonus.seal where lane = c.lane
    ) as s
    where c.state = 1;
    insert into bonus.journal (
        lane, position, encoding, kind, terminal, epoch, stan, card, member, money, base, earned,
        redeemed, balance_after, lifetime_after, previous_position, programme_version, rate_bp,
        posted_at, arrived_at, salt, body
    )
    select lane, position, 1, 2, 1, 1, position, card, position, 0, 0, 0, 0, 0, 0, 0, 1, 0, now(),
        now(), decode(md5(card), 'hex'), card::bytea
    from fresh;
    insert into bonus.posting_key (
        lane, terminal, epoch, stan, position, request_kind, result, fingerprint
    )
    select lane, 1, 1, position, position, 7, 1, sha256(card::bytea)
    from fresh;
    insert into bonus.account (
        lane, member, currency, position, loaded_position, balance, lifetime, lots
    )
    select lane, position, 643, position, 0, 0, 0, '{{}}'
    from fresh;
    insert into bonus.receipt (lane, store, fiscal_device, date, number, position)
    select lane, 1, 'FD-0', 20200101, position::text, position
    from fresh;
    insert into bonus.seal (lane, first, last, posted_at, seal)
    select lane, max(head) + 1, max(position), now(), sha256('drill')
    from fresh
    group by lane;
    update bonus.card as c
    set state = 2, member = f.position
    from fresh as f
    where c.lane = f.lane
        and c.card = f.card;
"""


class PlansDrill(plans_test.PlansCase):
    def test_a_request_is_cheap_among_a_million_members(self):
        ledger = self.world.ledger()
        numbers = [card_number(1000 + index) for index in range(MEMBERS)]
        ledger.import_cards(numbers)
        ledger.sql(ACTIVATE_ALL.format(members=MEMBERS))
        ledger.sql("analyze")
        self.assertCheap(ledger, "million", numbers[::MEMBERS // 50] + [""])


if __name__ == "__main__":
    world.main()
