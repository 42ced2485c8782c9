-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon in turns with postings that are counted, after lane_begin_v1: what passed by
-- each key before in the hour and the day that are running where its store is. All lanes count, the
-- others as far as they are committed. Locks nothing. Returns one row per key, `ordinal` counting
-- from 1.
create or replace function bonus.velocity_read_v1(
    subjects smallint[],
    keys text[],
    utc_offsets integer[],
    out ordinal integer,
    out hour_count bigint,
    out hour_points bigint,
    out hour_money bigint,
    out day_count bigint,
    out day_points bigint,
    out day_money bigint
)
    returns setof record
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select
        i,
        coalesce(sum(v.count) filter (where v.hour = h.hour), 0)::bigint,
        coalesce(sum(v.points) filter (where v.hour = h.hour), 0)::bigint,
        coalesce(sum(v.money) filter (where v.hour = h.hour), 0)::bigint,
        coalesce(sum(v.count), 0)::bigint,
        coalesce(sum(v.points), 0)::bigint,
        coalesce(sum(v.money), 0)::bigint
    from generate_series(1, cardinality(keys)) as i
    cross join lateral (
        select floor((extract(epoch from clock_timestamp()) + utc_offsets[i]) / 3600)::integer as hour
        offset 0
    ) as h
    cross join bonus.lane as l
    left join lateral (
        select velocity.hour, velocity.count, velocity.points, velocity.money
        from bonus.velocity
        where velocity.lane = l.lane
            and velocity.subject = subjects[i]
            and velocity.key = keys[i]
            and velocity.hour between h.hour - h.hour % 24 and h.hour
        offset 0
    ) as v on true
    group by i
    order by i;
end
$$;
