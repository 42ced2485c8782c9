-- SPDX-License-Identifier: Apache-2.0
-- What lane_recall_v1 says of the row that a request names, after the whole life of points.
begin;
select no_plan();
select till.open_whole_shop();
create function till.original_of(
    original bigint = null, original_number text = null, original_stan bigint = null
)
    returns bigint[] language sql as $$
    select array[original_position, original_result, original_kind, left_position, member,
        account_position]
    from till.recall(1, 999, null, original, original_number, original_stan)
$$;
select is(till.original_of(original => 4), '{4,1,1,9,1,21}', 'an original is found by its position');
select is(till.original_of(original_number => 'R-10'), '{4,1,1,9,1,21}', 'by its receipt');
select is(till.original_of(original_stan => 10), '{4,1,1,9,1,21}', 'and by its key');
select is(till.original_of(original => 999), '{999,1,null,null,null,null}',
    'a position that is not there has no row');
select is(till.original_of(original_number => 'R-99'), '{null,1,null,null,null,null}',
    'a receipt that was never posted is nothing');
select is(till.original_of(original_stan => 98), '{null,1,null,null,null,null}',
    'and so is a key that is not known');
select is(till.original_of(original_stan => 99), '{15,70,null,null,null,null}',
    'a key that was reversed before it came says so and has no row');
select is(till.original_of(), '{null,1,null,null,null,null}', 'who names none gets none');
select row_eq(
    $$
        select original_card, original_earned, original_moves, original_body, left_lines, balance, debt,
            lots, held
        from till.recall(1, 999, null, 4)
    $$,
    row('2900000000008'::text, 13750::bigint, null::bigint[], '10'::bytea, '{95000}'::bigint[],
        10345::bigint, 0::bigint, '{2147483647,0,0,0,10345}'::bigint[], null::bigint[]),
    'with what it was, what is left of it and its member''s account');
select row_eq(
    $$
        select original_moves, left_position, left_claim_position, left_reversal_position, left_lines
        from till.recall(1, 999, null, 7)
    $$,
    row(null::bigint[], 14::bigint, null::bigint, 14::bigint, '{0}'::bigint[]), 'what was reversed');
select row_eq(
    $$ select left_position, left_claim_position, left_lines, member from till.recall(1, 999, null, 6) $$,
    row(16::bigint, 16::bigint, '{5000}'::bigint[], null::bigint), 'what was claimed has no account');
select is((select original_moves from till.recall(1, 999, null, 11)),
    '{2147483647,0,0,0,1000,2147483647,0,0,0,-600}', 'moves where they are not the usual ones');
select row_eq(
    $$
        select original_kind, original_original_position, left_of, left_position, left_lines
        from till.recall(1, 999, null, 9)
    $$,
    row(5::smallint, 4::bigint, 4::bigint, 9::bigint, '{95000}'::bigint[]),
    'what is left where it is a refund is what is left of the receipt that it took from');
select is((select left_of from till.recall(1, 999, null, 4)), 4::bigint, 'of others it is their own');
select is((select member from till.recall(1, 999, null, 6, null, null, 2)), 2::bigint,
    'where the original has no member, the one that is asked for counts');
select row_eq(
    $$ select member, account_position, balance, debt from till.recall(1, 999, member => 2) $$,
    row(2::bigint, 19::bigint, 2300::bigint, 0::bigint), 'a member is asked for without an original');
select is(
    (select account_place from till.recall(1, 999, null, 4)),
    (select ctid from bonus.account where lane = 1 and member = 1),
    'an account is where it stands');
select row_eq(
    $$
        select posted_kind, posted_original_position, posted_spendable_after, posted_held_after
        from till.recall(1, 25)
    $$,
    row(11::smallint, 7::bigint, 9295::bigint, 500::bigint), 'a repeat finds the details of its answer');
select is((select posted_rules from till.recall(1, 30)), '{3,7}', 'and the promotions');

select * from finish();
rollback;
