-- SPDX-License-Identifier: Apache-2.0
-- Rule: a purchase on a card to which no promotion was applied earns floor(base * rate / 10000), at the
-- rate that the programme's version has for its currency.
-- A row here means that somebody got more or fewer points than the programme promises.
select
    j.lane,
    j.position,
    pg_catalog.format('earned %s on a base of %s at %s basis points; version %s of the programme has %s',
        j.earned, j.base, j.rate_bp, j.programme_version, r.rate_bp) as what
from bonus.journal as j
left join bonus.programme_rate as r
    on r.version = j.programme_version
    and r.currency = j.currency
where j.kind = 1
    and j.member is not null
    and j.rules is null
    and (j.earned <> pg_catalog.floor(j.base::numeric * j.rate_bp / 10000)
        or j.rate_bp is distinct from r.rate_bp);
