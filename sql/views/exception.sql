-- SPDX-License-Identifier: Apache-2.0
-- Everything that people at the head office should look at, one row for each matter. Where two postings
-- are concerned it is told of the later one, so that what is recent is found from recent rows:
-- exceptions_v1 asks by lane and position, which reach the journal's and the receipts' indexes here.
create or replace view bonus.exception as
with matter as not materialized (
    -- What a row says by itself; bits of enum posting_flag.
    select j.lane, j.position, w.what, j.lane as other_lane, j.original_position as other_position,
        w.points
    from bonus.journal as j
    cross join lateral (
        values
            ('parked_advice', j.kind = 14, null),
            ('clock_skewed', coalesce(j.flags & 1, 0) > 0, null),
            ('velocity_limit', coalesce(j.flags & 2, 0) > 0, null),
            ('blind_refund', coalesce(j.flags & 4, 0) > 0, -j.earned),
            ('written_off', coalesce(j.written_off, 0) > 0, j.written_off)
    ) as w (what, applies, points)
    where (j.kind = 14 or j.flags > 0 or j.written_off > 0)
        and w.applies
    union all
    -- One paper receipt in two lanes: on two cards, or with a card and without. A late claim has one
    -- receipt and one key in two lanes, and should have.
    select a.lane, a.position, 'receipt_twice', b.lane, b.position, null
    from bonus.receipt as r
    join bonus.lane as l
        on l.lane <> r.lane
    join bonus.receipt as o
        on o.lane = l.lane
        and o.fiscal_device = r.fiscal_device
        and o.date = r.date
        and o.number = r.number
        and o.store = r.store
    join bonus.journal as a
        on a.lane = r.lane
        and a.position = r.position
    join bonus.journal as b
        on b.lane = o.lane
        and b.position = o.position
    where (b.posted_at, b.lane) < (a.posted_at, a.lane)
        and a.kind not in (12, 13)
        and b.kind not in (12, 13)
    union all
    -- One running number of a till used for two cards; what was only refused in the other lane, too.
    select a.lane, a.position, 'stan_twice', k.lane, nullif(k.position, 0), null
    from bonus.journal as a
    join bonus.lane as l
        on l.lane <> a.lane
    join bonus.posting_key as k
        on k.lane = l.lane
        and k.terminal = a.terminal
        and k.epoch = a.epoch
        and k.stan = a.stan
    left join bonus.journal as b
        on b.lane = k.lane
        and b.position = k.position
        and k.position > 0
    where a.stan > 0
        and (b.lane is null or (b.posted_at, b.lane) < (a.posted_at, a.lane))
        and a.kind not in (12, 13)
        and coalesce(b.kind not in (12, 13), true)
    union all
    -- A receipt was given to a claim in another lane, and that was not posted within a minute.
    select j.lane, j.position, 'claim_unfinished', null, null, null
    from bonus.journal as j
    where j.kind = 13
        and j.posted_at < pg_catalog.clock_timestamp() - interval '1 minute'
        and not exists (
            select
            from bonus.lane as l
            join bonus.posting_key as k
                on k.lane = l.lane
                and k.terminal = j.terminal
                and k.epoch = j.epoch
                and k.stan = j.stan
                and k.result = 1
            where l.lane <> j.lane
        )
)
select
    m.what,
    m.lane,
    m.position,
    j.posted_at,
    pg_catalog.format('%s-%s-%s', i.incarnation, m.lane, m.position) as rrn,
    case when o.incarnation is not null
        then pg_catalog.format('%s-%s-%s', o.incarnation, m.other_lane, m.other_position) end
        as other_rrn,
    j.store,
    s.name as store_name,
    t.name as terminal,
    pg_catalog.right(j.card, 4) as card_end,
    j.currency,
    j.money,
    m.points,
    case when j.kind = 14 then j.reason end as reason
from matter as m
join bonus.journal as j
    on j.lane = m.lane
    and j.position = m.position
cross join lateral (
    select incarnation
    from bonus.incarnation
    where incarnation.lane = m.lane
        and incarnation.first_position <= m.position
    order by incarnation desc
    limit 1
) as i
left join lateral (
    select incarnation
    from bonus.incarnation
    where incarnation.lane = m.other_lane
        and incarnation.first_position <= m.other_position
    order by incarnation desc
    limit 1
) as o on true
left join bonus.store as s on s.store = j.store
left join bonus.terminal as t on t.terminal = j.terminal;

comment on view bonus.exception is 'Listing for people, no fault of the ledger; amounts in minor units.';
comment on column bonus.exception.what is
    'parked_advice, clock_skewed, velocity_limit (a soft one), blind_refund, written_off, receipt_twice, '
    'stan_twice or claim_unfinished.';
comment on column bonus.exception.rrn is 'The posting; of two the later one.';
comment on column bonus.exception.other_rrn is 'The earlier one, or the original.';
comment on column bonus.exception.points is 'Written off, or taken back by a blind refund.';
comment on column bonus.exception.reason is
    'Why an advice was parked: the number of the result it would have had.';
