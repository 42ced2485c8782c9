-- SPDX-License-Identifier: Apache-2.0
-- Each rule of sql/checks is broken alone, as only the owner of the database can, and found.
begin;
select no_plan();
select till.open_shop();

create temporary table noticed (rule text);

-- Breaks the books, says which rules notice, and takes it back.
create function till.noticed_by(variadic statements text[])
    returns text[]
    language plpgsql
as $$
declare
    statement text;
    rule text;
    found boolean;
    rules text[] = '{}';
begin
    begin
        foreach statement in array statements loop
            execute statement;
        end loop;
        for rule in select viewname from pg_views where schemaname = 'broken' order by 1 loop
            execute format('select exists (select from broken.%I)', rule) into found;
            if found then
                rules := rules || rule;
            end if;
        end loop;
        raise exception 'taken back' using errcode = 'BN999';
    exception when sqlstate 'BN999' then
        insert into noticed select unnest(rules);
        return rules;
    end;
end
$$;

select is(till.noticed_by('select 1'), '{}', 'honest books break no rule');

select is(
    till.noticed_by($$ update bonus.account set lots = '{2147483647,0,0,0,13754}' where member = 1 $$),
    '{account_balance_is_sum_of_its_lots}', 'a point taken from a lot');
select is(
    till.noticed_by(
        $$ update bonus.account set lots = lots || '{2147483647,1,0,0,0}' where member = 1 $$),
    '{account_balance_is_sum_of_its_lots}', 'a lot without points');
select is(
    till.noticed_by($$
        update bonus.account
        set balance = balance + 100, lots = '{2147483647,0,0,0,13855}' where member = 1
    $$),
    '{account_equals_its_last_row}', 'points given without a posting');
select is(
    till.noticed_by($$ delete from bonus.account where member = 2 $$),
    '{account_equals_its_last_row}', 'an account removed');
select is(
    till.noticed_by($$ update bonus.account set lifetime = lifetime + 1 where member = 2 $$),
    '{account_equals_its_last_row}', 'a lifetime changed');
select is(
    till.noticed_by(
        $$ update bonus.journal set previous_position = 0 where lane = 1 and position = 7 $$),
    '{account_chain_is_unbroken}', 'a chain cut');
select is(
    till.noticed_by(
        $$
            update bonus.journal set balance_after = balance_after + 1
            where lane = 1 and position = 4
        $$),
    '{balance_follows_the_chain}', 'a balance after that does not follow');
select is(
    till.noticed_by(
        $$
            update bonus.journal set lifetime_after = lifetime_after + 1
            where lane = 1 and position = 4
        $$),
    '{lifetime_follows_the_chain}', 'a lifetime after that does not follow');
select is(
    till.noticed_by(
        $$ update bonus.journal set money = money + 1 where lane = 1 and position = 7 $$),
    '{lifetime_follows_the_chain}', 'the money of a purchase changed');
select is(
    till.noticed_by(
        $$ update bonus.journal set base = base + 10000 where lane = 1 and position = 7 $$),
    '{earned_is_base_times_rate}', 'the base of an award changed');
select is(
    till.noticed_by($$ update bonus.programme_setting set value = 3000 where currency = 643 $$),
    '{earned_is_base_times_rate}', 'the programme rewritten');
select is(
    till.noticed_by(
        $$ delete from bonus.journal where lane = 1 and position = 6 $$,
        $$ delete from bonus.posting_key where lane = 1 and position = 6 $$,
        $$ delete from bonus.receipt where lane = 1 and position = 6 $$),
    '{journal_positions_are_gap_free}', 'a cardless purchase removed with everything about it');
select is(
    till.noticed_by(
        $$
            update bonus.seal set first = first - 1
            where lane = 1 and last = 6
        $$,
        $$ update bonus.journal set posted_at = (select posted_at from bonus.seal where lane = 1 and last = 6)
            where lane = 1 and position = 5 $$,
        $$ update bonus.seal set posted_at = (select posted_at from bonus.seal where lane = 1 and last = 6)
            where lane = 1 and last = 5 $$),
    '{seals_cover_the_journal}', 'a row sealed twice');
