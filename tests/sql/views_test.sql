-- SPDX-License-Identifier: Apache-2.0
-- What readers see: statements, the trial balance, listings of exceptions.
begin;
select no_plan();
select till.open_shop();

select results_eq(
    $$
        select rrn, kind, money, earned, balance_after, store_name, terminal
        from bonus.statement_v1(1::smallint, '2900000000008', 100)
    $$,
    $$
        values ('1-1-7', 'purchase', 50::bigint, 5::bigint, 13755::bigint, 'Store one', 'till-1'),
            ('1-1-4', 'purchase', 125000, 13750, 13750, 'Store one', 'till-1'),
            ('1-1-1', 'card_activated', 0, 0, 0, null, 'anna')
    $$,
    'a statement walks the account from its newest row to the activation');
select results_eq(
    $$ select position from bonus.statement_v1(1::smallint, '2900000000008', 1) $$,
    $$ values (7::bigint), (1) $$, 'as far as asked for');
select is_empty($$ select * from bonus.statement_v1(1::smallint, '2900000000022', 10) $$,
    'a card without a member has no statement');
select is_empty($$ select * from bonus.statement_line where length(card_end) > 4 $$,
    'a card shows its last four digits at most');

select results_eq(
    $$
        select currency, purchases, money, earned, journal_points, accounts, account_points,
            lot_points
        from bonus.trial
    $$,
    $$
        values (643::smallint, 4::bigint, 140049::bigint, 14854::bigint, 14854::bigint, 2::bigint,
            14854::bigint, 14854::bigint)
    $$,
    'the trial balance has three ways to one figure');
update bonus.account set balance = balance + 1 where member = 1;
select results_eq(
    'select account_points - journal_points, lot_points - journal_points from bonus.trial',
    $$ values (1::bigint, 0::bigint) $$, 'and shows where they part');

select is_empty('select * from bonus.stan_conflict', 'no STAN was used twice');
select is_empty('select * from bonus.receipt_conflict', 'no receipt stands in two lanes');
select till.purchase(2, null, 5000, 12, 'R-12');
select results_eq(
    'select terminal_name, epoch, stan, lanes, positions from bonus.stan_conflict',
    $$ values ('till-1', 77::bigint, 12::bigint, '{1,2}'::smallint[], '{6,1}'::bigint[]) $$,
    'a STAN used in two lanes is listed');
select results_eq(
    'select lane, key_position from bonus.posting_status_v1(1, 77, 12)',
    $$ values (1::smallint, 6::bigint), (2::smallint, 1::bigint) $$,
    'and its status begins with the lower lane');
select results_eq(
    $$
        select store, fiscal_device::text collate "default", date, number::text collate "default",
            lanes, positions
        from bonus.receipt_conflict
    $$,
    $$
        values (1, 'FD-1', 20261121, 'R-12', '{1,2}'::smallint[], '{6,1}'::bigint[])
    $$,
    'a receipt in two lanes is listed');

select * from finish();
rollback;
