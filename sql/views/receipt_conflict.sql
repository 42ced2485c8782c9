-- SPDX-License-Identifier: Apache-2.0
-- Paper receipts that were posted in more than one lane: once on each of two cards, or once with a
-- card and once without. The usual fraud of cashiers; a listing of exceptions for people to look at.
create or replace view bonus.receipt_conflict as
select
    r.store,
    s.name as store_name,
    r.fiscal_device,
    r.date,
    r.number,
    pg_catalog.array_agg(r.lane order by r.lane) as lanes,
    pg_catalog.array_agg(r.position order by r.lane) as positions
from bonus.receipt as r
left join bonus.store as s on s.store = r.store
group by r.store, s.name, r.fiscal_device, r.date, r.number
having count(*) > 1;

comment on view bonus.receipt_conflict is 'Receipts that stand in more than one lane.';
comment on column bonus.receipt_conflict.date is 'As printed, YYYYMMDD.';
comment on column bonus.receipt_conflict.lanes is 'The lanes the receipt was posted in.';
comment on column bonus.receipt_conflict.positions is 'Its journal position in each of these lanes.';
