-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon for a quote: what a turn would load for one receipt, without a turn. Locks
-- nothing. Returns one row: time and the registry's revision, then columns as in lane_facts_v1.
create or replace function bonus.lane_read_v1(
    lane smallint,
    card text,
    currency smallint,
    store integer,
    fiscal_device text,
    date integer,
    number text,
    out read_at timestamptz,
    out revision bigint,
    out receipt_position bigint,
    out card_state smallint,
    out member bigint,
    out account_position bigint,
    out balance bigint,
    out lifetime bigint,
    out lots bigint[]
)
    returns setof record
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
begin
    return query
    select clock_timestamp(), v.revision, f.receipt_position, f.card_state, f.member, f.account_position,
        f.balance, f.lifetime, f.lots
    from bonus.lane_facts_v1(
        lane, array[null::integer], array[null::bigint], array[null::bigint], array[card],
        array[currency], array[store], array[fiscal_device], array[date], array[number]
    ) as f
    cross join bonus.revision as v;
end
$$;
