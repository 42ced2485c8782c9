-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon for a balance inquiry: a card's state and its member's accounts, one row
-- for each currency, by currency; one row with a null currency where there is no account; no row
-- where there is no such card. Locks nothing.
create or replace function bonus.card_balances_v1(
    of_lane smallint,
    of_card text,
    out read_at timestamptz,
    out card_state smallint,
    out member bigint,
    out currency smallint,
    out balance bigint,
    out lifetime bigint
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
    select clock_timestamp(), c.state, c.member, a.currency, a.balance, a.lifetime
    from bonus.card as c
    left join bonus.account as a
        on a.lane = of_lane
        and a.member = c.member
    where c.lane = of_lane
        and c.card = of_card
    order by a.currency;
end
$$;
