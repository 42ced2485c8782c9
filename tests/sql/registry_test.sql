-- SPDX-License-Identifier: Apache-2.0
-- The registry's functions: what they write and refuse, and that each change raises the revision.
begin;
select no_plan();

-- Stores.
select is(till.raised_by($$ select bonus.store_add_v1(7, 'Store', 643::smallint, 'Asia/Almaty') $$),
    1::bigint, 'a store raises the revision');
select throws_ok($$ select bonus.store_add_v1(7, 'x', 643::smallint, 'UTC') $$, 'BN201',
    'store 7 is registered already', 'a store is added once');
select throws_ok($$ select bonus.store_add_v1(8, 'x', 643::smallint, 'Mars/Olympus') $$, 'BN202',
    'there is no time zone "Mars/Olympus"', 'a zone is an IANA zone');
select throws_ok($$ select bonus.store_add_v1(0, 'x', 643::smallint, 'UTC') $$, '23514', null,
    'a store has a number above 0');

select is(till.raised_by($$ select bonus.store_brand_v1(7, 'Gifts') $$), 1::bigint,
    'a brand raises the revision');
select bonus.store_add_v1(9, 'Other', 643::smallint, 'UTC', 'Gifts');
select is((select count(distinct brand) from bonus.store where store in (7, 9)), 1::bigint,
    'stores of one name have one brand');
select bonus.store_brand_v1(9, null);
select is((select brand from bonus.store where store = 9), null, 'a store may have none');
select throws_ok($$ select bonus.store_brand_v1(8, 'Gifts') $$, 'BN203', 'there is no store 8',
    'a brand has a store');

-- Terminals and certificates.
select cmp_ok(
    till.raised_by($$ select bonus.terminal_add_v1('till-7', 'terminal', 7, sha256('t7')) $$), '>=',
    1::bigint, 'a terminal raises the revision');
select throws_ok($$ select bonus.terminal_add_v1('till-7', 'terminal', 7, sha256('t8')) $$, 'BN201',
    '"till-7" is registered already', 'a name is registered once');
select throws_ok($$ select bonus.terminal_add_v1('till-8', 'terminal', 7, sha256('t7')) $$, 'BN201',
    'this certificate is registered already', 'a certificate is registered once');
select throws_ok($$ select bonus.terminal_add_v1('till-8', 'terminal', 99, sha256('t8')) $$, 'BN203',
    'there is no store 99', 'a terminal stands in a store that is there');
select throws_ok($$ select bonus.terminal_add_v1('till-8', 'terminal', null, sha256('t8')) $$,
    '23514', null, 'a terminal needs a store');
select throws_ok($$ select bonus.terminal_add_v1('boss', 'operator', 7, sha256('t8')) $$,
    '23514', null, 'an operator has none');
select throws_ok($$ select bonus.terminal_add_v1('boss', 'king', null, sha256('t8')) $$,
    '23514', null, 'roles are three');
select is(
    till.raised_by($$ select bonus.terminal_certificate_add_v1('till-7', sha256('t7b')) $$),
    1::bigint, 'a renewed certificate raises the revision');
select throws_ok($$ select bonus.terminal_certificate_add_v1('nobody', sha256('x')) $$, 'BN204',
    'nobody is registered as "nobody"', 'a certificate has a holder');
select is(till.raised_by($$ select bonus.terminal_block_v1('till-7', true) $$), 1::bigint,
    'a block raises the revision');
select ok((select blocked from bonus.terminal where name = 'till-7'), 'and blocks');
select is(till.raised_by($$ select bonus.terminal_block_v1('till-7', false) $$), 1::bigint,
    'so does lifting it');
select ok((select not blocked from bonus.terminal where name = 'till-7'), 'which lifts it');
select throws_ok($$ select bonus.terminal_block_v1('nobody', true) $$, 'BN204', null,
    'who is not registered cannot be blocked');
select is(till.raised_by($$ select bonus.terminal_certificate_block_v1(sha256('t7'), true) $$),
    1::bigint, 'a blocked certificate raises the revision');
