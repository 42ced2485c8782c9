-- SPDX-License-Identifier: Apache-2.0
-- Rule: what an account holds was set aside by a hold (kind 6) of its own member and currency, up to the
-- moment that the hold says, and no commit (7), void (8), timeout (9) or reversal (11) has ended it.
-- A row here means that points are out of reach for no reason, or could be paid with twice.
select
    a.lane,
    a.hold as position,
    pg_catalog.format('member %s, currency %s: a piece held until %s; %s', a.member, a.currency,
        a.until_us,
        case
            when e.position is not null then 'ended at position ' || e.position
            when j.kind is null then 'nothing is there'
            else pg_catalog.format('there is a row of kind %s of member %s, currency %s, until %s', j.kind,
                j.member, j.currency, j.hold_until)
        end) as what
from (
    select account.lane, account.member, account.currency, held[i] as hold, held[i + 1] as until_us
    from bonus.account
    cross join pg_catalog.generate_series(1, pg_catalog.cardinality(account.held), 7) as i
) as a
left join bonus.journal as j
    on j.lane = a.lane
    and j.position = a.hold
left join (
    select lane, original_position, min(position) as position
    from bonus.journal
    where kind in (7, 8, 9, 11)
        and original_position is not null
    group by lane, original_position
) as e
    on e.lane = a.lane
    and e.original_position = a.hold
where j.kind is distinct from 6
    or j.member is distinct from a.member
    or j.currency is distinct from a.currency
    or (extract(epoch from j.hold_until) * 1000000)::bigint is distinct from a.until_us
    or e.position is not null;
