-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon as the first statement of a turn, inside `begin isolation level read
-- committed`. Locks the lane's row in one statement and loads in later ones, which therefore see
-- everything earlier turns committed. Returns one row per request of the batch: columns of the turn
-- (the same in each row), then those of lane_facts_v1. The turn's time is taken after the lock and
-- is never earlier than the lane's last.
create or replace function bonus.lane_begin_v1(
    lane smallint,
    cards text[],
    currencies smallint[],
    out turn_at timestamptz,
    out revision bigint,
    out head bigint,
    out seal bytea,
    out ordinal integer,
    out card_state smallint,
    out member bigint,
    out account_place tid,
    out account_position bigint,
    out balance bigint,
    out lifetime bigint,
    out debt bigint,
    out lots bigint[],
    out held bigint[]
)
    returns setof record
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    turn record;
begin
    perform from bonus.lane as l where l.lane = lane_begin_v1.lane for update;
    if not found then
        raise exception 'lane % does not exist', lane_begin_v1.lane using errcode = 'BN100';
    end if;
    select
        greatest(clock_timestamp(), s.posted_at) as at,
        v.revision,
        coalesce(s.last, 0) as head,
        s.seal
    into turn
    from bonus.revision as v
    left join lateral (
        select last, seal.seal, seal.posted_at
        from bonus.seal
        where seal.lane = lane_begin_v1.lane
        order by last desc
        limit 1
    ) as s on true;
    return query
    select turn.at, turn.revision, turn.head, turn.seal, f.*
    from bonus.lane_facts_v1(lane_begin_v1.lane, cards, currencies) as f;
end
$$;
