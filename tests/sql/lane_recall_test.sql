-- SPDX-License-Identifier: Apache-2.0
-- What lane_recall_v1 promises the daemon.
begin;
select no_plan();
select till.open_shop();

select row_eq(
    $$
        select key_position, key_request_kind, key_result, posted_kind, posted_earned,
            posted_balance_after
        from till.recall(1, 10)
    $$,
    row(4::bigint, 5::smallint, 1::smallint, 1::smallint, 13750::bigint, 13750::bigint),
    'a repeat finds what was posted under its key, not what is there now');
select is((select key_fingerprint from till.recall(1, 10)), sha256('10'),
    'and the fingerprint of the first body');
select row_eq(
    $$
        select posted_money, posted_base, posted_redeemed, posted_lifetime_after, posted_at,
            posted_member, posted_programme_version, posted_rate_bp, posted_currency
        from bonus.lane_recall_v1(1::smallint, '{1}', '{77}', '{10}', '{null}', '{null}', '{null}',
            '{null}', '{null}', '{77}', '{null}', '{null}', '{null}', '{null}', '{null}', '{null}',
            '{643}')
    $$,
    row(125000::bigint, 125000::bigint, 0::bigint, 125000::bigint,
        (select posted_at from bonus.seal where lane = 1 and last = 4), 1::bigint, 1, 1100,
        643::smallint),
    'with all that its answer said');
select row_eq(
    $$ select key_position, key_request_kind, key_result, posted_kind from till.recall(1, 99) $$,
    row(null::bigint, null::smallint, null::smallint, null::smallint), 'a new key finds nothing');
select is((select key_result from till.recall(2, 10)), null,
    'keys belong to the lane that decided');

select is((select receipt_position from till.recall(1, 99, 'R-12')), 6::bigint,
    'a receipt finds its posting under another key');
select is((select receipt_position from till.recall(1, 99, 'R-99')), null,
    'a new receipt finds nothing');
select is((select receipt_position from till.recall(2, 99, 'R-12')), null,
    'receipts belong to the lane that posted them');
select is((select receipt_position from till.recall(1, 10)), null,
    'a request without a receipt has none, whatever was posted under its key');

select results_eq(
    $$
        select ordinal, key_position, receipt_position
        from bonus.lane_recall_v1(1::smallint, '{1,1,1,2}', '{77,77,78,77}', '{10,98,10,10}',
            '{null,1,1,1}', '{null,FD-1,FD-1,FD-2}', '{null,20261121,20261122,20261121}',
            '{null,R-13,R-13,R-13}', '{null,null,null,null}', '{77,77,77,77}',
            '{null,null,null,null}', '{null,null,null,null}', '{null,null,null,null}',
            '{null,null,null,null}', '{null,null,null,null}', '{null,null,null,null}',
            '{643,643,643,643}')
        order by ordinal
    $$,
    $$ values (1, 4::bigint, null::bigint), (2, null, 7), (3, null, null), (4, null, null) $$,
    'each request gets its row; all of a key and of a receipt counts');
select is(
    (select count(*)::integer from till.recall(99, 10, 'R-10', 4) where key_result is null
        and receipt_position is null and original_kind is null), 1,
    'of a lane that does not exist nothing is remembered');
select is(
    (select sum(n_tup_ins + n_tup_upd + n_tup_del)::integer from pg_stat_xact_user_tables
        where relid in ('bonus.posting_key'::regclass, 'bonus.receipt'::regclass)), 11,
    'it writes nothing: seven keys and four receipts are the shop''s');

select * from finish();
rollback;
