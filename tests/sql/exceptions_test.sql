-- SPDX-License-Identifier: Apache-2.0
-- What people should look at: each matter is listed, once, and asking for the recent part finds it.
begin;
select no_plan();
select till.open_shop();

select is_empty('select * from bonus.exception', 'an ordinary day has nothing to look at');

-- Where the recent part begins. A transaction has one clock here, so that times are set by hand.
update bonus.journal set posted_at = '2026-11-21 12:00:00+00'::timestamptz + position * interval '1 s';
select is(
    (select array_agg(bonus.position_since_v1(1::smallint, since) order by since)
        from unnest(array['-infinity', '2026-11-21 12:00:01+00', '2026-11-21 12:00:04+00',
            '2026-11-21 12:00:04.1+00', '2026-11-21 12:00:07+00', '2026-11-21 12:00:08+00',
            'infinity']::timestamptz[]) as since),
    '{1,1,4,5,7,8,8}'::bigint[], 'the first position of a time is found');
select is(bonus.position_since_v1(3::smallint, '2026-11-21 12:00:00+00'), 1::bigint,
    'in an empty lane it is the first');

create function till.listed(since timestamptz = '-infinity')
    returns setof text
    language sql
as $$
    select concat_ws(' ', what, rrn, other_rrn, points, reason)
    from bonus.exceptions_v1(since)
    order by posted_at, rrn, what
$$;

-- One row may be there for several reasons.
update bonus.journal set flags = 1 where lane = 1 and position = 4;
update bonus.journal set flags = 2 | 1 where lane = 1 and position = 5;
update bonus.journal set flags = 8 where lane = 1 and position = 6;
update bonus.journal set kind = 5, flags = 4, earned = -5 where lane = 1 and position = 7;
select results_eq('select * from till.listed()',
    $$ values ('clock_skewed 1-1-4'), ('clock_skewed 1-1-5'), ('velocity_limit 1-1-5'),
        ('blind_refund 1-1-7 5') $$,
    'each flag is a matter, but an advice that was applied is none');
select results_eq($$ select * from till.listed('2026-11-21 12:00:07+00') $$,
    $$ values ('blind_refund 1-1-7 5') $$, 'what is older is not asked for');
update bonus.journal set flags = null where lane = 1;

update bonus.journal set kind = 14, reason = 43, original_position = 4 where lane = 1 and position = 6;
update bonus.journal set kind = 5, original_position = 4, written_off = 17
where lane = 1 and position = 7;
select results_eq('select * from till.listed()',
    $$ values ('parked_advice 1-1-6 1-1-4 43'), ('written_off 1-1-7 1-1-4 17') $$,
    'a parked advice tells its reason, what was written off how much');
update bonus.journal set kind = 1, reason = null, original_position = null, written_off = null
where lane = 1 and position in (6, 7);

-- The same paper and the same number of the till in another lane.
select till.purchase(2, null, 5000, 12, 'R-12');
update bonus.journal set posted_at = '2026-11-22 12:00:00+00' where lane = 2;
select results_eq('select * from till.listed()',
    $$ values ('receipt_twice 1-2-1 1-1-6'), ('stan_twice 1-2-1 1-1-6') $$,
    'a receipt and a STAN in two lanes are listed once, the later posting first');
select results_eq($$ select * from till.listed('2026-11-22 12:00:00+00') $$,
    $$ values ('receipt_twice 1-2-1 1-1-6'), ('stan_twice 1-2-1 1-1-6') $$,
    'also if only the later one is recent');
update bonus.journal set posted_at = '2026-11-20 12:00:00+00' where lane = 2;
select results_eq('select * from till.listed()',
    $$ values ('receipt_twice 1-1-6 1-2-1'), ('stan_twice 1-1-6 1-2-1') $$,
    'whichever lane that is');
select results_eq($$ select * from till.listed('2026-11-21 12:00:00+00') $$,
    $$ values ('receipt_twice 1-1-6 1-2-1'), ('stan_twice 1-1-6 1-2-1') $$,
    'from whichever side it is found');

-- A late claim has one receipt and one key in two lanes.
update bonus.journal set kind = 12 where lane = 2;
select is_empty('select * from till.listed()', 'a late claim is no conflict');
update bonus.journal set kind = 13 where lane = 1 and position = 6;
select is_empty('select * from till.listed()', 'nor is its other side');
update bonus.posting_key set result = 46 where lane = 2;
update bonus.journal set kind = 1 where lane = 2;
select results_eq('select * from till.listed()', $$ values ('claim_unfinished 1-1-6') $$,
    'a receipt that was given to a claim which was not posted is listed');
update bonus.journal set posted_at = clock_timestamp() where lane = 1 and position >= 6;
select is_empty('select * from till.listed()', 'but not before a minute is over');

-- The recent part of many receipts is found by its blocks.
insert into bonus.receipt (lane, store, fiscal_device, date, number, position)
select 3, 1, 'FD-9', 20261121, i::text, i
from generate_series(1, 200000) as i;
select brin_summarize_new_values('bonus.receipt_position') > 0;
analyze bonus.receipt;
set local enable_seqscan = off;
create function till.blocks_of(query text)
    returns integer
    language plpgsql
as $$
declare
    plan json;
begin
    execute 'explain (analyze, buffers, format json) ' || query into plan;
    return (plan -> 0 -> 'Plan' ->> 'Shared Hit Blocks')::integer
        + (plan -> 0 -> 'Plan' ->> 'Shared Read Blocks')::integer;
end
$$;
select cmp_ok(
    till.blocks_of('select count(*) from bonus.receipt where lane = 3 and position >= 199990'), '<',
    200, 'recent receipts are read without the others');

select * from finish();
rollback;
