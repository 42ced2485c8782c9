-- SPDX-License-Identifier: Apache-2.0
-- Paper receipts that were posted in more than one lane: once on each of two cards, or once with a
-- card and once without. The usual fraud of cashiers; a listing of exceptions for people to look at. A
-- late claim (kind 12) has the receipt that it claimed in another lane, and is not counted.
create or replace view bonus.receipt_conflict as
select
    r.store,
    s.name as store_name,
    r.fiscal_device,
    r.date,
    r.number,
    r.lanes,
    r.positions
from (
    select
        store,
        fiscal_device,
        date,
        number,
        pg_catalog.array_agg(lane order by lane) as lanes,
        pg_catalog.array_agg(position order by lane) as positions
    from bonus.receipt
    group by store, fiscal_device, date, number
    having count(*) > 1
) as r
left join bonus.store as s on s.store = r.store
where (
    select count(*)
    from unnest(r.lanes, r.positions) as p (lane, position)
    left join bonus.journal as j
        on j.lane = p.lane
        and j.position = p.position
    where j.kind is distinct from 12
) > 1;

comment on view bonus.receipt_conflict is 'Receipts that stand in more than one lane.';
comment on column bonus.receipt_conflict.date is 'As printed, YYYYMMDD.';
comment on column bonus.receipt_conflict.lanes is 'The lanes the receipt was posted in.';
comment on column bonus.receipt_conflict.positions is 'Its journal position in each of these lanes.';