select is(
    till.noticed_by($$ delete from bonus.seal where lane = 1 and last = 7 $$),
    '{seals_cover_the_journal}', 'the last seal removed');
select is(
    till.noticed_by(
        $$
            update bonus.seal set posted_at = posted_at + interval '1 microsecond'
            where lane = 1 and last = 7
        $$),
    '{seal_time_is_that_of_its_rows}', 'a seal of another time');
select is(
    till.noticed_by(
        $$
            update bonus.journal set posted_at = posted_at - interval '1 day'
            where lane = 1 and position = 7
        $$,
        $$
            update bonus.seal set posted_at = posted_at - interval '1 day'
            where lane = 1 and last = 7
        $$),
    '{time_never_goes_back}', 'time that goes back');
select is(
    till.noticed_by($$ delete from bonus.posting_key where stan = 12 $$),
    '{every_row_has_its_key}', 'a key removed');
select is(
    till.noticed_by($$ update bonus.posting_key set result = 46, position = 0 where stan = 12 $$),
    '{every_row_has_its_key}', 'an approval that became a refusal');
select is(
    till.noticed_by(
        $$
            insert into bonus.posting_key (lane, terminal, epoch, stan, position, request_kind,
                result, fingerprint)
            values (1, 1, 77, 999, 99, 5, 1, sha256('999'))
        $$),
    '{every_row_has_its_key}', 'an approval without a row');
select is(
    till.noticed_by($$ update bonus.posting_key set fingerprint = sha256('x') where stan = 12 $$),
    '{every_row_has_its_key}', 'a key of another body');
select is(
    till.noticed_by($$ update bonus.posting_key set request_kind = 7 where stan = 12 $$),
    '{every_row_has_its_key}', 'a purchase under the key of an activation');
select is(
    till.noticed_by($$ update bonus.posting_key set request_kind = 5 where stan = 2 $$),
    '{every_row_has_its_key}', 'an activation under the key of a purchase');
select is(
    till.noticed_by($$ update bonus.posting_key set request_kind = 7 where stan = 3 $$),
    '{every_row_has_its_key}', 'a block under the key of an activation');
select is(
    till.noticed_by($$ update bonus.posting_key set request_kind = 14 where stan in (10, 12) $$),
    '{}', 'a purchase may have been an advice');

-- Refusals: CARD_BLOCKED, and a receipt that was posted at position 4 already.
create function till.refuse(stan integer, result integer, "position" integer, request_kind integer = 5)
    returns void
    language sql
as $$
    insert into bonus.posting_key (lane, terminal, epoch, stan, position, request_kind, result,
        fingerprint)
    values (1, 1, 77, stan, position, request_kind, result, sha256('refused'))
$$;
select is(
    till.noticed_by('select till.refuse(900, 46, 0)', 'select till.refuse(901, 43, 4)',
        'select till.refuse(902, 40, 0)', 'select till.refuse(903, 50, 0, 8)',
        'select till.refuse(904, 88, 0, 9)', 'select till.refuse(905, 43, 4, 12)',
        'select till.refuse(906, 42, 0, 14)'),
    '{}', 'refusals by a rule are right');
select is(
    till.noticed_by(format('select till.refuse(900, %s, 0)', result)),
    '{refused_keys_say_why}', 'a refusal that is never remembered: ' || result)
from unnest('{0,17,21,22,30,39,60,69,70,100}'::integer[]) as result;
select is(
    till.noticed_by('select till.refuse(900, 46, 4)'),
    '{refused_keys_say_why}', 'a refusal that names a row all the same');
select is(
    till.noticed_by(format('select till.refuse(900, 43, %s)', place)),
    '{refused_keys_say_why}', 'posted already, at a place that is no purchase: ' || place)
from unnest('{0,1,99}'::integer[]) as place;
select is(
    till.noticed_by('select till.refuse(900, 43, 4, 7)'),
    '{refused_keys_say_why}', 'an activation whose receipt was posted');
select is(
    till.noticed_by(format('select till.refuse(900, 46, 0, %s)', kind)),
    '{refused_keys_say_why}', 'a request that posts nothing was remembered: ' || kind)
