-- SPDX-License-Identifier: Apache-2.0
-- Who may do what: asked of the catalogue, and tried.
begin;
select no_plan();
select till.open_shop();

-- The daemon executes exactly the functions that its statements call and touches no table.
select isnt_empty('select from till.daemon_function', 'the daemon has statements');
select results_eq(
    $$
        select p.proname::text collate "default"
        from pg_proc as p
        where p.pronamespace = 'bonus'::regnamespace
            and has_function_privilege('bonus_daemon', p.oid, 'execute')
        order by 1
    $$,
    $$ select name collate "default" from till.daemon_function order by 1 $$,
    'the daemon executes the functions it calls and no other');
select is_empty(
    $$
        select c.relname, privilege
        from pg_class as c
        cross join unnest('{select,insert,update,delete,truncate}'::text[]) as privilege
        where c.relnamespace in ('bonus'::regnamespace, 'bonus_meta'::regnamespace)
            and c.relkind in ('r', 'p', 'v')
            and has_table_privilege('bonus_daemon', c.oid, privilege)
    $$,
    'the daemon touches no table');
select is_empty(
    $$
        select c.relname, privilege, role
        from pg_class as c
        cross join unnest('{insert,update,delete,truncate}'::text[]) as privilege
        cross join unnest('{bonus_reader,bonus_admin}'::text[]) as role
        where c.relnamespace in ('bonus'::regnamespace, 'bonus_meta'::regnamespace)
            and c.relkind in ('r', 'p', 'v')
            and has_table_privilege(role, c.oid, privilege)
    $$,
    'readers and admins write no table');
select results_eq(
    $$
        select c.relname::text collate "default"
        from pg_class as c
        where c.relnamespace = 'bonus'::regnamespace
            and c.relkind in ('r', 'p', 'v')
            and has_table_privilege('bonus_reader', c.oid, 'select')
        order by 1
    $$,
    $$ values ('exception'), ('receipt_conflict'), ('stan_conflict'), ('statement_line'),
        ('trial_balance') $$,
    'readers read the views and nothing else');
select is_empty(
    $$
        select p.oid::regprocedure
        from pg_proc as p
        where p.pronamespace = 'bonus'::regnamespace
            and has_function_privilege('public', p.oid, 'execute')
    $$,
    'nobody else executes anything');
select is_empty(
    $$
        select p.oid::regprocedure
        from pg_proc as p
        where p.pronamespace = 'bonus'::regnamespace
            and p.proname in ('lane_begin_v1', 'lane_recall_v1', 'lane_post_v1')
            and (has_function_privilege('bonus_admin', p.oid, 'execute')
                or has_function_privilege('bonus_reader', p.oid, 'execute'))
    $$,
    'only the daemon posts');

-- Tried.
set local role bonus_daemon;
select throws_ok('select * from bonus.account', '42501', null, 'the daemon cannot read a table');
select throws_ok($$ update bonus.account set balance = 1 $$, '42501', null, 'nor write one');
select throws_ok('select * from bonus.trial_balance', '42501', null, 'nor read a view');
select lives_ok(
    $$
        select * from bonus.lane_begin_v1(1::smallint, '{2900000000008}', '{643}')
    $$,
    'it begins a turn all the same');
select lives_ok(
    $$
        select * from bonus.lane_recall_v1(1::smallint, '{1}', '{77}', '{10}', '{1}', '{FD-1}',
            '{20261121}', '{R-1}', '{1}', '{77}', '{10}', '{1}', '{FD-1}', '{20261121}', '{R-1}',
            '{1}', '{643}')
    $$,
    'and recalls what it posted');
select lives_ok('select * from bonus.registry_read_v1()', 'and reads the registry');
select throws_ok(
    $$ select bonus.store_add_v1(2, 'x', 643::smallint, 'UTC') $$, '42501', null,
    'it does not change the registry');
reset role;

set local role bonus_reader;
select throws_ok('select * from bonus.journal', '42501', null, 'a reader cannot read the journal');
select isnt_empty('select * from bonus.statement_line', 'but what the views show of it');
select isnt_empty($$ select * from bonus.statement_v1(1::smallint, '2900000000008', 10) $$,
    'and a statement');
reset role;

set local role bonus_admin;
select lives_ok($$ select bonus.store_add_v1(2, 'x', 643::smallint, 'UTC') $$,
    'an admin changes the registry');
select throws_ok($$ update bonus.revision set revision = 1 $$, '42501', null,
    'by its functions alone');
select throws_ok(
    'select bonus.registry_revision_raise_v1()', '42501', null, 'and not by parts of them');
select lives_ok('select bonus.incarnation_raise_v1()', 'and raises the incarnation');
select isnt_empty('select * from bonus.journal', 'an admin reads the journal');
reset role;

select * from finish();
rollback;
