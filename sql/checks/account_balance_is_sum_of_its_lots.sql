-- SPDX-License-Identifier: Apache-2.0
-- Rule: an account's balance is the sum of its lots, each of five numbers with points above zero, and
-- of its held pieces, each of seven, less its debt.
-- A row here means that points expired, moved or appeared beside the account they belong to.
select
    a.lane,
    a.position,
    pg_catalog.format('member %s, currency %s: balance %s, lots %s, held %s, debt %s', a.member,
        a.currency, a.balance, a.lots, coalesce(a.held::text, 'none'), a.debt) as what
from bonus.account as a
cross join lateral (
    select
        coalesce(sum(a.lots[i]), 0) as points,
        coalesce(min(a.lots[i]), 1) as least
    from pg_catalog.generate_series(5, pg_catalog.cardinality(a.lots), 5) as i
) as l
cross join lateral (
    select
        coalesce(sum(a.held[i]), 0) as points,
        coalesce(min(a.held[i]), 1) as least
    from pg_catalog.generate_series(7, pg_catalog.cardinality(a.held), 7) as i
) as h
where a.balance <> l.points + h.points - a.debt
    or a.debt < 0
    or l.least <= 0
    or h.least <= 0
    or pg_catalog.cardinality(a.lots) % 5 <> 0
    or pg_catalog.cardinality(a.held) % 7 <> 0
    or pg_catalog.cardinality(a.held) = 0;
