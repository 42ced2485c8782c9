-- SPDX-License-Identifier: Apache-2.0
-- The programme as versioned rows: what functions write, what they refuse, and what the daemon reads.
begin;
select no_plan();

select bonus.store_add_v1(5, 'Kyiv', 980::smallint, 'Europe/Kyiv', 'Gifts');
select bonus.store_add_v1(6, 'Moscow', 643::smallint, 'Europe/Moscow');

create function till.change(currency integer, store integer, category text, setting text, value bigint)
    returns integer
    language sql
as $$
    select bonus.programme_change_v1(array[currency::smallint], array[setting], array[value],
        nullif(store, 0), category)
$$;

-- What is in force under a version.
create function till.settings(of_version integer)
    returns table (currency integer, store integer, category text, setting text, value bigint)
    language sql
as $$
    select s.currency, coalesce(s.store, 0), s.category, s.setting, s.value
    from bonus.programme_setting as s
    where s.from_version <= of_version
        and (s.to_version is null or of_version < s.to_version)
    order by 1, 2, 3, 4
$$;

-- Settings. Version 1 is the fixture's.
select is(till.change(643, 0, '', 'expiry_months', 12), 2, 'a change makes the next version');
select is(till.change(643, 6, '', 'rate_bp', 3000), 3, 'a store may have its own value');
select is(till.change(643, 0, 'tobacco', 'redeem_max_share_bp', 0), 4, 'so may a category');
select is(till.change(643, 0, '', 'expiry_months', 24), 5, 'a value replaces the one before');
select is(till.change(643, 6, '', 'rate_bp', null), 6, 'no value gives it back');
select results_eq('select * from till.settings(1)',
    $$ values (398, 0, '', 'rate_bp', 1100::bigint), (643, 0, '', 'rate_bp', 1100) $$,
    'the first version is as it was');
select results_eq('select * from till.settings(5)',
    $$
        values
            (398, 0, '', 'rate_bp', 1100::bigint),
            (643, 0, '', 'expiry_months', 24),
            (643, 0, '', 'rate_bp', 1100),
            (643, 0, 'tobacco', 'redeem_max_share_bp', 0),
            (643, 6, '', 'rate_bp', 3000)
    $$, 'one in the middle has what was in force then');
select is((select count(*) from till.settings(6) where store = 6), 0::bigint,
    'what was given back is gone');
select results_eq(
    'select version, rate_bp from bonus.programme_rate where currency = 643 order by version',
    'select n, 1100 from generate_series(1, 6) as n', 'rates of currencies are told by version');
select is((select made_by from bonus.programme where version = 6), session_user::text,
    'a version says who made it');
select is(till.raised_by($$ select till.change(643, 0, '', 'debt_max', 5000) $$), 1::bigint,
    'a change raises the revision');
select throws_ok($$ select till.change(643, 0, '', 'colour', 1) $$, 'BN206',
    'there is no setting "colour"', 'a setting is one that there is');
select throws_ok($$ select till.change(643, 0, '', 'refund_policy', 4) $$, 'BN206',
    'refund_policy cannot be 4', 'a value is within its bounds');
select throws_ok($$ select till.change(643, 77, '', 'rate_bp', 4) $$, 'BN203',
    'there is no store 77', 'a store is there');
select throws_ok($$ select till.change(643, 5, '', 'rate_bp', 4) $$, 'BN203',
    'store 5 sells in another currency', 'and sells in the currency');
select throws_ok($$ select till.change(980, 0, '', 'expiry_months', 4) $$, 'BN207', null,
    'a currency has a rate before it has anything else');
select throws_ok($$ select till.change(643, 0, '', 'rate_bp', null) $$, 'BN207', null,
    'and keeps it');
select throws_ok($$ select till.change(643, 0, 'toys', 'expiry_months', 4) $$, '23514', null,
    'only the share that points may pay is of a category');
select throws_ok(
    $$
        select bonus.programme_change_v1('{643,643}', '{debt_max,debt_max}', '{1,2}', null, '')
    $$, '23505', null, 'a setting has one value');
select is((select max(version) from bonus.programme), 7, 'what is refused makes no version');

