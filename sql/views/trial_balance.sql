-- SPDX-License-Identifier: Apache-2.0
-- The trial balance: points of each currency as the journal tells it and as the state tables have it,
-- side by side. Two ways to the same figure: were they made of one row, they would prove nothing.
-- Lines that only a journal can tell have no state. Those of them that change the balance carry its
-- sign and add up to `outstanding`.
create or replace view bonus.trial_balance as
with posted as (
    select
        currency,
        sum(earned) as issued,
        -sum(redeemed) as redeemed
    from bonus.journal
    where currency is not null
    group by currency
),
last_rows as (
    select
        j.currency,
        sum(j.balance_after) as balance
    from (
        select lane, max(position) as position
        from bonus.journal
        where member is not null
            and currency is not null
        group by lane, member, currency
    ) as l
    join bonus.journal as j
        on j.lane = l.lane
        and j.position = l.position
    group by j.currency
),
accounts as (
    select
        a.currency,
        sum(a.balance) as balance,
        sum(l.points) as lots
    from bonus.account as a
    cross join lateral (
        select coalesce(sum(a.lots[i]), 0) as points
        from pg_catalog.generate_series(5, pg_catalog.cardinality(a.lots), 5) as i
    ) as l
    group by a.currency
)
select
    coalesce(p.currency, a.currency) as currency,
    l.ordinal,
    l.line,
    l.journal::bigint as journal,
    l.state::bigint as state,
    (l.state - l.journal)::bigint as difference
from posted as p
full join accounts as a on a.currency = p.currency
left join last_rows as r on r.currency = p.currency
cross join lateral (
    values
        (1, 'issued', coalesce(p.issued, 0), null),
        (2, 'redeemed', coalesce(p.redeemed, 0), null),
        (3, 'outstanding', coalesce(p.issued + p.redeemed, 0), coalesce(a.lots, 0)),
        (4, 'balances', coalesce(r.balance, 0), coalesce(a.balance, 0))
) as l (ordinal, line, journal, state);

comment on view bonus.trial_balance is
    'Points per currency from the journal and from the state tables; every difference is 0.';
comment on column bonus.trial_balance.ordinal is 'The order of the lines of one currency.';
comment on column bonus.trial_balance.line is
    'issued, redeemed: by the journal''s rows. outstanding: their sum, beside all lots. balances: '
    'balance_after of the last row of each account, beside the accounts'' balances.';
comment on column bonus.trial_balance.state is 'Null where only the journal tells.';
comment on column bonus.trial_balance.difference is 'State minus journal.';
