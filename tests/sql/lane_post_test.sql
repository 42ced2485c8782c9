-- SPDX-License-Identifier: Apache-2.0
-- What lane_post_v1 writes, and what it refuses.
begin;
select no_plan();
select till.open_shop();

-- It writes everything one posting is.
select row_eq(
    $$
        select kind, stan, card collate "default", member, money, earned, balance_after, previous_position
        from bonus.journal where lane = 1 and position = 7
    $$,
    row(1::smallint, 13::bigint, '2900000000008'::text, 1::bigint, 50::bigint, 5::bigint,
        13755::bigint, 4::bigint),
    'the journal row');
select row_eq(
    $$ select position, result, request_kind from bonus.posting_key where lane = 1 and stan = 13 $$,
    row(7::bigint, 1::smallint, 5::smallint), 'its key');
select row_eq(
    $$ select position, store, date from bonus.receipt where lane = 1 and number = 'R-13' $$,
    row(7::bigint, 1, 20261121), 'its receipt');
select row_eq(
    $$ select first, last from bonus.seal where lane = 1 and last = 7 $$,
    row(7::bigint, 7::bigint), 'its seal');
select is(
    (select posted_at from bonus.journal where lane = 1 and position = 7),
    (select posted_at from bonus.seal where lane = 1 and last = 7), 'of one time');
select row_eq(
    $$
        select position, balance, lifetime, lots
        from bonus.account where lane = 1 and member = 1 and currency = 643
    $$,
    row(7::bigint, 13755::bigint, 125050::bigint, '{2147483647,0,0,0,13755}'::bigint[]),
    'its account');
select row_eq(
    $$ select state, member from bonus.card where lane = 1 and card = '2900000000022' $$,
    row(3::smallint, null::bigint), 'its card');

-- A daemon that loaded something else decides again. What is null is as loaded.
create function till.stale(
    head bigint = null, place tid = null, loaded_position bigint = null,
    loaded_state smallint = null, stan bigint = 20
)
    returns void language sql as $$
    select till.post(1, row(p.kind, p.stan, p.card, p.member, p.currency, p.money, p.earned,
        p.balance_after, p.lifetime_after, p.previous_position, p.number,
        coalesce(stale.head, p.head),
        case when stale.place is distinct from '(0,0)' then coalesce(stale.place, p.loaded_place) end,
        coalesce(stale.loaded_position, p.loaded_position),
        coalesce(stale.loaded_state, p.loaded_state),
        case when stale.loaded_state is not null then 2::smallint end, null, null, null, null, null,
        null, null, null, null, null, null, null, null, null, null)::till.posting)
    from till.decide_purchase(1, '2900000000008', 1000, stan, 'R-' || stan) as p
$$;
create temporary table before as
select ctid as place, * from bonus.account;
select throws_ok(
    'select till.stale(head => 6)', '40001', 'lane 1 is at 7, not at 6 as loaded',
    'another head: decide again');
select throws_ok(
    'select till.stale(head => 8)', '40001', 'lane 1 is at 7, not at 8 as loaded',
    'a head that is not there yet: decide again');
select throws_ok(
    'select till.stale(loaded_position => 4)', '40001',
    '1 of 1 accounts of lane 1 are not as loaded', 'another account: decide again');
select throws_ok(
    $$ select till.stale(place => '(0,0)', loaded_position => 0) $$, '40001',
    '1 of 1 accounts of lane 1 are not as loaded',
    'an account that was thought to be new: decide again');
select throws_ok(
    $$ select till.stale(place => '(9999,1)') $$, '40001',
    '1 of 1 accounts of lane 1 are not as loaded', 'a place beyond the table: decide again');
select throws_ok(
    format('select till.stale(place => %L)', (select place from before where member = 2)), '40001',
    '1 of 1 accounts of lane 1 are not as loaded', 'the place of another account: decide again');
select throws_ok(
    format('select till.stale(place => %L, loaded_position => 5)',
        (select place from before where member = 2)), '40001',
    '1 of 1 accounts of lane 1 are not as loaded', 'even with that one''s position: decide again');
select throws_ok(
    'select till.stale(loaded_state => 1::smallint)', '40001', 'a card of lane 1 is not as loaded',
    'another card: decide again');
select results_eq(
    'select ctid, * from bonus.account order by member', 'select * from before order by member',
    'none of this changed an account');
