-- SPDX-License-Identifier: Apache-2.0
-- Sessions of terminals: the newest Logon is in force, and every daemon learns which of its own are
-- not any more.
begin;
select no_plan();

select is(bonus.terminal_logon_v1(1, 77, 100), 0::bigint, 'nothing was decided for a new epoch');
select till.open_shop();
select is(bonus.terminal_logon_v1(1, 77, 101), 13::bigint, 'the highest STAN of all lanes is told');
select is(bonus.terminal_logon_v1(1, 78, 102), 0::bigint, 'of this epoch');
select is(bonus.terminal_logon_v1(2, 77, 200), 3::bigint, 'and of this terminal');
select results_eq(
    'select terminal, token from bonus.terminal_session order by terminal',
    $$ values (1, 102::bigint), (2, 200) $$, 'the newest Logon of each terminal stands');

select is_empty($$ select bonus.terminal_takeovers_v1('{}', '{}') $$, 'who asks for nobody hears of nobody');
select is_empty($$ select bonus.terminal_takeovers_v1('{2,1}', '{200,102}') $$,
    'the newest sessions are not taken over');
select results_eq(
    $$ select bonus.terminal_takeovers_v1('{2,1,1}', '{200,101,100}') order by 1 $$,
    $$ values (2), (3) $$, 'older ones are, and are told by their ordinals');

truncate bonus.terminal_session; -- as a crash does
select is_empty($$ select bonus.terminal_takeovers_v1('{2,1}', '{200,101}') $$,
    'where nothing is known a session stays');
select results_eq($$ select bonus.terminal_takeovers_v1('{1,2}', '{102,200}') $$, $$ values (1) $$,
    'and is in force from then on');

select is((select relpersistence::text from pg_class where oid = 'bonus.terminal_session'::regclass),
    'u', 'a Logon waits for no disk');

select * from finish();
rollback;
