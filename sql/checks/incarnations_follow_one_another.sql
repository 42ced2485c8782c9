-- SPDX-License-Identifier: Apache-2.0
-- Rule: every lane has every incarnation, the first from position 1 on and none from an earlier position
-- than the one before it.
-- A row here means that an RRN that was given out names another posting, or none.
select
    lane::smallint as lane,
    first_position as position,
    pg_catalog.format('incarnation %s begins here', incarnation) as what
from (
    select
        l.lane,
        n.incarnation,
        i.first_position,
        pg_catalog.lag(i.first_position) over (
            partition by l.lane order by n.incarnation
        ) as before
    from bonus.ledger as g
    cross join lateral pg_catalog.generate_series(0, g.lanes - 1) as l (lane)
    cross join lateral pg_catalog.generate_series(
        1, coalesce((select pg_catalog.max(incarnation) from bonus.incarnation), 1)
    ) as n (incarnation)
    left join bonus.incarnation as i
        on i.lane = l.lane
        and i.incarnation = n.incarnation
) as known
where first_position is null
    or incarnation = 1 and first_position <> 1
    or first_position < before;