select is((select max(last) from bonus.seal where lane = 1), 7::bigint, 'or posted anything');
select lives_ok('select till.stale()', 'as loaded: posted');
select throws_ok(
    format('select till.stale(place => %L, stan => 21)',
        (select place from before where member = 1)), '40001',
    '1 of 1 accounts of lane 1 are not as loaded',
    'where an account was before the last turn it is no more: decide again');

-- What must never be names its ordinal: the second of two postings is as given.
create function till.two(
    kind integer = 1, money bigint = 1, earned bigint = 0, redeemed bigint = 0, previous bigint = 0
)
    returns void language sql as $$
    select bonus.lane_post_v1(
        lane => 1::smallint,
        turn_at => clock_timestamp(),
        head => f.head,
        seal => decode(repeat('00', 32), 'hex'),
        programme_version => 1,
        kinds => array[1, two.kind]::smallint[],
        request_kinds => '{5,5}',
        terminals => '{1,1}',
        epochs => '{77,77}',
        stans => '{30,31}',
        fingerprints => array[sha256('x'), sha256('y')],
        stores => '{1,1}',
        cards => '{null,null}',
        members => '{null,null}',
        currencies => '{643,643}',
        moneys => array[100, two.money],
        bases => array[100, two.money],
        earneds => array[0, two.earned],
        redeemeds => array[0, two.redeemed],
        balances_after => '{0,0}',
        lifetimes_after => '{0,0}',
        previous_positions => array[0, two.previous],
        rates_bp => '{1100,1100}',
        receipts_at => '{now,now}',
        utc_offsets_min => '{0,0}',
        sents_at => '{null,null}',
        arriveds_at => '{now,now}',
        encodings => '{1,1}',
        salts => array[decode(md5('a'), 'hex'), decode(md5('b'), 'hex')],
        bodies => array['x', 'y']::bytea[],
        original_positions => '{}',
        spendables_after => '{}',
        pendings_after => '{}',
        helds_after => '{}',
        debts_after => '{}',
        holds_until => '{}',
        expirings_after => '{}',
        expirings_on => '{}',
        written_offs => '{}',
        cash_deducteds => '{}',
        flags => '{}',
        reasons => '{}',
        rules => '{}',
        rule_ends => '{}',
        moves => '{}',
        move_ends => '{}',
        receipt_stores => '{1,1}',
        fiscal_devices => '{FD-1,FD-1}',
        dates => '{20261121,20261121}',
        numbers => '{R-30,R-31}',
        refused_request_kinds => '{}',
        refused_terminals => '{}',
        refused_epochs => '{}',
        refused_stans => '{}',
        refused_results => '{}',
        refused_positions => '{}',
        refused_fingerprints => '{}',
        account_members => '{}',
        account_currencies => '{}',
        account_places => '{}',
        account_loaded_positions => '{}',
        account_positions => '{}',
        account_balances => '{}',
        account_lifetimes => '{}',
        account_debts => '{}',
        account_lots => '{}',
        account_lot_ends => '{}',
        account_helds => '{}',
        account_held_ends => '{}',
        changed_cards => '{}',
        changed_states => '{}',
        changed_loaded_states => '{}',
        changed_members => '{}',
        left_positions => '{}',
        left_loaded_positions => '{}',
        left_changed_positions => '{}',
        left_claim_positions => '{}',
        left_reversal_positions => '{}',
        left_lines => '{}',
        left_line_ends => '{}'
    )
    from till.load(1, null) as f
$$;
create function till.detail_of(statement text)
    returns text language plpgsql as $$
declare
    code text;
    detail text;
begin
    execute statement;
    return 'no error';
exception when others then
    get stacked diagnostics code = returned_sqlstate, detail = pg_exception_detail;
    return code || ' ' || detail;
end
$$;
select is(till.detail_of(format('select till.two(%s)', wrong)), 'BN001 ordinal=2',
    'refused by its ordinal: ' || what)
from (
    values
        ('money => -1', 'negative money'),
        ('kind => 10, money => -1', 'negative money of an expiry'),
        ('kind => 6, earned => -5', 'a hold that takes points'),
        ('kind => 10, redeemed => -5', 'an expiry that gives points back'),
        ('earned => 5', 'points without a member'),
        ('redeemed => 5', 'points of nobody that pay'),
        ('kind => 5, earned => -5', 'points taken back from nobody'),
        ('previous => 10', 'a previous row that is the row itself'),
        ('previous => 99', 'a previous row that is not there yet'),
        ('previous => null', 'no previous row')
) as refused (wrong, what);
select is((select count(*)::integer from bonus.journal where stan in (30, 31)), 0,
    'of a refused turn nothing stays');
