-- SPDX-License-Identifier: Apache-2.0
-- Rule: within a lane no row was posted earlier than the row before it.
-- A row here means that a daemon's clock decided a time, or that rows were swapped.
select
    lane,
    position,
    pg_catalog.format('posted at %s, the row before at %s', posted_at, before) as what
from (
    select
        lane, position, posted_at,
        pg_catalog.lag(posted_at) over (partition by lane order by position) as before
    from bonus.journal
) as timed
where posted_at < before;
