-- SPDX-License-Identifier: Apache-2.0
-- The journal as people read it: names instead of numbers, of the card only the last four digits.
-- One row for each journal row; statement_v1 picks those of one member.
create or replace view bonus.statement_line as
select
    j.lane,
    j.position,
    pg_catalog.format('%s-%s-%s', i.incarnation, j.lane, j.position) as rrn,
    j.member,
    pg_catalog.right(j.card, 4) as card_end,
    k.name as kind,
    j.currency,
    j.money,
    j.base,
    j.rate_bp,
    j.earned,
    j.redeemed,
    j.balance_after,
    j.lifetime_after,
    j.previous_position,
    j.programme_version,
    j.posted_at,
    j.receipt_at,
    pg_catalog.to_char(
        coalesce(
            j.receipt_at at time zone 'UTC' + pg_catalog.make_interval(mins => j.utc_offset_min),
            j.posted_at at time zone coalesce(s.zone, 'UTC')),
        'YYYY-MM-DD HH24:MI') as local_time,
    j.store,
    s.name as store_name,
    t.name as terminal
from bonus.journal as j
cross join lateral (
    select incarnation
    from bonus.incarnation
    where incarnation.lane = j.lane
        and incarnation.first_position <= j.position
    order by incarnation desc
    limit 1
) as i
join bonus.journal_kind as k on k.kind = j.kind
left join bonus.terminal as t on t.terminal = j.terminal
left join bonus.store as s on s.store = j.store;

comment on view bonus.statement_line is 'The journal with names; amounts in minor units.';
comment on column bonus.statement_line.terminal is
    'Who asked for it; null: the ledger itself, such as for an expiry.';
comment on column bonus.statement_line.rrn is 'The posting''s lifelong number: incarnation-lane-position.';
comment on column bonus.statement_line.card_end is 'Last four digits of the card.';
comment on column bonus.statement_line.kind is 'What happened: purchase, card_activated ...';
comment on column bonus.statement_line.money is 'What the purchase cost.';
comment on column bonus.statement_line.base is 'The part of it that earns points.';
comment on column bonus.statement_line.rate_bp is 'Award rate in basis points: 1100 is 11 %.';
comment on column bonus.statement_line.previous_position is
    'Position of the account''s row before, 0 for its first.';
comment on column bonus.statement_line.local_time is
    'When it was bought, by the till''s clock; otherwise when it was posted, in the store''s zone.';
