-- SPDX-License-Identifier: Apache-2.0
-- Conventions that keep the schema distributable by lane, asked of the catalogue.
begin;
select no_plan();

create temporary view hot as
select oid, relname
from pg_class
where relnamespace = 'bonus'::regnamespace
    and relname in ('journal', 'posting_key', 'seal', 'card', 'account', 'receipt', 'receipt_left',
        'lane');

select is((select count(*)::integer from hot), 8, 'the hot tables are there');

select is_empty(
    $$
        select c.conrelid::regclass, c.conname
        from pg_constraint as c
        join hot on hot.oid = c.conrelid
        join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype in ('p', 'u')
            and a.attname <> 'lane'
    $$,
    'lane comes first in every primary key and unique constraint of a hot table');

select is_empty(
    $$
        select i.indexrelid::regclass
        from pg_index as i
        join hot on hot.oid = i.indrelid
        where not exists (select from pg_constraint as c where c.conindid = i.indexrelid)
            -- Has an entry only where something is held, and is written only when that changes.
            and i.indexrelid <> 'bonus.account_held_until'::regclass
            -- Has an entry for many pages, none for a row.
            and i.indexrelid <> 'bonus.receipt_position'::regclass
    $$,
    'hot tables have no index but their keys and that of open holds');

select is_empty(
    $$ select tgrelid::regclass, tgname from pg_trigger where tgrelid in (select oid from hot) $$,
    'hot tables have no triggers');

select is_empty(
    $$
        select a.attrelid::regclass, a.attname
        from pg_attribute as a
        where a.attrelid in (select oid from hot)
            and (a.attidentity <> ''
                or pg_get_serial_sequence(a.attrelid::regclass::text, a.attname) is not null)
    $$,
    'hot tables have no sequences');

select is_empty(
    $$
        select conrelid::regclass, conname
        from pg_constraint
        where contype = 'f'
            and (conrelid in (select oid from hot) or confrelid in (select oid from hot))
    $$,
    'no foreign key touches a hot table');

select is_empty(
    $$
        select p.oid::regprocedure
        from pg_proc as p
        where p.pronamespace = 'bonus'::regnamespace
            and p.prosecdef
            and not coalesce(p.proconfig, '{}') && '{"search_path=pg_catalog, pg_temp"}'
    $$,
    'functions that run as their owner pin search_path');

select is_empty(
    $$
        select p.oid::regprocedure
        from pg_proc as p
        where p.pronamespace = 'bonus'::regnamespace
            and p.proname !~ '_v[0-9]+$'
    $$,
    'functions are versioned by name');

select is_empty(
    $$
        select conrelid::regclass, conname
        from pg_constraint
        where connamespace = 'bonus'::regnamespace
            and conrelid in (select oid from pg_class where not relispartition)
            and conname !~ '_(pkey|key|fkey|check)$'
    $$,
    'constraints are named');

select is_empty(
    $$
        select c.relname
        from pg_class as c
        where c.relnamespace = 'bonus'::regnamespace
            and c.relkind in ('r', 'p', 'v')
            and not c.relispartition
            and obj_description(c.oid, 'pg_class') is null
            and c.relname <> 'journal_kind'
    $$,
    'tables and views have comments');

select is(
    (select provolatile::text from pg_proc where oid = 'bonus.lane_begin_v1'::regproc), 'v',
    'lane_begin_v1 is volatile: each of its statements sees what earlier turns committed');

select is(
    (select partstrat::text from pg_partitioned_table where partrelid = 'bonus.journal'::regclass),
    'r', 'the journal is partitioned by range');

select cmp_ok(
    (select count(*)::integer from pg_inherits where inhparent = 'bonus.journal'::regclass), '>=', 2,
    'partitions of the journal are made ahead');

select is(bonus.journal_partition_ahead_v1(10000000), 0, 'making them again makes none');
select is(bonus.journal_partition_ahead_v1(20000000), 2, 'asking for more makes more');
select is_empty(
    $$
        select inhrelid::regclass
        from pg_inherits
        join pg_class on pg_class.oid = inhrelid
        join pg_attribute on attrelid = inhrelid and attname = 'body'
        where inhparent = 'bonus.journal'::regclass
            and (not coalesce(reloptions, '{}') && '{toast_tuple_target=256}'
                or (attstorage, attcompression) <> ('m', 'l'))
    $$,
    'bodies are compressed in their rows by lz4, in each of them');

select * from finish();
rollback;