select set_eq(
    $$ select setting from bonus.programme_setting_name where setting like 'limit%' $$,
    $$
        select concat_ws('_', 'limit', subject, span, measure, force)
        from unnest('{card,cashier,till,store}'::text[]) as subject,
            unnest('{hour,day}'::text[]) as span,
            unnest('{count,points,money}'::text[]) as measure,
            unnest('{soft,hard}'::text[]) as force
    $$, 'limits are named by their four words');

-- Promotions.
create function till.promote(
    currency integer = null,
    store integer = null,
    brand text = null,
    segment text = null,
    weekdays integer = 127,
    hours integer = 16777215,
    first_day date = null,
    last_day date = null,
    kind text = 'rate',
    value bigint = 3000,
    minimum bigint = 0,
    stacking text = 'best'
)
    returns integer
    language sql
as $$
    select promotion
    from bonus.promotion_add_v1('Spring', kind, stacking, value, currency::smallint, store, brand,
        segment, weekdays, hours, first_day, last_day, minimum, '{}')
$$;

select is(till.raised_by('select till.promote()'), 1::bigint, 'a promotion raises the revision');
select is((select from_version from bonus.promotion), 8, 'and is in force from a new version');
select is(till.raised_by('select bonus.promotion_end_v1(max(promotion)) from bonus.promotion'),
    1::bigint, 'so does its end');
select is((select to_version from bonus.promotion), 9, 'which is a version too');
select throws_ok('select bonus.promotion_end_v1(max(promotion)) from bonus.promotion', 'BN210', null,
    'a promotion ends once');
select throws_ok('select bonus.promotion_end_v1(999)', 'BN208', 'there is no promotion 999',
    'a promotion is one that there is');
select throws_ok($$ select till.promote(store => 77) $$, 'BN203', null, 'its store is there');
select throws_ok($$ select till.promote(brand => 'Gitfs') $$, 'BN208',
    'no store has the brand "Gitfs"', 'its brand is some store''s');
select throws_ok($$ select till.promote(segment => 'gold') $$, 'BN208',
    'there is no segment "gold"', 'its segment is there');
select lives_ok($$ select bonus.segment_add_v1('gold') $$, 'a segment is added');
select throws_ok($$ select bonus.segment_add_v1('gold') $$, 'BN201', null, 'once');
select throws_ok($$ select till.promote(minimum => 100) $$, '23514', null,
    'a minimum is in a currency');
select throws_ok($$ select till.promote(currency => 643, minimum => 1, stacking => 'replace') $$,
    '23514', null, 'what replaces has no minimum');
select throws_ok($$ select till.promote(kind => 'points') $$, '23514', null, 'points are too');
select throws_ok($$ select till.promote(value => 10001) $$, '23514', null, 'a rate is at most 100 %');
select throws_ok($$ select till.promote(kind => 'multiplier', value => 9999) $$, '23514', null,
    'a multiplier is at least one');
select throws_ok($$ select till.promote(first_day => '2026-12-02', last_day => '2026-12-01') $$,
    '23514', null, 'days are in order');

-- A receipt's row can name eight.
select lives_ok('select till.promote() from generate_series(1, 8)', 'eight may meet');
select throws_ok('select till.promote()', 'BN209', null, 'a ninth may not');
select throws_ok($$ select till.promote(currency => 643, segment => 'gold', weekdays => 1) $$, 'BN209',
    null, 'nor one with more conditions');
update bonus.promotion
set weekdays = 31, hours = 255, first_day = '2026-12-01', last_day = '2026-12-31', currency = 643,
    brand = (select brand from bonus.brand), segment = (select segment from bonus.segment), store = 6
where to_version is null;
select lives_ok('select till.promote(' || condition || ')', condition || ' cannot meet them')
from unnest(array[
    'weekdays => 96', 'hours => 256', $$last_day => '2026-11-30'$$, $$first_day => '2027-01-01'$$,
    'currency => 980', 'store => 5'
]) as condition;
select throws_ok($$ select till.promote(first_day => '2026-12-31', weekdays => 16, hours => 128) $$,
    'BN209', null, 'one hour of one day is enough to meet');

