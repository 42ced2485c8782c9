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
            (643::smallint, 'given_back', 0, null, null),
            (643::smallint, 'taken_back', 0, null, null),
            (643::smallint, 'expired', 0, null, null),
            (643::smallint, 'adjusted', 0, null, null),
            (643::smallint, 'outstanding', 14854, 14854, 0),
            (643::smallint, 'balances', 14854, 14854, 0),
            (643::smallint, 'lots', 14854, 14854, 0),
            (643::smallint, 'pending', 0, 0, 0),
            (643::smallint, 'held', 0, 0, 0),
            (643::smallint, 'debt', 0, 0, 0),
            (643::smallint, 'written_off', 0, null, null)
    $$,
    'the trial balance has two ways to each figure');

-- Each side is changed alone, and back again. Position 4 of lane 1 earned 13,750, position 7 is the
-- account's last.
create function till.lines_after(change text) returns text language plpgsql as $$
declare
    lines text;
begin
    create temporary table kept_account on commit drop as select * from bonus.account;
    create temporary table kept_journal on commit drop as select * from bonus.journal;
    execute change;
    select string_agg(format('%s %s', line, coalesce(difference, journal)), ', ' order by ordinal)
    into lines
    from bonus.trial_balance
    where difference <> 0
        or line not in ('issued', 'redeemed') and state is null and journal <> 0;
    delete from bonus.account;
    insert into bonus.account select * from kept_account;
    delete from bonus.journal;
    insert into bonus.journal select * from kept_journal;
    drop table kept_account, kept_journal;
    return lines;
end
$$;
select is(till.lines_after(change), lines, change)
from (
    values
        ('update bonus.account set balance = balance + 1 where member = 1', 'balances 1'),
        ('update bonus.account set lots[5] = lots[5] + 2 where member = 1',
            'outstanding 2, lots 2'),
        ('update bonus.account set lots[2] = 99999 where member = 1', 'pending 13755'),
        ('update bonus.account set debt = 3 where member = 1', 'outstanding -3, debt 3'),
        ($$ update bonus.account set held = '{4,0,0,0,0,0,4}' where member = 1 $$,
            'outstanding 4, held 4'),
        ('delete from bonus.account where member = 1',
            'outstanding -13755, balances -13755, lots -13755'),
        ('update bonus.journal set earned = earned + 5 where lane = 1 and position = 4',
            'outstanding -5, lots -5'),
        ('update bonus.journal set redeemed = 6 where lane = 1 and position = 4', 'outstanding 6'),
        ('update bonus.journal set balance_after = 0 where lane = 1 and position = 7',
            'balances 13755'),
        ('update bonus.journal set held_after = 7 where lane = 1 and position = 7', 'held -7'),
        ('update bonus.journal set debt_after = 8 where lane = 1 and position = 7', 'debt -8'),
        ('update bonus.journal set held_after = 7, debt_after = 8 where lane = 1 and position = 4',
            null),
        ($$ update bonus.journal set moves = '{9,0,0,0,13759}' where lane = 1 and position = 4 $$,
            'lots -9'),
        ($$ update bonus.journal set moves = '{9,99999,0,0,13750}' where lane = 1 and position = 4 $$,
            'pending -13750'),
        ($$ update bonus.journal set moves = '{}' where lane = 1 and position = 4 $$, 'lots 13750'),
        ('update bonus.journal set written_off = 10 where lane = 1 and position = 4',
            'written_off 10'),
        ('update bonus.journal set kind = 10 where lane = 1 and position = 4', 'expired 13750'),
        ('update bonus.journal set kind = 5 where lane = 1 and position = 4', 'taken_back 13750'),
        ('update bonus.journal set kind = 11, redeemed = -11 where lane = 1 and position = 4',
            'given_back 11, taken_back 13750, outstanding -11'),
        ('update bonus.journal set kind = 14 where lane = 1 and position = 4', 'adjusted 13750'),
        ('update bonus.journal set kind = 12 where lane = 1 and position = 4', null)
) as broken (change, lines);

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
