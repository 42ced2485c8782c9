-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon for a quote: what a turn would load for one receipt, without a turn. Locks
-- nothing. Returns one row: time, the registry's revision, the receipt's first
-- posting, then columns as in lane_facts_v1.
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
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
begin
    return query
    select clock_timestamp(), v.revision, r.position, f.card_state, f.member, f.account_place,
        f.account_position, f.balance, f.lifetime, f.debt, f.lots, f.held
    from bonus.lane_facts_v1(lane, array[card], array[currency]) as f
    cross join bonus.revision as v
    left join lateral (
        select receipt.position
        from bonus.receipt
        where receipt.lane = lane_read_v1.lane
            and receipt.store = lane_read_v1.store
            and receipt.fiscal_device = lane_read_v1.fiscal_device
            and receipt.date = lane_read_v1.date
            and receipt.number = lane_read_v1.number
        offset 0
    ) as r on true;
end
$$;
