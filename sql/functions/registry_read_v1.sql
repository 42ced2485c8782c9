-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon when the revision has moved: the whole registry in one statement, so that
-- all of it is of one moment. Locks nothing. Returns rows of these items, each with its fields in
-- number, other, more, flag, name, text, bytes and numbers:
--   ledger       number lanes
--   incarnation  number lane, other first position, more incarnation
--   revision     number revision
--   zone         name, numbers instants and offsets as zone_shifts_v1 has them, in turn
--   store        number store, other currency, more brand, name, text zone
--   terminal     number terminal, other store, more 1: may refund blind, flag blocked, name, text role
--   certificate  number terminal, flag blocked, bytes fingerprint
--   supervisor   number store, bytes digest of the code
--   programme    number version
--   setting      name, text category, numbers from version, to version, currency, store, value
--   promotion    number promotion, name, numbers from version, to version, kind, stacking, value,
--                currency, store, brand, segment, weekdays, hours, first day, last day, minimum;
--                kind and stacking count from 1 in the order of src/domain/promotion.h
--   category     number promotion, name
-- In numbers a version that is not ended is 2^32 - 1, a condition that holds for all is 0, days count
-- from 1970-01-01 and no last day is 2^31 - 1.
create or replace function bonus.registry_read_v1(
    out item text,
    out number bigint,
    out other bigint,
    out more integer,
    out flag boolean,
    out name text,
    out text text,
    out bytes bytea,
    out numbers bigint[]
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
    select 'ledger', lanes::bigint, null::bigint, null::integer, null::boolean, null::text,
        null::text, null::bytea, null::bigint[]
    from bonus.ledger
    union all
    select 'incarnation', i.lane, i.first_position, i.incarnation, null, null, null, null, null
    from bonus.incarnation as i
    union all
    select 'revision', revision, null, null, null, null, null, null, null
    from bonus.revision
    union all
    select 'store', s.store, s.currency, s.brand, null, s.name, s.zone, null, null
    from bonus.store as s
    union all
    select 'terminal', t.terminal, t.store, t.blind_refund::integer, t.blocked, t.name, t.role, null, null
    from bonus.terminal as t
    union all
    select 'certificate', c.terminal, null, null, c.blocked, null, null, c.fingerprint, null
    from bonus.terminal_certificate as c
    union all
    select 'supervisor', s.store, null, null, null, null, null, s.code_digest, null
    from bonus.supervisor as s
    union all
    select 'zone', null, null, null, null, z.zone, null, null, (
        select array_agg(number order by place)
        from bonus.zone_shifts_v1(z.zone) with ordinality as h (at_s, offset_s, pair)
        cross join lateral (values (h.at_s, 2 * pair), (h.offset_s, 2 * pair + 1))
            as n (number, place)
    )
    from (select distinct s.zone from bonus.store as s) as z
    union all
    select 'programme', coalesce(max(p.version), 0), null, null, null, null, null, null, null
    from bonus.programme as p
    union all
    select 'setting', null, null, null, null, s.setting, s.category, null, array[
        s.from_version, coalesce(s.to_version, 4294967295), s.currency, coalesce(s.store, 0), s.value
    ]
    from bonus.programme_setting as s
    union all
    select 'promotion', p.promotion, null, null, null, p.name, null, null, array[
        p.from_version,
        coalesce(p.to_version, 4294967295),
        array_position('{rate,multiplier,points}', p.kind),
        array_position('{best,add,replace}', p.stacking),
        p.value,
        coalesce(p.currency, 0),
        coalesce(p.store, 0),
        coalesce(p.brand, 0),
        coalesce(p.segment, 0),
        p.weekdays,
        p.hours,
        coalesce(p.first_day - '1970-01-01'::date, 0),
        coalesce(p.last_day - '1970-01-01'::date, 2147483647),
        p.minimum
    ]
    from bonus.promotion as p
    union all
    select 'category', p.promotion, null, null, null, c.name, null, null, null
    from bonus.promotion as p
    cross join unnest(p.categories) as c (name);
end
$$;
