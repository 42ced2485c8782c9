-- SPDX-License-Identifier: Apache-2.0
-- What lane_begin_v1 promises the daemon.
begin;
select plan(18);
select till.open_shop();

select throws_ok(
    $$ select * from till.load(99, null, 1) $$, 'BN100', 'lane 99 does not exist',
    'a lane that does not exist is an error of its own');

select is((select head from till.load(1, null, 1)), 7::bigint, 'the head is the last sealed position');
select is((select head from till.load(2, null, 1)), 0::bigint, 'the head of an empty lane is 0');
select is((select revision from till.load(1, null, 1)),
    (select revision from bonus.revision), 'the revision is that of the registry');

select results_eq(
    $$
        select ordinal, card_state::integer, member
        from bonus.lane_begin_v1(1::smallint, '{1,1,1}', '{77,77,77}', '{90,91,92}',
            '{2900000000015,2900000000022,2900000009996}', '{643,643,643}', '{null,null,null}',
            '{null,null,null}', '{null,null,null}', '{null,null,null}')
        order by ordinal
    $$,
    $$ values (1, 2, 2::bigint), (2, 3, null), (3, null, null) $$,
    'each request gets its row: active card, blocked card, unknown card');

select row_eq(
    $$
        select account_position, balance, lifetime
        from till.load(1, '2900000000008', 90)
    $$,
    row(7::bigint, 13755::bigint, 125050::bigint), 'the account is as its last row left it');
select is((select account_position from till.load(1, null, 90)), null,
    'a request without a card has no account');
select is((select account_position from till.load(2, '2900000000039', 90)), null,
    'a card in stock has no account');

-- Repeats.
select row_eq(
    $$
        select key_position, key_result, posted_kind, posted_earned, posted_balance_after
        from till.load(1, '2900000000008', 10)
    $$,
    row(4::bigint, 1::smallint, 1::smallint, 13750::bigint, 13750::bigint),
    'a repeat finds what was posted under its key, not what is there now');
select is((select key_fingerprint from till.load(1, '2900000000008', 10)), sha256('10'),
    'and the fingerprint of the first body');
select is((select key_result from till.load(1, '2900000000008', 99)), null,
    'a new key finds nothing');
select is((select key_result from till.load(2, '2900000000008', 10)), null,
    'keys belong to the lane that decided');
select is((select receipt_position from till.load(1, null, 99, 'R-12')), 6::bigint,
    'a receipt finds its posting under another key');
select is((select receipt_position from till.load(1, null, 99, 'R-99')), null,
    'a new receipt finds nothing');

-- Time.
select cmp_ok(
    (select turn_at from till.load(1, null, 1)), '>=',
    (select max(posted_at) from bonus.seal where lane = 1), 'time does not go back');
insert into bonus.seal (lane, first, last, posted_at, seal)
values (2, 1, 1, '2100-01-01', decode(repeat('00', 32), 'hex'));
select is((select turn_at from till.load(2, null, 1)), '2100-01-01'::timestamptz,
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
