-- SPDX-License-Identifier: Apache-2.0
-- What lane_post_v1 writes of the whole life of points: details, moves, debts and holds, what is left
-- of a receipt, tombstones, and rows without a key.
begin;
select no_plan();
select till.open_whole_shop();

-- Details.
select row_eq(
    $$
        select kind, original_position, spendable_after, held_after, debt_after, moves
        from bonus.journal where lane = 1 and position = 14
    $$,
    row(11::smallint, 7::bigint, 9295::bigint, 500::bigint, null::bigint,
        '{2147483647,0,0,0,-5}'::bigint[]),
    'a row has its details');
select row_eq(
    $$
        select encoding, original_position, spendable_after, held_after, debt_after, hold_until, reason,
            rules, moves
        from bonus.journal where lane = 1 and position = 4
    $$,
    row(1::smallint, null::bigint, null::bigint, null::bigint, null::bigint, null::timestamptz,
        null::smallint, null::integer[], null::bigint[]),
    'a plain one has none');
select is((select hold_until from bonus.journal where lane = 1 and position = 12),
    '2100-01-01Z'::timestamptz, 'a hold says until when');
select is((select reason::integer from bonus.journal where lane = 1 and position = 20), 43,
    'an exception says why');
select is((select rules from bonus.journal where lane = 1 and position = 19), '{3,7}',
    'an award names its promotions');

-- Three postings of one turn, of which only the second has anything.
create function till.three()
    returns void language sql as $$
    select bonus.lane_post_v1(
        lane => 2::smallint,
        turn_at => clock_timestamp(),
        head => 0,
        seal => decode(repeat('00', 32), 'hex'),
        programme_version => 1,
        kinds => '{1,1,1}',
        request_kinds => '{5,5,5}',
        terminals => '{1,1,1}',
        epochs => '{77,77,77}',
        stans => '{50,51,52}',
        fingerprints => array[sha256('a'), sha256('b'), sha256('c')],
        stores => '{1,1,1}',
        cards => '{null,null,null}',
        members => '{null,null,null}',
        currencies => '{643,643,643}',
        moneys => '{1,2,3}',
        bases => '{0,0,0}',
        earneds => '{0,0,0}',
        redeemeds => '{0,0,0}',
        balances_after => '{0,0,0}',
        lifetimes_after => '{0,0,0}',
        previous_positions => '{0,0,0}',
        rates_bp => '{0,0,0}',
        receipts_at => '{now,now,now}',
        utc_offsets_min => '{0,0,0}',
        sents_at => '{null,null,null}',
        arriveds_at => '{now,now,now}',
        encodings => '{1,2,1}',
        salts => array[decode(md5('a'), 'hex'), decode(md5('b'), 'hex'), decode(md5('c'), 'hex')],
        bodies => array['a', 'b', 'c']::bytea[],
        original_positions => '{null,1,null}',
        spendables_after => '{null,0,null}',
        pendings_after => '{null,2,null}',
        helds_after => '{null,3,null}',
        debts_after => '{null,4,null}',
        holds_until => '{null,2100-01-01Z,null}',
        expirings_after => '{null,5,null}',
        expirings_on => '{null,6,null}',
        written_offs => '{null,7,null}',
        cash_deducteds => '{null,8,null}',
        flags => '{null,9,null}',
        reasons => '{null,10,null}',
        rules => '{11,12}',
        rule_ends => '{0,2,2}',
        moves => '{13,14,15,16,17}',
        move_ends => '{0,5,5}',
        receipt_stores => '{1,1,1}',
        fiscal_devices => '{FD-1,FD-1,FD-1}',
        dates => '{20261121,20261121,20261121}',
        numbers => '{R-50,R-51,R-52}',
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
        left_positions => '{4,5,6}',
        left_loaded_positions => '{0,0,0}',
        left_changed_positions => '{1,2,3}',
        left_claim_positions => '{null,2,null}',
        left_reversal_positions => '{1,null,null}',
        left_lines => '{1,2,3,-4}',
        left_line_ends => '{1,1,4}'
    )
