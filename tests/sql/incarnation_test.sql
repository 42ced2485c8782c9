-- SPDX-License-Identifier: Apache-2.0
-- Incarnations: where a raised one begins, and that what was posted before keeps its RRN.
begin;
select no_plan();
select till.open_shop();

select results_eq(
    'select lane::integer, incarnation::integer, first_position from bonus.incarnation order by lane',
    $$ values (0, 1, 1::bigint), (1, 1, 1), (2, 1, 1), (3, 1, 1) $$,
    'a ledger begins with incarnation 1 at position 1 of every lane');
create temporary table before as select revision from bonus.revision;
select is(bonus.incarnation_raise_v1(), 2::smallint, 'the next one is 2');
select is((select revision from bonus.revision), (select revision + 1 from before),
    'which daemons learn with the registry');
select results_eq(
    $$
        select lane::integer, first_position
        from bonus.incarnation
        where incarnation = 2
        order by lane
    $$,
    $$ values (0, 1::bigint), (1, 8), (2, 1), (3, 1) $$,
    'it begins behind what each lane has posted');
select results_eq(
    $$
        select number, other, more
        from bonus.registry_read_v1()
        where item = 'incarnation' and number = 1
        order by more
    $$,
    $$ values (1::bigint, 1::bigint, 1), (1, 8, 2) $$,
    'the registry tells lane, first position and incarnation');

select till.purchase(1, '2900000000008', 50, 14, 'R-14');
select is(bonus.incarnation_raise_v1(), 3::smallint, 'it may be raised again');
select is(bonus.incarnation_raise_v1(), 4::smallint, 'also where nothing was posted in between');
select till.purchase(1, '2900000000008', 50, 15, 'R-15');
select results_eq(
    $$ select rrn from bonus.statement_line where lane = 1 order by position $$,
    $$ values ('1-1-1'), ('1-1-2'), ('1-1-3'), ('1-1-4'), ('1-1-5'), ('1-1-6'), ('1-1-7'),
        ('2-1-8'), ('4-1-9') $$,
    'every row keeps the incarnation it was posted in');

select * from finish();
rollback;
