-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon every second: accounts with a hold whose time is over, at most `rows_max`, the
-- longest over first. Locks nothing: what is done about them is decided inside a turn. Returns the day
-- at UTC-12 with each; one row with a null account if there is none.
-- No sort: the index has the order, so the planner cannot choose to read whole lanes.
create or replace function bonus.sweep_holds_v1(
    rows_max integer,
    out day integer,
    out lane smallint,
    out member bigint,
    out currency smallint
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
    now_us constant bigint := floor(extract(epoch from clock_timestamp()) * 1000000);
begin
    return query
    select ((now_us / 1000000 - 43200) / 86400)::integer, h.lane, h.member, h.currency
    from (values (true)) as one
    left join (
        select due.lane, due.member, due.currency
        from bonus.lane as l
        cross join lateral (
            select a.lane, a.member, a.currency, a.held[2] as until_us
            from bonus.account as a
            where a.lane = l.lane
                and a.held is not null
                and a.held[2] <= now_us
            order by a.held[2]
            limit rows_max
        ) as due
        order by due.until_us
        limit rows_max
    ) as h on true;
end
$$;
