-- SPDX-License-Identifier: Apache-2.0
-- Rule: lifetime_after is the lifetime after the account's row before, plus the row's money, which is
-- negative where goods came back.
-- A row here means that a member's purchases do not add up to what the slip tells.
select
    lane,
    position,
    pg_catalog.format('member %s, currency %s: %s before, money %s, but %s after', member, currency,
        before, money, lifetime_after) as what
from (
    select
        lane, position, member, currency, money, lifetime_after,
        coalesce(pg_catalog.lag(lifetime_after) over account, 0) as before
    from bonus.journal
    where member is not null
        and currency is not null
    window account as (partition by lane, member, currency order by position)
) as chained
where lifetime_after <> before::numeric + money;
