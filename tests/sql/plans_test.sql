-- SPDX-License-Identifier: Apache-2.0
-- Plans that were made while the tables were small outlive them: under the daemon's settings a turn
-- is planned on one account, and has to cost the same among a thousand.
begin;
select plan(6);
select till.open_shop();

set local plan_cache_mode = force_generic_plan;
set local enable_seqscan = off;
set local enable_bitmapscan = off;
set local enable_hashjoin = off;
set local enable_mergejoin = off;
set local enable_material = off;
select bonus.card_import_v1('{3}', '{2900000000046}');
select till.change_card(3, '2900000000046', 2, 100);

-- What this transaction has read of accounts so far: scans, and rows found by them.
create function till.reads()
    returns bigint[] language sql volatile as $$
    select array[seq_scan + idx_scan, seq_tup_read + idx_tup_fetch, n_tup_upd, n_tup_ins]
    from pg_stat_xact_user_tables
    where relid = 'bonus.account'::regclass
$$;
-- The same of one posting alone, what it loads left aside.
create function till.reads_of_post(lane integer, posted till.posting)
    returns bigint[] language plpgsql as $$
declare
    before bigint[] := till.reads();
    later bigint[];
begin
    perform till.post(lane, posted);
    later := till.reads();
    return (select array_agg(later[i] - before[i] order by i) from generate_series(1, 4) as i);
end
$$;

select is(
    till.reads_of_post(3, till.decide_purchase(3, '2900000000046', 1000, 101, 'R-101')),
    '{1,0,0,1}', 'a new account is written by one look-up, which finds nothing');
select is(
    till.reads_of_post(3, till.decide_purchase(3, '2900000000046', 1000, 102, 'R-102')),
    '{0,0,1,0}', 'an account is written where it was seen, without a scan');

insert into bonus.account (lane, member, currency, loaded_position, position, balance, lifetime, lots)
select 3, 1000 + i, 643, 0, i, 0, 0, '{}'
from generate_series(1, 1000) as i;

select is(
    till.reads_of_post(3, till.decide_purchase(3, '2900000000046', 1000, 103, 'R-103')),
    '{0,0,1,0}', 'among a thousand that is so, too');
select is(
    (select array[n_tup_hot_upd > 0, n_tup_upd >= n_tup_hot_upd] from pg_stat_xact_user_tables
        where relid = 'bonus.account'::regclass),
    '{true,true}', 'and it stays on its page');

create function till.reads_of_load(lane integer, card text)
    returns bigint[] language plpgsql as $$
declare
    before bigint[] := till.reads();
    later bigint[];
begin
    perform from till.load(lane, card);
    later := till.reads();
    return array[later[1] - before[1], later[2] - before[2]];
end
$$;
select is(till.reads_of_load(3, '2900000000046'), '{1,1}', 'an account is loaded by one look-up');
select is(till.reads_of_load(3, null), '{1,0}', 'and no account by one that finds nothing');

select * from finish();
rollback;