$$;
select till.three();
create function till.details_of(journal bonus.journal)
    returns text language sql as $$
    select concat_ws(' ', journal.original_position, journal.spendable_after, journal.pending_after,
        journal.held_after, journal.debt_after, journal.hold_until at time zone 'UTC',
        journal.expiring_after, journal.expiring_on, journal.written_off, journal.cash_deducted,
        journal.flags, journal.reason, journal.rules, journal.moves)
$$;
select results_eq(
    $$ select till.details_of(j) from bonus.journal as j where lane = 2 order by position $$,
    $$
        values (''), ('1 0 2 3 4 2100-01-01 00:00:00 5 6 7 8 9 10 {11,12} {13,14,15,16,17}'), ('')
    $$,
    'what one of three has stands in its row, each thing in its column');
select results_eq(
    $$
        select position, changed_position, claim_position, reversal_position, lines
        from bonus.receipt_left where lane = 2 order by position
    $$,
    $$
        values (4::bigint, 1::bigint, null::bigint, 1::bigint, '{1}'::bigint[]), (5, 2, 2, null, '{}'),
            (6, 3, null, null, '{2,3,-4}')
    $$,
    'what is left stands with its own lines');

-- Accounts.
select row_eq(
    $$ select balance, debt, lots, held from bonus.account where lane = 1 and member = 1 $$,
    row(10345::bigint, 0::bigint, '{2147483647,0,0,0,10345}'::bigint[], null::bigint[]),
    'an account that holds nothing has no pieces');
select till.move(6, '2900000000008', 60, moves => '{2147483647,0,0,0,-45}',
    held => '{22,4102444800000000,2147483647,0,0,0,45}', hold_until => '2100-01-01Z');
select row_eq(
    $$ select balance, lots, held from bonus.account where lane = 1 and member = 1 $$,
    row(10345::bigint, '{2147483647,0,0,0,10300}'::bigint[],
        '{22,4102444800000000,2147483647,0,0,0,45}'::bigint[]),
    'held points stand apart from the lots');
select row_eq(
    $$ select balance, debt, held from till.recall(1, 999, member => 1) $$,
    row(10345::bigint, 0::bigint, '{22,4102444800000000,2147483647,0,0,0,45}'::bigint[]),
    'and are loaded again');

-- What is left of a receipt.
select row_eq(
    $$
        select changed_position, loaded_position, claim_position, reversal_position, lines
        from bonus.receipt_left where lane = 1 and position = 4
    $$,
    row(9::bigint, 8::bigint, null::bigint, null::bigint, '{95000}'::bigint[]),
    'two slices of one receipt, one after the other');
create function till.slice(loaded bigint, original bigint, stan bigint)
    returns void language sql as $$
    select till.post(1, row(5, stan, null, null, 643, -1, 0, 0, 0, 0, null, f.head, null, null, null,
        null, -1, 0, 0, '{}', null, null, null, null, null, original, loaded, null, null, '{7}',
        null)::till.posting)
    from till.load(1, null) as f
$$;
select throws_ok('select till.slice(8, 4, 61)', '40001', 'a receipt of lane 1 is not as loaded',
    'a receipt that changed meanwhile: decide again');
select throws_ok('select till.slice(0, 4, 61)', '40001', 'a receipt of lane 1 is not as loaded',
    'one that was thought to be whole: decide again');
select lives_ok('select till.slice(9, 4, 61)', 'as loaded: written');

-- Keys.
select row_eq(
    $$ select position, request_kind, result from bonus.posting_key where lane = 1 and stan = 99 $$,
    row(15::bigint, 0::smallint, 70::smallint), 'what was reversed before it came has a tombstone');
select throws_ok(
    $$ select till.purchase(1, null, 700, 99, 'R-99') $$, '23505', null,
    'and is never posted');
select is_empty($$ select * from bonus.posting_key where stan = 0 $$,
    'the ledger''s own rows have no key');
select is((select array_agg(position order by position) from bonus.journal where stan = 0), '{13,21}',
    'though there may be many');

select results_eq(
    $$ select position, kind, terminal from bonus.statement_line where lane = 1 and position in (13, 14) $$,
    $$ values (13::bigint, 'expired', null::text), (14, 'reversal', 'till-1') $$,
    'a statement shows them, too');

select * from finish();
rollback;
