-- SPDX-License-Identifier: Apache-2.0
-- Rule: each row of an account names the row before it in previous_position, the first one names 0.
-- A row here means that a statement, which walks this chain, would leave out postings.
select
    lane,
    position,
    pg_catalog.format('member %s, currency %s: names %s as the row before it, that is %s', member,
        currency, previous_position, before) as what
from (
    select
        lane, position, member, currency, previous_position,
        coalesce(pg_catalog.lag(position) over account, 0) as before
    from bonus.journal
    where member is not null
        and currency is not null
    window account as (partition by lane, member, currency order by position)
) as chained
where previous_position <> before;
