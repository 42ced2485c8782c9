-- SPDX-License-Identifier: Apache-2.0
-- Rule: original_position names an earlier row of the lane that can be taken back, ended or claimed so:
-- a commit (kind 7), void (8) or timeout (9) always a hold (6), which ends once; a late claim (12) and
-- its receipt's side (13) a purchase (1) without a member; a reversal (11) anything but a reversal.
-- A row here means that something was taken back that never was, or a hold was ended twice.
select
    j.lane,
    j.position,
    pg_catalog.format('kind %s names position %s, which holds %s; it is number %s of its kind to do so',
        j.kind, coalesce(j.original_position::text, 'none'),
        case when o.kind is null then 'nothing' else 'a row of kind ' || o.kind end, j.ordinal) as what
from (
    select
        lane, position, kind, original_position,
        pg_catalog.row_number() over (
            partition by lane, original_position, kind in (7, 8, 9) order by position
        ) as ordinal
    from bonus.journal
    where original_position is not null
        or kind in (7, 8, 9)
) as j
left join bonus.journal as o
    on o.lane = j.lane
    and o.position = j.original_position
where j.original_position is not null and (o.kind is null or o.position >= j.position)
    or j.kind in (7, 8, 9) and (o.kind is distinct from 6 or j.ordinal > 1)
    or j.kind in (12, 13) and (o.kind <> 1 or o.member is not null)
    or j.kind = 11 and o.kind = 11;
