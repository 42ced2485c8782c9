-- SPDX-License-Identifier: Apache-2.0
-- Rule: seals of a lane join one another without gap or overlap from position 1 to the journal's
-- last row.
-- A row here means that a row is sealed twice or not at all, or that sealed rows are gone.
select
    lane,
    first as position,
    pg_catalog.format('the seal of %s to %s comes after one that ends at %s', first, last, before)
        as what
from (
    select
        lane, first, last,
        coalesce(pg_catalog.lag(last) over (partition by lane order by last), 0) as before
    from bonus.seal
) as joined
where first <> before + 1
union all
select
    l.lane,
    coalesce(j.position, s.last),
    pg_catalog.format('the journal ends at %s, its seals at %s', coalesce(j.position, 0),
        coalesce(s.last, 0))
from bonus.lane as l
left join lateral (
    select position from bonus.journal where lane = l.lane order by position desc limit 1
) as j on true
left join lateral (
    select last from bonus.seal where lane = l.lane order by last desc limit 1
) as s on true
where j.position is distinct from s.last;