select results_eq(
    $$
        select c.fingerprint = sha256('t7'), c.blocked
        from bonus.terminal_certificate as c
        join bonus.terminal as t on t.terminal = c.terminal
        where t.name = 'till-7'
        order by 1
    $$,
    $$ values (false, false), (true, true) $$, 'and only that one');
select throws_ok($$ select bonus.terminal_certificate_block_v1(sha256('?'), true) $$, 'BN205', null,
    'a certificate that is not registered cannot be blocked');

-- Refunds without an original: the right of a till, and who allows them in a store.
select is(till.raised_by($$ select bonus.terminal_blind_refund_v1('till-7', true) $$), 1::bigint,
    'the right raises the revision');
select ok((select blind_refund from bonus.terminal where name = 'till-7'), 'and is given');
select ok((select more = 1 from bonus.registry_read_v1() where item = 'terminal' and name = 'till-7'),
    'and daemons read it');
select bonus.terminal_blind_refund_v1('till-7', false);
select ok((select not blind_refund from bonus.terminal where name = 'till-7'), 'or taken away');
select throws_ok($$ select bonus.terminal_blind_refund_v1('anna', true) $$, 'BN204', null,
    'only tills have it');
select is(till.raised_by($$ select bonus.supervisor_add_v1(7, 'Anna', sha256('code')) $$), 1::bigint,
    'a supervisor raises the revision');
select results_eq(
    $$ select number, bytes from bonus.registry_read_v1() where item = 'supervisor' $$,
    $$ values (7::bigint, sha256('code')) $$, 'and daemons read the digest of the code');
select throws_ok($$ select bonus.supervisor_add_v1(7, 'Boris', sha256('code')) $$, 'BN201', null,
    'no two of a store have one code');
select throws_ok($$ select bonus.supervisor_add_v1(7, 'Anna', sha256('other')) $$, 'BN201', null,
    'nor one name');
select throws_ok($$ select bonus.supervisor_add_v1(99, 'Anna', sha256('code')) $$, 'BN203',
    'there is no store 99', 'a supervisor belongs to a store that is there');
select is(till.raised_by($$ select bonus.supervisor_remove_v1(7, 'Anna') $$), 1::bigint,
    'removing one raises the revision');
select is_empty('select from bonus.supervisor', 'and leaves none');
select throws_ok($$ select bonus.supervisor_remove_v1(7, 'Anna') $$, 'BN204', null,
    'who is not there cannot be removed');

-- The programme.
select is(till.raised_by($$ select bonus.programme_set_v1('{643}', '{3000}') $$), 1::bigint,
    'a programme raises the revision');
select results_eq(
    $$
        select currency::integer, rate_bp
        from bonus.programme_rate
        where version = (select max(version) from bonus.programme)
        order by currency
    $$,
    $$ values (398, 1100), (643, 3000) $$,
    'a new version changes what is named and keeps the rest');
select is((select rate_bp from bonus.programme_rate where version = 1 and currency = 643), 1100,
    'earlier versions stay as they were');
select throws_ok($$ select bonus.programme_set_v1('{643}', '{10001}') $$, 'BN206',
    'rate_bp cannot be 10001', 'no rate is above 100 %');

-- Cards in stock.
select results_eq(
    $$
        select bonus.card_import_v1('{1,2,1,1}',
            '{2900000000107,2900000000114,2900000000008,2900000000107}')
    $$,
    $$ values (3), (4) $$, 'cards that are there, or twice in a batch, are named');
select results_eq(
    $$
        select lane::integer, state::integer, member
        from bonus.card
        where card in ('2900000000107', '2900000000114')
        order by lane
    $$,
    $$ values (1, 1, null::bigint), (2, 1, null) $$, 'the others are in stock');
select till.change_card(1, '2900000000107', 2, 500);
select bonus.card_import_v1('{1}', '{2900000000107}');
select is((select state from bonus.card where card = '2900000000107'), 2::smallint,
    'importing again leaves a card as it is');

select * from finish();
rollback;
