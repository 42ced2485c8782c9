-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl exceptions` as bonus_admin and by readers: what of bonus.exception was posted at
-- this time or later. Locks nothing. What it costs depends on how much is recent, not on how much
-- there is.
create or replace function bonus.exceptions_v1(since timestamptz)
    returns setof bonus.exception
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    of_lane smallint;
begin
    for of_lane in select l.lane from bonus.lane as l order by l.lane loop
        return query
        select *
        from bonus.exception as e
        where e.lane = of_lane
            and e.position >= bonus.position_since_v1(of_lane, since);
    end loop;
end
$$;
