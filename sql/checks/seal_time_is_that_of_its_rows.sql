-- SPDX-License-Identifier: Apache-2.0
-- Rule: a turn has one time: that of its seal and of every row under it.
-- A row here means that a row was posted in another turn than the one that sealed it.
select
    j.lane,
    j.position,
    pg_catalog.format('posted at %s, sealed at %s', j.posted_at, s.posted_at) as what
from bonus.seal as s
join bonus.journal as j
    on j.lane = s.lane
    and j.position between s.first and s.last
where j.posted_at <> s.posted_at;