from unnest('{0,4,6,15}'::integer[]) as kind;
select is(
    till.noticed_by('select till.refuse(900, 70, 4, 0)'),
    '{refused_keys_say_why}', 'reversed before it came, by a purchase');

select is(
    till.noticed_by($$ delete from bonus.receipt where number = 'R-12' $$),
    '{every_purchase_has_its_receipt}', 'a receipt removed');
select is(
    till.noticed_by(
        $$
            insert into bonus.receipt (lane, store, fiscal_device, date, number, position)
            values (1, 1, 'FD-1', 20261121, 'R-99', 7)
        $$),
    '{every_purchase_has_its_receipt}', 'two receipts of one purchase');
select is(
    till.noticed_by($$ update bonus.receipt set store = 2 where number = 'R-12' $$),
    '{every_purchase_has_its_receipt}', 'a receipt of another store');
select is(
    till.noticed_by($$ update bonus.card set state = 1 where card = '2900000000022' $$),
    '{card_state_is_that_of_its_last_row}', 'a card opened without a posting');
select is(
    till.noticed_by(
        $$ update bonus.card set member = 1 where card = '2900000000015' $$),
    '{card_state_is_that_of_its_last_row}', 'a card given to another member');
select is(
    till.noticed_by($$ delete from bonus.card where card = '2900000000022' $$),
    '{card_state_is_that_of_its_last_row}', 'a card removed');
select is(
    till.noticed_by(
        $$
            update bonus.journal set lifetime_after = 5000, balance_after = 550
            where lane = 1 and position = 6
        $$),
    '{cardless_rows_earn_nothing}', 'points given to nobody');
select is(
    till.noticed_by(
        $$ update bonus.journal set kind = 4 where lane = 1 and position = 2 $$,
        $$ update bonus.posting_key set request_kind = 8 where lane = 1 and position = 2 $$),
    '{members_begin_with_an_activation}', 'a member that began with nothing');
select is(
    till.noticed_by($$ insert into bonus.lane (lane) values (4) $$),
    '{lanes_are_complete}', 'a lane added');
select is(
    till.noticed_by($$ delete from bonus.lane where lane = 3 $$),
    '{lanes_are_complete}', 'a lane removed');

select is(
    till.noticed_by($$ delete from bonus.incarnation where lane = 2 $$),
    '{incarnations_follow_one_another}', 'a lane without an incarnation');
select is(
    till.noticed_by($$ update bonus.incarnation set first_position = 2 where lane = 1 $$),
    '{incarnations_follow_one_another}', 'a position without an incarnation');
select is(
    till.noticed_by(
        'select bonus.incarnation_raise_v1()', 'select bonus.incarnation_raise_v1()',
        $$ update bonus.incarnation set first_position = 7 where lane = 1 and incarnation = 3 $$),
    '{incarnations_follow_one_another}', 'an incarnation that begins before the last');
select is(till.noticed_by('select bonus.incarnation_raise_v1()'), '{}', 'a raised one breaks nothing');

-- The same with the whole life of points in the books.
select till.live_on();
select is(till.noticed_by('select 1'), '{}', 'honest books break no rule, whatever happened in them');

-- Accounts: member 1 has 10345 points.
select is(
    till.noticed_by($$ update bonus.account set debt = 1 where member = 1 $$),
    '{account_balance_is_sum_of_its_lots,account_equals_its_last_row}', 'a debt that came from nowhere');
select is(
    till.noticed_by(
        $$
            update bonus.account set debt = -5, lots = '{2147483647,0,0,0,10340}' where member = 1
        $$),
    '{account_balance_is_sum_of_its_lots,account_equals_its_last_row}', 'a debt below nothing');
select is(
    till.noticed_by($$ update bonus.account set held = '{}' where member = 1 $$),
    '{account_balance_is_sum_of_its_lots}', 'an empty list of held pieces');
select is(
    till.noticed_by(
        $$
            update bonus.account
            set lots = '{2147483647,0,0,0,10245}',
                held = '{12,4102444800000000,2147483647,0,0,0,100}'
            where member = 1
        $$),
    '{account_equals_its_last_row,held_points_belong_to_open_holds}',
    'points held by a hold that has timed out');

