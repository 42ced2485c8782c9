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
        select currency, line, journal, state, difference
        from bonus.trial_balance
        order by currency, ordinal
    $$,
    $$
        values (643::smallint, 'issued', 14854::bigint, null::bigint, null::bigint),
            (643::smallint, 'redeemed', 0, null, null),
            (643::smallint, 'outstanding', 14854, 14854, 0),
            (643::smallint, 'balances', 14854, 14854, 0)
    $$,
    'the trial balance has two ways to each figure');

-- Each side is changed alone, and back again.
create function till.different_lines() returns text language sql as $$
    select string_agg(format('%s %s', line, difference), ', ' order by ordinal)
    from bonus.trial_balance
    where difference <> 0
$$;
update bonus.account set balance = balance + 1 where member = 1;
select is(till.different_lines(), 'balances 1', 'a changed balance differs');
update bonus.account set balance = balance - 1, lots[5] = lots[5] + 2 where member = 1;
select is(till.different_lines(), 'outstanding 2', 'a changed lot differs');
update bonus.account set lots[5] = lots[5] - 2 where member = 1;
update bonus.journal set earned = earned + 3 where lane = 1 and position = 4;
select is(till.different_lines(), 'outstanding -3', 'a changed award differs');
update bonus.journal set earned = earned - 3 where lane = 1 and position = 4;
update bonus.journal set balance_after = balance_after + 4 where lane = 1 and position = 7;
select is(till.different_lines(), 'balances -4', 'a changed chain differs');
update bonus.journal set balance_after = balance_after - 4 where lane = 1 and position = 7;
select is(till.different_lines(), null, 'and nothing else did');

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