-- What the daemon reads.
select results_eq(
    $$
        select item, count(*)::integer
        from bonus.registry_read_v1()
        where item in ('programme', 'setting', 'promotion', 'zone', 'store')
        group by item
        order by item
    $$,
    $$
        values ('programme', 1), ('promotion', (select count(*)::integer from bonus.promotion)),
            ('setting', (select count(*)::integer from bonus.programme_setting)), ('store', 3),
            ('zone', 2)
    $$, 'every row ever is read, and each zone once');
select is((select number from bonus.registry_read_v1() where item = 'programme'),
    (select max(version)::bigint from bonus.programme), 'the version in force is read');
select results_eq(
    $$
        select name, text, numbers
        from bonus.registry_read_v1()
        where item = 'setting' and numbers[3] = 643
        order by numbers[1], name
    $$,
    $$
        values
            ('rate_bp', '', array[1, 4294967295, 643, 0, 1100]),
            ('expiry_months', '', array[2, 5, 643, 0, 12]),
            ('rate_bp', '', array[3, 6, 643, 6, 3000]),
            ('redeem_max_share_bp', 'tobacco', array[4, 4294967295, 643, 0, 0]),
            ('expiry_months', '', array[5, 4294967295, 643, 0, 24]),
            ('debt_max', '', array[7, 4294967295, 643, 0, 5000])
    $$, 'settings are read with their versions');
insert into bonus.promotion
    (name, kind, stacking, value, from_version, to_version, categories, currency, minimum, last_day)
values ('Autumn', 'points', 'add', 7, 1, 2, '{toys,books}', 643, 100, '1970-01-11');
select results_eq(
    $$ select name, numbers from bonus.registry_read_v1() where item = 'promotion' and name = 'Autumn' $$,
    $$ values ('Autumn', '{1,2,3,2,7,643,0,0,0,127,16777215,0,10,100}'::bigint[]) $$,
    'a promotion is read whole');
select results_eq(
    $$
        select c.name
        from bonus.registry_read_v1() as c
        where c.item = 'category'
            and c.number = (select promotion from bonus.promotion where name = 'Autumn')
        order by c.name
    $$,
    $$ values ('books'), ('toys') $$, 'with its categories');

-- Zones.
select results_eq(
    $$
        select to_timestamp(at_s) at time zone 'UTC', offset_s
        from bonus.zone_shifts_v1('Europe/Kyiv')
        where to_timestamp(at_s) between '2026-01-01' and '2026-12-31'
    $$,
    $$
        values ('2026-03-29 01:00'::timestamp, 10800), ('2026-10-25 01:00', 7200)
    $$, 'summer time begins and ends to the second');
select results_eq(
    $$
        select to_timestamp(at_s) at time zone 'UTC', offset_s
        from bonus.zone_shifts_v1('Europe/Moscow')
        where to_timestamp(at_s) between '2010-01-01' and '2026-12-31'
    $$,
    $$
        values ('2010-03-27 23:00'::timestamp, 14400), ('2010-10-30 23:00', 10800),
            ('2011-03-26 23:00', 14400), ('2014-10-25 22:00', 10800)
    $$, 'laws of earlier years are known');
select results_eq('select * from bonus.zone_shifts_v1($$UTC$$)', 'values (946684800::bigint, 0)',
    'a zone without changes has its offset');
select cmp_ok((select max(to_timestamp(at_s)) from bonus.zone_shifts_v1('Europe/Kyiv')), '>',
    now() + '9 years', 'years ahead are known');
select is_empty(
    $$
        with shift as (
            select at_s, offset_s, lead(at_s) over (order by at_s) as until_s
            from bonus.zone_shifts_v1('Africa/Casablanca')
        )
        select h, s.offset_s
        from generate_series(1104537600, 1798761600, 21600) as h
        left join shift as s on s.at_s <= h and (s.until_s is null or h < s.until_s)
        where s.offset_s is distinct from extract(epoch from
            (to_timestamp(h) at time zone 'Africa/Casablanca')
                - (to_timestamp(h) at time zone 'UTC'))::integer
    $$, 'each six hours of a zone that often changes are as PostgreSQL says');

select * from finish();
rollback;
