-- SPDX-License-Identifier: Apache-2.0
-- Rule: positions of a lane count from 1 without gaps.
-- A row here means that the rows between were removed, or one was added with a number of its own.
select
    lane,
    position,
    pg_catalog.format('comes after position %s', before) as what
from (
    select
        lane, position,
        coalesce(pg_catalog.lag(position) over (partition by lane order by position), 0) as before
    from bonus.journal
) as counted
where position <> before + 1;
