-- SPDX-License-Identifier: Apache-2.0
-- Rule: an account's balance is the sum of its lots, each of five numbers with points above zero.
-- A row here means that points expired, moved or appeared beside the account they belong to.
select
    a.lane,
    a.position,
    pg_catalog.format('member %s, currency %s: balance %s, lots %s', a.member, a.currency,
        a.balance, a.lots) as what
from bonus.account as a
cross join lateral (
    select
        coalesce(sum(a.lots[i]), 0) as points,
        coalesce(min(a.lots[i]), 1) as least
    from pg_catalog.generate_series(5, pg_catalog.cardinality(a.lots), 5) as i
) as l
where a.balance <> l.points
    or l.least <= 0
    or pg_catalog.cardinality(a.lots) % 5 <> 0;