-- Holds: another is made, and stays open.
select till.move(6, '2900000000008', 70, moves => '{2147483647,0,0,0,-45}',
    held => '{22,4102444800000000,2147483647,0,0,0,45}', hold_until => '2100-01-01Z');
select is(till.noticed_by('select 1'), '{}', 'an open hold is right');
select is(
    till.noticed_by(format('update bonus.account set held[%s] = %s where member = 1', place, value)),
    '{held_points_belong_to_open_holds}', 'a held piece ' || what)
from (
    values
        (1, '4', 'of a purchase'),
        (1, '99', 'of nothing'),
        (1, '10', 'of a hold that was committed'),
        (2, '4102444800000001', 'that is held longer than the hold says')
) as wrong (place, value, what);
select is(
    till.noticed_by(
        $$ update bonus.journal set currency = 398 where lane = 1 and position = 22 $$,
        $$
            update bonus.journal
            set previous_position = 0, balance_after = 0, lifetime_after = 0, spendable_after = null,
                held_after = null
            where lane = 1 and position = 22
        $$),
    '{account_equals_its_last_row,held_points_belong_to_open_holds}', 'a hold of another account');
select is(
    till.noticed_by($$ update bonus.account set held[7] = 0, lots[5] = lots[5] + 45 where member = 1 $$),
    '{account_balance_is_sum_of_its_lots,account_equals_its_last_row}', 'a held piece without points');

-- Rows.
select is(
    till.noticed_by($$ update bonus.journal set $$ || change || ' where lane = 1 and position = ' || place),
    rules::text[], what)
from (
    values
        ('debt_after = 999', 18, '{balance_follows_the_chain,parts_fit_the_balance}',
            'a balance below what is owed'),
        ('debt_after = null', 18, '{balance_follows_the_chain,parts_fit_the_balance}',
            'a negative balance without a debt'),
        ('spendable_after = 1', 18, '{parts_fit_the_balance}', 'points that debtors can spend'),
        ('spendable_after = null', 18, '{parts_fit_the_balance}', 'all of a negative balance'),
        ('spendable_after = spendable_after + 1', 14, '{parts_fit_the_balance}',
            'more to spend than is there'),
        ('pending_after = 1', 14, '{parts_fit_the_balance}', 'pending points that can be spent'),
        ('pending_after = -1', 14, '{parts_fit_the_balance}', 'fewer than no pending points'),
        ('written_off = -1', 8, '{parts_fit_the_balance}', 'points written on'),
        ('cash_deducted = -1', 8, '{parts_fit_the_balance}', 'money paid out for points'),
        ('expiring_after = 5', 14, '{parts_fit_the_balance}', 'points that expire on no day'),
        ('expiring_on = 5', 14, '{parts_fit_the_balance}', 'a day on which nothing expires'),
        ('expiring_after = 99999, expiring_on = 5', 14, '{parts_fit_the_balance}',
            'more that expires than is there'),
        ('base = 1', 8, '{only_taking_back_is_negative}', 'a refund on which points were reckoned'),
        ('base = 1', 13, '{only_taking_back_is_negative}', 'an expiry of money'),
        ('base = -1', 12, '{only_taking_back_is_negative}', 'a hold of less than no money'),
        ('base = -1, earned = 1, redeemed = 601', 11, '{only_taking_back_is_negative}',
            'a commit that earns'),
        ('base = -1', 19, '{only_taking_back_is_negative}', 'an award on less than no money'),
        ('original_position = null', 11, '{originals_come_before}', 'a commit of nothing'),
        ('original_position = 4', 11, '{originals_come_before}', 'a commit of a purchase'),
        ('original_position = 12', 11, '{originals_come_before}', 'a hold that ends twice'),
        ('original_position = 99', 20, '{originals_come_before}', 'an original that is not there'),
        ('original_position = 20', 20, '{originals_come_before}', 'a row that is its own original'),
        ('original_position = 15, earned = 0', 14,
            '{balance_follows_the_chain,originals_come_before,receipt_left_is_what_its_rows_left}',
            'the reversal of a reversal'),
        ('original_position = 4', 16, '{originals_come_before,receipt_left_is_what_its_rows_left}',
            'the claim of a receipt that has a card'),
        ('member = 1', 20, '{}', 'an exception may be about a member'),
        ('earned = 5', 20, '{cardless_rows_earn_nothing,only_taking_back_is_negative}',
            'an exception that earns'),
        ('moves = ''{2147483647,0,0,0,5}''', 15, '{cardless_rows_earn_nothing}', 'moves of nobody''s lots'),
        ('spendable_after = 0', 15, '{cardless_rows_earn_nothing}', 'nobody''s points to spend'),
        ('card = null', 12, '{cardless_rows_earn_nothing}', 'a hold without a card'),
        ('rules = null', 19, '{earned_is_base_times_rate}', 'an award whose promotions are gone'),
        ('terminal = 1', 13, '{every_row_has_its_key}', 'an expiry that a till asked for'),
        ('terminal = 0, epoch = 0, stan = 0', 20, '{every_row_has_its_key}',
            'an exception that nobody asked for')
) as broken (change, place, rules, what);
select is(
    till.noticed_by($$ update bonus.posting_key set request_kind = 10 where stan = 22 $$),
    '{every_row_has_its_key}', 'a hold under the key of a commit');