select is(till.detail_of('select till.two()'), 'no error', 'without that it is posted whole');
select is((select array_agg(position order by stan) from bonus.journal where stan in (30, 31)),
    '{9,10}'::bigint[], 'in the order it was given');
select is((select count(*)::integer from bonus.seal where lane = 1 and first = 9 and last = 10), 1,
    'under one seal');

-- Keys are for ever.
select throws_ok(
    $$ select till.purchase(1, null, 700, 12, 'R-70') $$, '23505', null,
    'a key cannot be posted twice');
select throws_ok(
    $$ select till.purchase(1, null, 700, 70, 'R-12') $$, '23505', null,
    'a receipt cannot be posted twice');

-- A refusal is remembered and posts nothing.
create function till.refuse_two()
    returns void language sql as $$
    select bonus.lane_post_v1(
        lane => 1::smallint,
        turn_at => clock_timestamp(),
        head => 10,
        seal => null,
        programme_version => 1,
        kinds => '{}',
        request_kinds => '{}',
        terminals => '{}',
        epochs => '{}',
        stans => '{}',
        fingerprints => '{}',
        stores => '{}',
        cards => '{}',
        members => '{}',
        currencies => '{}',
        moneys => '{}',
        bases => '{}',
        earneds => '{}',
        redeemeds => '{}',
        balances_after => '{}',
        lifetimes_after => '{}',
        previous_positions => '{}',
        rates_bp => '{}',
        receipts_at => '{}',
        utc_offsets_min => '{}',
        sents_at => '{}',
        arriveds_at => '{}',
        encodings => '{}',
        salts => '{}',
        bodies => '{}',
        original_positions => '{}',
        spendables_after => '{}',
        pendings_after => '{}',
        helds_after => '{}',
        debts_after => '{}',
        holds_until => '{}',
        expirings_after => '{}',
        expirings_on => '{}',
        written_offs => '{}',
        cash_deducteds => '{}',
        flags => '{}',
        reasons => '{}',
        rules => '{}',
        rule_ends => '{}',
        moves => '{}',
        move_ends => '{}',
        receipt_stores => '{}',
        fiscal_devices => '{}',
        dates => '{}',
        numbers => '{}',
        refused_request_kinds => '{5,5}',
        refused_terminals => '{1,1}',
        refused_epochs => '{77,77}',
        refused_stans => '{40,41}',
        refused_results => '{46,43}',
        refused_positions => '{0,6}',
        refused_fingerprints => array[sha256('40'), sha256('41')],
        account_members => '{}',
        account_currencies => '{}',
        account_places => '{}',
        account_loaded_positions => '{}',
        account_positions => '{}',
        account_balances => '{}',
        account_lifetimes => '{}',
        account_debts => '{}',
        account_lots => '{}',
        account_lot_ends => '{}',
        account_helds => '{}',
        account_held_ends => '{}',
        changed_cards => '{}',
        changed_states => '{}',
        changed_loaded_states => '{}',
        changed_members => '{}',
        left_positions => '{}',
        left_loaded_positions => '{}',
        left_changed_positions => '{}',
        left_claim_positions => '{}',
        left_reversal_positions => '{}',
        left_lines => '{}',
        left_line_ends => '{}'
    )
$$;
select lives_ok('select till.refuse_two()', 'a turn may consist of refusals');
select results_eq(
    $$
        select key_result::integer, key_position, posted_earned
        from till.recall(1, 40)
        union all
        select key_result::integer, key_position, posted_earned
        from till.recall(1, 41)
    $$,
    $$ values (46, 0::bigint, null::bigint), (43, 6, 0) $$,
    'a refusal is found under its key, ALREADY_POSTED with the first posting');
select is((select max(last) from bonus.seal where lane = 1), 10::bigint, 'refusals are not sealed');
select throws_ok(
    $$ select till.purchase(1, null, 700, 40, 'R-40') $$, '23505', null,
    'what was refused cannot be posted later');

-- A whole shop later every rule still holds.
select is_empty(format('select * from broken.%I', viewname), viewname || ' holds')
from pg_views
where schemaname = 'broken'
order by viewname;

select * from finish();
rollback;
