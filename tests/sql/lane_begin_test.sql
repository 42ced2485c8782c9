-- SPDX-License-Identifier: Apache-2.0
-- What lane_begin_v1 promises the daemon.
begin;
select plan(14);
select till.open_shop();

select throws_ok(
    $$ select * from till.load(99, null) $$, 'BN100', 'lane 99 does not exist',
    'a lane that does not exist is an error of its own');

select is((select head from till.load(1, null)), 7::bigint, 'the head is the last sealed position');
select is((select head from till.load(2, null)), 0::bigint, 'the head of an empty lane is 0');
select is((select revision from till.load(1, null)),
    (select revision from bonus.revision), 'the revision is that of the registry');

select results_eq(
    $$
        select ordinal, card_state::integer, member
        from bonus.lane_begin_v1(
            1::smallint, '{2900000000015,2900000000022,2900000009996}', '{643,643,643}')
        order by ordinal
    $$,
    $$ values (1, 2, 2::bigint), (2, 3, null), (3, null, null) $$,
    'each request gets its row: active card, blocked card, unknown card');

select row_eq(
    $$
        select account_position, balance, lifetime, lots
        from till.load(1, '2900000000008')
    $$,
    row(7::bigint, 13755::bigint, 125050::bigint, '{2147483647,0,0,0,13755}'::bigint[]),
    'the account is as its last row left it');
select is(
    (select account_place from till.load(1, '2900000000008')),
    (select ctid from bonus.account where lane = 1 and member = 1 and currency = 643),
    'and its place is where that stands');
select row_eq(
    $$ select account_place, account_position from till.load(1, null) $$,
    row(null::tid, null::bigint), 'a request without a card has no account');
select row_eq(
    $$ select account_place, account_position from till.load(2, '2900000000039') $$,
    row(null::tid, null::bigint), 'a card in stock has no account');
select is((select card_state from till.load(2, '2900000000008')), null,
    'cards belong to their lane');

-- Time.
select cmp_ok(
    (select turn_at from till.load(1, null)), '>=',
    (select max(posted_at) from bonus.seal where lane = 1), 'time does not go back');
insert into bonus.seal (lane, first, last, posted_at, seal)
values (2, 1, 1, '2100-01-01', decode(repeat('00', 32), 'hex'));
select is((select turn_at from till.load(2, null)), '2100-01-01'::timestamptz,
    'even if the clock of the server did');

-- Locks.
select is(
    (select count(*)::integer from pg_locks where relation = 'bonus.lane'::regclass
        and mode = 'RowShareLock' and granted), 1, 'a turn locks a row of bonus.lane');
select is(
    (select n_tup_upd + n_tup_del from pg_stat_xact_user_tables where relid = 'bonus.lane'::regclass),
    0::bigint, 'and never updates it');

select * from finish();
rollback;
