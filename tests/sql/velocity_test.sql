-- SPDX-License-Identifier: Apache-2.0
-- What is counted for the limits of velocity: by hours of the store, over all lanes, and not for ever.
begin;
select plan(7);
select till.open_shop();

-- The hour that is running so far east of UTC, and what it and its day count under this key.
create function till.hour_now(utc_offset integer)
    returns integer language sql volatile as $$
    select floor((extract(epoch from clock_timestamp()) + utc_offset) / 3600)::integer
$$;
create function till.counted(of_subject integer, of_key text, utc_offset integer)
    returns text language sql volatile as $$
    select format('%s %s %s, %s %s %s', hour_count, hour_points, hour_money, day_count, day_points,
        day_money)
    from bonus.velocity_read_v1(array[of_subject]::smallint[], array[of_key], array[utc_offset])
$$;
create function till.count_once(of_lane integer, at timestamptz)
    returns void language sql volatile as $$
    select bonus.velocity_post_v1(of_lane::smallint, at, '{0,2}', '{4006381333931,5}', '{0,0}', '{1,1}',
        '{110,110}', '{1000,1000}')
$$;

select is(till.counted(0, '4006381333931', 0), '0 0 0, 0 0 0', 'what was never counted is 0');

select till.count_once(1, clock_timestamp());
select till.count_once(1, clock_timestamp());
select till.count_once(2, clock_timestamp());
select is(till.counted(0, '4006381333931', 0), '3 330 3000, 3 330 3000', 'all lanes count');
select is(till.counted(1, '4006381333931', 0), '0 0 0, 0 0 0', 'a cashier is not a card');

-- The same moments, as hours before and behind those of UTC.
update bonus.velocity set hour = till.hour_now(0) - till.hour_now(0) % 24 where lane = 2;
update bonus.velocity set hour = till.hour_now(0) where lane = 1;
select is(
    till.counted(2, '5', 0),
    case when till.hour_now(0) % 24 = 0 then '3 330 3000, 3 330 3000' else '2 220 2000, 3 330 3000' end,
    'the hour is one of the day, which begins at midnight');
update bonus.velocity set hour = till.hour_now(0) - till.hour_now(0) % 24 - 1 where lane = 2;
select is(till.counted(2, '5', 0), '2 220 2000, 2 220 2000', 'yesterday does not count');

select is(
    (select array_agg(ordinal || ':' || hour_count order by ordinal)
        from bonus.velocity_read_v1('{0,1,2}', '{4006381333931,nobody,5}', '{0,0,0}')),
    '{1:2,2:0,3:2}', 'one row for each key, in order');

update bonus.velocity set hour = hour - 100;
select till.count_once(1, clock_timestamp());
select is(
    (select array_agg(distinct hour) from bonus.velocity), array[till.hour_now(0)],
    'hours that no limit asks for are forgotten');

select * from finish();
rollback;
