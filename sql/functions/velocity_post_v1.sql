-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon behind lane_post_v1, in turns with postings that are counted: adds what the turn
-- posted. The lane is locked, so nobody else writes its rows. Forgets what no limit can ask for any
-- more, a little each time. Returns nothing.
create or replace function bonus.velocity_post_v1(
    lane smallint,
    turn_at timestamptz,
    subjects smallint[],
    keys text[],
    utc_offsets integer[],
    counts bigint[],
    points bigint[],
    moneys bigint[]
)
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    insert into bonus.velocity as v (lane, subject, key, hour, count, points, money)
    select
        velocity_post_v1.lane, subjects[i], keys[i],
        floor((extract(epoch from turn_at) + utc_offsets[i]) / 3600)::integer, counts[i],
        velocity_post_v1.points[i], moneys[i]
    from generate_series(1, cardinality(keys)) as i
    on conflict (lane, subject, key, hour) do update
    set count = v.count + excluded.count,
        points = v.points + excluded.points,
        money = v.money + excluded.money;

    delete from bonus.velocity
    where ctid = any (array(
        select old.ctid
        from bonus.velocity as old
        where old.hour < floor(extract(epoch from turn_at) / 3600)::integer - 72
        order by old.hour
        limit 2 * cardinality(keys)
        for update skip locked
    ));
end
$$;
