-- SPDX-License-Identifier: Apache-2.0
-- Called by registry_read_v1: when the offset of a time zone from UTC changed since 2000, and will
-- change within the next ten years. Locks nothing. Returns in rising order `at_s`, seconds since
-- 1970-01-01 UTC, and `offset_s`, seconds east of UTC from then on; the first row is the first of 2000.
-- PostgreSQL tells offsets and not when they change, so one instant in two weeks is looked at, and a
-- fortnight with a change is halved down to its second. Nowhere has an offset been left and come back
-- to within two weeks.
create or replace function bonus.zone_shifts_v1(
    zone text
)
    returns table (at_s bigint, offset_s integer)
    language sql
    stable
    set search_path = pg_catalog, pg_temp
as $$
    with recursive sample as (
        select
            s as at_s,
            (date_part('epoch', to_timestamp(s) at time zone zone) - s)::integer as offset_s
        from generate_series(
            946684800, extract(epoch from now())::bigint + 10 * 366 * 86400, 14 * 86400
        ) as s
    ),
    change as (
        select *
        from (
            select
                at_s as before_s,
                lead(at_s) over by_time as after_s,
                offset_s as before_offset_s,
                lead(offset_s) over by_time as after_offset_s
            from sample
            window by_time as (order by at_s)
        ) as pair
        where before_offset_s <> after_offset_s
        union all
        select
            case when is_before then middle_s else before_s end,
            case when is_before then after_s else middle_s end,
            before_offset_s,
            case when is_before then after_offset_s else middle_offset_s end
        from change
        cross join lateral (
            select (before_s + after_s) / 2 as middle_s
        ) as middle
        cross join lateral (
            select
                (date_part('epoch', to_timestamp(middle_s) at time zone zone) - middle_s)::integer
                    as middle_offset_s
        ) as found
        cross join lateral (
            select middle_offset_s = before_offset_s as is_before
        ) as half
        where after_s - before_s > 1
    )
    select s.at_s, s.offset_s
    from sample as s
    where s.at_s = 946684800
    union all
    select c.after_s, c.after_offset_s
    from change as c
    where c.after_s - c.before_s = 1
    order by 1
$$;
