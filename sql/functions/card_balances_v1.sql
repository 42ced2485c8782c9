-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon for a balance inquiry: a card's state and its member's accounts, one row
-- for each currency, by currency; one row with a null currency where there is no account; no row
-- where there is no such card. From `member` on, columns as in lane_facts_v1. Locks nothing.
create or replace function bonus.card_balances_v1(
    of_lane smallint,
    of_card text,
    out read_at timestamptz,
    out card_state smallint,
    out currency smallint,
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
#variable_conflict use_column
begin
    return query
    select clock_timestamp(), c.state, a.currency, c.member, a.ctid, a.position, a.balance,
        a.lifetime, a.debt, a.lots, a.held
    from bonus.card as c
    left join bonus.account as a
        on a.lane = of_lane
        and a.member = c.member
    where c.lane = of_lane
        and c.card = of_card
    order by a.currency;
end
$$;
