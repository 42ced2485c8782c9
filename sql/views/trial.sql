-- SPDX-License-Identifier: Apache-2.0
-- The trial balance: points of each currency as the journal tells it and as the accounts have it,
-- side by side. Two ways to the same figure: were they made of one row, they would prove nothing.
create or replace view bonus.trial as
select
    coalesce(j.currency, a.currency) as currency,
    coalesce(j.purchases, 0) as purchases,
    coalesce(j.money, 0)::bigint as money,
    coalesce(j.earned, 0)::bigint as earned,
    coalesce(j.redeemed, 0)::bigint as redeemed,
    (coalesce(j.earned, 0) - coalesce(j.redeemed, 0))::bigint as journal_points,
    coalesce(a.accounts, 0) as accounts,
    coalesce(a.points, 0)::bigint as account_points,
    coalesce(a.lot_points, 0)::bigint as lot_points
from (
    select
        currency,
        count(*) filter (where kind = 1) as purchases,
        sum(money) as money,
        sum(earned) as earned,
        sum(redeemed) as redeemed
    from bonus.journal
    where currency is not null
    group by currency
) as j
full join (
    select
        b.currency,
        count(*) as accounts,
        sum(b.balance) as points,
        sum(l.points) as lot_points
    from bonus.account as b
    cross join lateral (
        select sum(b.lots[i]) as points
        from pg_catalog.generate_series(5, pg_catalog.cardinality(b.lots), 5) as i
    ) as l
    group by b.currency
) as a on a.currency = j.currency;

comment on view bonus.trial is
    'Points per currency from the journal and from the accounts; the three point columns are equal.';
comment on column bonus.trial.money is 'Money of all purchases, with and without a card.';
comment on column bonus.trial.journal_points is 'Earned minus redeemed, over all journal rows.';
comment on column bonus.trial.account_points is 'Sum of all accounts'' balances.';
comment on column bonus.trial.lot_points is 'Sum of all lots of all accounts.';
