-- SPDX-License-Identifier: Apache-2.0
-- What a sweep is told: the holds that are over and no others, and all accounts in small steps. Under the
-- daemon's settings neither look reads more than it returns, however many accounts there are.
begin;
select plan(16);
select till.open_shop();

set local plan_cache_mode = force_generic_plan;
set local enable_seqscan = off;
set local enable_bitmapscan = off;
set local enable_hashjoin = off;
set local enable_mergejoin = off;
set local enable_material = off;

create function till.now_us()
    returns bigint language sql volatile as $$
    select (extract(epoch from clock_timestamp()) * 1000000)::bigint
$$;
create function till.today()
    returns integer language sql volatile as $$
    select (clock_timestamp() at time zone 'Etc/GMT+12')::date - date '1970-01-01'
$$;
-- An account with 50 points in a lot, and 10 more of it held.
create function till.account(lane integer, member bigint, expires_on integer, until_us bigint = null)
    returns void language sql volatile as $$
    insert into bonus.account (
        lane, member, currency, loaded_position, position, balance, lifetime, lots, held
    )
    select lane, member, 643, 0, member, 60, 0, array[expires_on, 0, 0, 0, 50],
        case when until_us is not null then array[member, until_us, expires_on, 0, 0, 0, 10] end
$$;
-- Entries of the account's indexes that this transaction has read so far.
create function till.entries_read()
    returns bigint language sql volatile as $$
    select idx_tup_fetch from pg_stat_xact_user_tables where relid = 'bonus.account'::regclass
$$;

select results_eq(
    'select * from bonus.sweep_holds_v1(10)',
    'select till.today(), null::smallint, null::bigint, null::smallint',
    'where no hold is over there is the day alone');
select is_empty('select * from bonus.sweep_lots_v1(3::smallint, 0, 0::smallint, 10)',
    'and where there is no account no row at all');

select till.account(lane => 1, member => 101, expires_on => 2147483647, until_us => till.now_us());
select till.account(lane => 3, member => 301, expires_on => 2147483647,
    until_us => till.now_us() - 1000000);
select till.account(lane => 3, member => 302, expires_on => 2147483647,
    until_us => till.now_us() + 3600000000);
select till.account(lane => 3, member => 303, expires_on => 2147483647);
select results_eq(
    'select lane, member, currency from bonus.sweep_holds_v1(10)',
    $$ values (3::smallint, 301::bigint, 643::smallint), (1::smallint, 101::bigint, 643::smallint) $$,
    'holds that are over are found in all lanes, the longest over first');
select results_eq('select member from bonus.sweep_holds_v1(1)', $$ values (301::bigint) $$,
    'no more than are wanted');

select till.account(lane => 2, member => i, expires_on => case
    when i = 205 then till.today() when i = 207 then till.today() + 1 else 2147483647 end)
from generate_series(201, 209) as i;
update bonus.account set lots = '{}' where member = 209;
select results_eq(
    'select member, is_due from bonus.sweep_lots_v1(2::smallint, 203, 643::smallint, 5)',
    $$ values (204::bigint, false), (205, true), (206, false), (207, false), (208, false) $$,
    'the next accounts, and whether their first lot has expired at UTC-12');
select results_eq(
    'select member, is_due from bonus.sweep_lots_v1(2::smallint, 208, 643::smallint, 5)',
    $$ values (209::bigint, false) $$, 'one without lots is not due');
select is_empty('select * from bonus.sweep_lots_v1(2::smallint, 209, 643::smallint, 5)',
    'behind the last there is none, whatever stands in the next lane');
select results_eq(
    'select member from bonus.sweep_lots_v1(2::smallint, 203, 642::smallint, 1)',
    $$ values (203::bigint) $$, 'accounts of one member are told apart by currency');
select results_eq('select distinct day from bonus.sweep_lots_v1(2::smallint, 0, 0::smallint, 5)',
    'select till.today()', 'the day is that of the last place on Earth');

-- The plans of both were made while there was next to nothing. A thousand more accounts:
select till.account(lane => 2, member => 1000 + i, expires_on => 2147483647,
    until_us => case when i % 10 = 0 then till.now_us() + 3600000000 end)
from generate_series(1, 1000) as i;
create temporary table read_before as select till.entries_read() as entries;
select count(*) from bonus.sweep_holds_v1(10);
select cmp_ok(till.entries_read() - (select entries from read_before), '<=', 2::bigint,
    'a look for holds reads those that are over');
update read_before set entries = till.entries_read();
select count(*) from bonus.sweep_lots_v1(2::smallint, 1500, 643::smallint, 20);
select cmp_ok(till.entries_read() - (select entries from read_before), '<=', 20::bigint,
    'a step of the walk reads as many accounts as it returns');

-- The index of holds costs nothing where nothing is held.
select has_index('bonus', 'account', 'account_held_until', 'holds have an index');
create function till.moves_of_update(statement text)
    returns bigint[] language plpgsql as $$
declare
    before bigint[];
begin
    select array[n_tup_upd, n_tup_hot_upd] into before from pg_stat_xact_user_tables
        where relid = 'bonus.account'::regclass;
    execute statement;
    return (select array[n_tup_upd - before[1], n_tup_hot_upd - before[2]]
        from pg_stat_xact_user_tables where relid = 'bonus.account'::regclass);
end
$$;
select is(
    till.moves_of_update($$
        update bonus.account set balance = 70, lots = array[2147483647, 0, 0, 0, 60], held = null
        where lane = 3 and member = 303 $$),
    '{1,1}', 'a posting to an account that holds nothing stays on its page');
select is(
    till.moves_of_update($$
        update bonus.account set balance = 70, lots = array[2147483647, 0, 0, 0, 60],
            held = (array[0] || held)[2:8]
        where lane = 3 and member = 302 $$),
    '{1,1}', 'and so does one that leaves what is held as it is');
select is(
    till.moves_of_update($$ update bonus.account set held = null where lane = 3 and member = 302 $$),
    '{1,0}', 'the end of a hold alone writes to the index');

select function_privs_are('bonus', 'sweep_lots_v1',
    array['smallint', 'bigint', 'smallint', 'integer'], 'bonus_daemon', array['EXECUTE'],
    'the daemon sweeps');

select * from finish();
rollback;
