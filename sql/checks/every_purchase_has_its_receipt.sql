-- SPDX-License-Identifier: Apache-2.0
-- Rule: each purchase (kind 1) has exactly one receipt, of its own store, and a refund (5) one at most;
-- a late claim (12) has the receipt that it claimed where that lies in another lane; each receipt points
-- to one of these.
-- A row here means that the same paper receipt could be posted a second time.
select
    coalesce(j.lane, r.lane) as lane,
    coalesce(j.position, r.position) as position,
    pg_catalog.format('row of kind %s of store %s at position %s, receipts %s',
        coalesce(j.kind::text, 'none'), coalesce(j.store::text, 'unknown'),
        coalesce(j.position::text, 'missing'), coalesce(r.receipts, 'none')) as what
from (
    select lane, position, kind, store
    from bonus.journal
    where kind in (1, 5)
        or kind = 12 and original_position is null
) as j
full join (
    select
        lane, position, min(store) as store, count(*) as receipt_count,
        pg_catalog.string_agg(
            pg_catalog.format('%s/%s/%s/%s', store, fiscal_device, date, number), ', ') as receipts
    from bonus.receipt
    group by lane, position
) as r
    on r.lane = j.lane
    and r.position = j.position
where j.position is null
    or r.position is null and j.kind = 1
    or r.receipt_count <> 1
    or r.position is not null and j.kind <> 12 and r.store is distinct from j.store;