select is(
    till.noticed_by($$ update bonus.posting_key set request_kind = 14 where stan in (20, 23, 27) $$),
    '{}', 'a refund, a commit and a claim may have been advices');
select is(
    till.noticed_by($$ delete from bonus.receipt where number = 'R-20' $$),
    '{}', 'a refund may be without a paper of its own');
select is(
    till.noticed_by(
        $$
            insert into bonus.receipt (lane, store, fiscal_device, date, number, position)
            values (1, 1, 'FD-1', 20261121, 'R-99', 16)
        $$),
    '{every_purchase_has_its_receipt}', 'a claim that posted its receipt again');
select is(
    till.noticed_by(
        'update bonus.journal set original_position = null where lane = 1 and position = 16',
        'delete from bonus.receipt_left where lane = 1 and position = 6',
        $$
            insert into bonus.receipt (lane, store, fiscal_device, date, number, position)
            values (1, 2, 'FD-1', 20261121, 'R-99', 16)
        $$),
    '{}', 'a claim has a receipt that lies in another lane');
select is(
    till.noticed_by($$ update bonus.posting_key set position = 14 where stan = 99 $$),
    '{}', 'a tombstone names a reversal');
select is(
    till.noticed_by($$ update bonus.posting_key set position = 4 where stan = 99 $$),
    '{refused_keys_say_why}', 'and nothing else');

-- What is left.
select is(
    till.noticed_by('update bonus.receipt_left set ' || change || ' where lane = 1 and position = ' || place),
    '{receipt_left_is_what_its_rows_left}', what)
from (
    values
        ('changed_position = 8', 4, 'a refund that changed nothing'),
        ('loaded_position = 0', 4, 'a slice that was cut from the whole'),
        ('position = 5555', 4, 'something left of another receipt'),
        ('claim_position = null', 6, 'a receipt that can be claimed again'),
        ('claim_position = 9', 4, 'a claim that never was'),
        ('reversal_position = null', 7, 'a reversal taken away'),
        ('reversal_position = 9', 4, 'a refund that was a reversal')
) as broken (change, place, what);
select is(
    till.noticed_by(
        'update bonus.journal set original_position = 9 where lane = 1 and position = 14',
        'delete from bonus.receipt_left where lane = 1 and position = 7',
        'update bonus.receipt_left set changed_position = 14, loaded_position = 9'
        ' where lane = 1 and position = 4'),
    '{}', 'the reversal of a refund changes what is left of its receipt');
select is(
    till.noticed_by('delete from bonus.receipt_left where lane = 1 and position = 7'),
    '{receipt_left_is_what_its_rows_left}', 'a receipt that is whole again');

select is_empty(
    $$
        select viewname::text from pg_views where schemaname = 'broken'
        except
        select rule from noticed
    $$,
    'every rule was broken above');

select * from finish();
rollback;
