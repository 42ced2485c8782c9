-- SPDX-License-Identifier: Apache-2.0
-- Rule: there are exactly the lanes 0 to one less than their number, which is never changed.
-- A row here means that a card's lane, reckoned from its number, is not where its account lies.
select
    coalesce(l.lane, i)::smallint as lane,
    null::bigint as position,
    pg_catalog.format('the ledger has %s lanes', g.lanes) as what
from bonus.ledger as g
cross join lateral pg_catalog.generate_series(0, g.lanes - 1) as i
full join bonus.lane as l
    on l.lane = i
where i is null
    or l.lane is null;
