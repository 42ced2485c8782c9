-- SPDX-License-Identifier: Apache-2.0
-- Rule: balance_after is the balance after the account's row before, plus earned, minus redeemed, in
-- rows of every kind; it is negative by no more than what is owed.
-- A row here means that points appeared or vanished between two postings.
select
    lane,
    position,
    pg_catalog.format('member %s, currency %s: %s before, %s earned, %s redeemed, but %s after, %s owed',
        member, currency, before, earned, redeemed, balance_after, coalesce(debt_after, 0)) as what
from (
    select
        lane, position, member, currency, earned, redeemed, balance_after, debt_after,
        coalesce(pg_catalog.lag(balance_after) over account, 0) as before
    from bonus.journal
    where member is not null
        and currency is not null
    window account as (partition by lane, member, currency order by position)
) as chained
where balance_after <> before::numeric + earned - redeemed
    or balance_after < -coalesce(debt_after, 0);
