-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon for one step of its walk over all accounts: those that come next in a lane behind
-- (member, currency), at most `rows_max`, and whether the first of their lots has expired at UTC-12.
-- Locks nothing: what is done about it is decided inside a turn. Returns no row behind the last account.
-- No sort: the primary key has the order, so the planner cannot choose to read the whole lane.
create or replace function bonus.sweep_lots_v1(
    of_lane smallint,
    after_member bigint,
    after_currency smallint,
    rows_max integer,
    out day integer,
    out member bigint,
    out currency smallint,
    out is_due boolean
)
    returns setof record
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
    set enable_sort = off
as $$
#variable_conflict use_column
declare
    today constant integer := (floor(extract(epoch from clock_timestamp()))::bigint - 43200) / 86400;
begin
    return query
    select today, a.member, a.currency, coalesce(a.lots[1] <= today, false)
    from bonus.account as a
    where a.lane = of_lane
        and (a.member, a.currency) > (after_member, after_currency)
    order by a.member, a.currency
    limit rows_max;
end
$$;
