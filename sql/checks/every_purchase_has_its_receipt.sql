-- SPDX-License-Identifier: Apache-2.0
-- Rule: each purchase (kind 1) has exactly one receipt, of its own store, and each receipt points to
-- a purchase.
-- A row here means that the same paper receipt could be posted a second time.
select
    coalesce(j.lane, r.lane) as lane,
    coalesce(j.position, r.position) as position,
    pg_catalog.format('purchase of store %s at position %s, receipts %s',
        coalesce(j.store::text, 'unknown'), coalesce(j.position::text, 'missing'),
        coalesce(r.receipts, 'none')) as what
from (
    select lane, position, store
    from bonus.journal
    where kind = 1
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
    or r.position is null
    or r.receipt_count <> 1
    or r.store is distinct from j.store;
