-- SPDX-License-Identifier: Apache-2.0
-- Rule: an account is what its last journal row left behind: position, balance, lifetime, debt and
-- points held; and each member with postings in a currency has that account.
-- A row here means that an account was changed without a posting, or a posting without its account.
select
    coalesce(a.lane, j.lane) as lane,
    coalesce(a.position, j.position) as position,
    pg_catalog.format(
        'member %s, currency %s: account at %s has %s points and lifetime %s, owes %s and holds %s, '
        'journal at %s says %s and %s, %s and %s', coalesce(a.member, j.member),
        coalesce(a.currency, j.currency), a.position, a.balance, a.lifetime, a.debt, a.held,
        j.position, j.balance_after, j.lifetime_after, j.debt_after, j.held_after) as what
from (
    select
        lane, member, currency, position, balance, lifetime, debt,
        (
            select coalesce(sum(held[i]), 0)
            from pg_catalog.generate_series(7, pg_catalog.cardinality(held), 7) as i
        ) as held
    from bonus.account
) as a
full join (
    select distinct on (lane, member, currency)
        lane, member, currency, position, balance_after, lifetime_after,
        coalesce(debt_after, 0) as debt_after, coalesce(held_after, 0) as held_after
    from bonus.journal
    where member is not null
        and currency is not null
    order by lane, member, currency, position desc
) as j
    on j.lane = a.lane
    and j.member = a.member
    and j.currency = a.currency
where (a.position, a.balance, a.lifetime, a.debt, a.held)
    is distinct from (j.position, j.balance_after, j.lifetime_after, j.debt_after, j.held_after);
