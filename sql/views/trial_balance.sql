-- SPDX-License-Identifier: Apache-2.0
-- The trial balance: points of each currency as the journal tells it and as the state tables have it,
-- side by side. Two ways to the same figure: were they made of one row, they would prove nothing.
-- Lines that only a journal can tell have no state. Those of them that change the balance carry its
-- sign and add up to `outstanding`.
create or replace view bonus.trial_balance as
with today as (
    -- The day at the last place on Earth, in the holder's favour.
    select (pg_catalog.now() at time zone 'Etc/GMT+12')::date - date '1970-01-01' as day
),
posted as (
    select
        j.currency,
        sum(j.earned) filter (where k.is_sale) as issued,
        -sum(j.redeemed) filter (where k.is_sale) as redeemed,
        -sum(j.redeemed) filter (where k.is_return) as given_back,
        sum(j.earned) filter (where k.is_return) as taken_back,
        sum(j.earned - j.redeemed) filter (where k.is_expiry) as expired,
        sum(j.earned - j.redeemed)
            filter (where not (k.is_sale or k.is_return or k.is_expiry)) as adjusted,
        sum(j.earned - j.redeemed) as outstanding,
        sum(j.written_off) as written_off,
        sum(m.points) as lots,
        sum(m.pending) as pending
    from bonus.journal as j
    join (
        select
            kind,
            name in ('purchase', 'hold_committed', 'late_claim') as is_sale,
            name in ('refund', 'reversal') as is_return,
            name = 'expired' as is_expiry
        from bonus.journal_kind
    ) as k on k.kind = j.kind
    cross join today
    cross join lateral (
        select
            case when j.moves is null then j.earned else sum(j.moves[i]) end as points,
            sum(j.moves[i]) filter (where j.moves[i - 3] > today.day) as pending
        from pg_catalog.generate_series(5, pg_catalog.cardinality(j.moves), 5) as i
    ) as m
    where j.currency is not null
    group by j.currency
),
last_rows as (
    select
        j.currency,
        sum(j.balance_after) as balances,
        sum(j.held_after) as held,
        sum(j.debt_after) as debt
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
        sum(a.balance) as balances,
        sum(l.points) as lots,
        sum(l.pending) as pending,
        sum(h.points) as held,
        sum(a.debt) as debt
    from bonus.account as a
    cross join today
    cross join lateral (
        select
            coalesce(sum(a.lots[i]), 0) as points,
            sum(a.lots[i]) filter (where a.lots[i - 3] > today.day) as pending
        from pg_catalog.generate_series(5, pg_catalog.cardinality(a.lots), 5) as i
    ) as l
    cross join lateral (
        select coalesce(sum(a.held[i]), 0) as points
        from pg_catalog.generate_series(7, pg_catalog.cardinality(a.held), 7) as i
    ) as h
    group by a.currency
)
select
    coalesce(p.currency, a.currency) as currency,
    l.ordinal,
    l.line,
    coalesce(l.journal, 0)::bigint as journal,
    case when l.has_state then coalesce(l.state, 0)::bigint end as state,
    case when l.has_state then (coalesce(l.state, 0) - coalesce(l.journal, 0))::bigint end
        as difference
from posted as p
full join accounts as a on a.currency = p.currency
left join last_rows as r on r.currency = p.currency
cross join lateral (
    values
        (1, 'issued', p.issued, false, null),
        (2, 'redeemed', p.redeemed, false, null),
        (3, 'given_back', p.given_back, false, null),
        (4, 'taken_back', p.taken_back, false, null),
        (5, 'expired', p.expired, false, null),
        (6, 'adjusted', p.adjusted, false, null),
        (7, 'outstanding', p.outstanding, true, a.lots + a.held - a.debt),
        (8, 'balances', r.balances, true, a.balances),
        (9, 'lots', p.lots, true, a.lots),
        (10, 'pending', p.pending, true, a.pending),
        (11, 'held', r.held, true, a.held),
        (12, 'debt', r.debt, true, a.debt),
        (13, 'written_off', p.written_off, false, null)
) as l (ordinal, line, journal, has_state, state);

comment on view bonus.trial_balance is
    'Points per currency from the journal and from the state tables; every difference is 0.';
comment on column bonus.trial_balance.ordinal is 'The order of the lines of one currency.';
comment on column bonus.trial_balance.line is
    'issued to adjusted: rows by what they did. outstanding: their sum, beside lots and held points '
    'less debt. balances, held, debt: the last row of each account, beside the accounts. lots, '
    'pending: the rows'' moves, beside the accounts'' lots. written_off: never in the balance.';
comment on column bonus.trial_balance.state is 'Null where only the journal tells.';
comment on column bonus.trial_balance.difference is 'State minus journal.';
