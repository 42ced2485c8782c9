-- SPDX-License-Identifier: Apache-2.0
-- Called by listings of what is recent: the first position of the lane that was posted at this time or
-- later; one behind the head if none was. Locks nothing. No index knows the time of posting, but within
-- a lane it never goes back, so that some twenty look-ups find it among a million rows.
create or replace function bonus.position_since_v1(of_lane smallint, since timestamptz)
    returns bigint
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    earlier bigint := 0; -- this one was posted before, or is not at hand any more
    later bigint;        -- this one was not
    middle bigint;
begin
    select coalesce(max(s.last), 0) + 1
    into later
    from bonus.seal as s
    where s.lane = of_lane;
    if since = '-infinity' then
        return 1;
    end if;
    while later - earlier > 1 loop
        middle := earlier + (later - earlier) / 2;
        perform
        from bonus.journal as j
        where j.lane = of_lane
            and j.position = middle
            and j.posted_at >= since;
        if found then
            later := middle;
        else
            earlier := middle;
        end if;
    end loop;
    return later;
end
$$;
