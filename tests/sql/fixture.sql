-- SPDX-License-Identifier: Apache-2.0
-- What the pgTAP files share: a small chain, and a till that posts one request a turn through
-- lane_begin_v1 and lane_post_v1 as a daemon does. Digests are not the matter here; seals are zeros.

create schema till;
create schema broken;

-- By how much a statement raises the registry's revision.
create function till.raised_by(statement text)
    returns bigint
    language plpgsql
as $$
declare
    before bigint = (select revision from bonus.revision);
begin
    execute statement;
    return (select revision from bonus.revision) - before;
end
$$;

-- Filled by run.sh from the daemon's statements.
create table till.daemon_function (
    name text not null primary key
);

select bonus.programme_set_v1('{643,398}', '{1100,1100}');
select bonus.store_add_v1(1, 'Store one', 643::smallint, 'Europe/Moscow');
select bonus.terminal_add_v1('till-1', 'terminal', 1, sha256('till-1'));
select bonus.terminal_add_v1('anna', 'operator', null, sha256('anna'));
select bonus.card_import_v1('{1,1,1,2}', '{2900000000008,2900000000015,2900000000022,2900000000039}');

-- One posting, as a daemon would have decided it. What is null stays as it should be.
create type till.posting as (
    kind smallint,
    stan bigint,
    card text,
    member bigint,
    currency smallint,
    money bigint,
    earned bigint,
    balance_after bigint,
    lifetime_after bigint,
    previous_position bigint,
    number text,
    head bigint,             -- as loaded; a test may claim another
    loaded_place tid,        -- of the account, likewise; null: it is new
    loaded_position bigint,
    loaded_state smallint,   -- of the card, likewise
    state smallint,          -- of the card afterwards, null: unchanged
    -- the whole life of points
    base bigint,             -- null: all of the money
    redeemed bigint,
    debt bigint,
    lots bigint[],           -- null: one lot that never expires has all
    held bigint[],
    hold_until timestamptz,
    reason smallint,
    rules integer[],
    moves bigint[],
    original bigint,
    left_loaded bigint,      -- of the original, null: it does not change
    left_claim bigint,
    left_reversal bigint,
    left_lines bigint[],
    tombstone bigint         -- STAN that is refused for ever
);

-- What lane_begin_v1 says of one request.
create function till.load(lane integer, card text)
    returns table (
        turn_at timestamptz, revision bigint, head bigint, ordinal integer, card_state smallint,
        member bigint, account_place tid, account_position bigint, balance bigint, lifetime bigint,
        lots bigint[]
    )
    language sql
as $$
    select turn_at, revision, head, ordinal, card_state, member, account_place, account_position,
        balance, lifetime, lots
    from bonus.lane_begin_v1(lane::smallint, array[card], array[643::smallint])
$$;

-- What lane_recall_v1 says of one request of terminal 1.
create function till.recall(
    lane integer, stan bigint, number text = null, original bigint = null,
    original_number text = null, original_stan bigint = null, member bigint = null
)
    returns table (
        ordinal integer, key_position bigint, key_request_kind smallint, key_result smallint,
        key_fingerprint bytea, posted_earned bigint, posted_balance_after bigint,
        posted_kind smallint, posted_original_position bigint, posted_spendable_after bigint,
        posted_held_after bigint, posted_rules integer[], receipt_position bigint,
        original_position bigint, original_result smallint, original_kind smallint,
        original_card text, original_earned bigint, original_original_position bigint,
        original_moves bigint[], original_body bytea, left_of bigint, left_position bigint,
        left_claim_position bigint, left_reversal_position bigint, left_lines bigint[],
        member bigint, account_place tid, account_position bigint, balance bigint, debt bigint,
        lots bigint[], held bigint[]
    )
    language sql
as $$
    select r.ordinal, r.key_position, r.key_request_kind, r.key_result, r.key_fingerprint,
        r.posted_earned, r.posted_balance_after, r.posted_kind, r.posted_original_position,
        r.posted_spendable_after, r.posted_held_after, r.posted_rules, r.receipt_position,
        r.original_position, r.original_result, r.original_kind, r.original_card,
        r.original_earned, r.original_original_position, r.original_moves, r.original_body,
        r.left_of, r.left_position, r.left_claim_position, r.left_reversal_position,
        r.left_lines, r.member, r.account_place, r.account_position, r.balance, r.debt, r.lots, r.held
    from bonus.lane_recall_v1(
        lane => recall.lane::smallint,
        terminals => '{1}',
        epochs => '{77}',
        stans => array[recall.stan],
        stores => '{1}',
        fiscal_devices => '{FD-1}',
        dates => '{20261121}',
        numbers => array[recall.number],
        original_positions => array[recall.original],
        original_epochs => '{77}',
        original_stans => array[recall.original_stan],
        original_stores => '{1}',
        original_fiscal_devices => '{FD-1}',
        original_dates => '{20261121}',
        original_numbers => array[recall.original_number],
        members => array[recall.member],
        currencies => '{643}') as r
$$;

-- Numbers of a flat list, every `stride`th of them added up.
create function till.sum_of(numbers bigint[], stride integer)
    returns bigint
    language sql
as $$
    select coalesce(sum(numbers[i]), 0)::bigint
    from generate_series(stride, cardinality(numbers), stride) as i
$$;

create function till.post(lane integer, posted till.posting)
    returns void
    language sql
as $$
    select bonus.lane_post_v1(
        lane => lane::smallint,
        turn_at => greatest(clock_timestamp(),
            (select max(s.posted_at) from bonus.seal as s where s.lane = post.lane)),
        head => posted.head,
        seal => decode(repeat('00', 32), 'hex'),
        programme_version => 1,
        kinds => array[posted.kind],
        request_kinds => ('{5,7,8,8,12,9,10,11,0,0,13,5,5,14}'::smallint[])[posted.kind:posted.kind],
        terminals => array[case when posted.kind in (2, 3, 4) then 2 when own.own then 0 else 1 end],
        epochs => array[case when own.own then 0 else 77 end::bigint],
        stans => array[case when own.own then 0 else posted.stan end],
        fingerprints => array[sha256(posted.stan::text::bytea)],
        stores => array[case when posted.kind in (1, 5) then 1 end],
        cards => array[posted.card],
        members => array[posted.member],
        currencies => array[posted.currency],
        moneys => array[posted.money],
        bases => array[coalesce(posted.base, posted.money)],
        earneds => array[posted.earned],
        redeemeds => array[coalesce(posted.redeemed, 0)],
        balances_after => array[posted.balance_after],
        lifetimes_after => array[posted.lifetime_after],
        previous_positions => array[posted.previous_position],
        rates_bp => array[case posted.kind when 1 then 1100 else 0 end],
        receipts_at => array[clock_timestamp()],
        utc_offsets_min => array[180::smallint],
        sents_at => array[clock_timestamp()],
        arriveds_at => array[clock_timestamp()],
        encodings => array[case when posted.kind < 5 then 1 else 2 end::smallint],
        salts => array[decode(md5('salt'), 'hex')],
        bodies => array[posted.stan::text::bytea],
        original_positions => array[posted.original],
        spendables_after => case when own.spendable <> posted.balance_after
            then array[own.spendable] else '{}' end,
        pendings_after => '{}',
        helds_after => array[nullif(till.sum_of(posted.held, 7), 0)],
        debts_after => array[nullif(posted.debt, 0)],
        holds_until => array[posted.hold_until],
        expirings_after => '{}',
        expirings_on => '{}',
        written_offs => '{}',
        cash_deducteds => '{}',
        flags => '{}',
        reasons => array[posted.reason],
        rules => coalesce(posted.rules, '{}'),
        rule_ends => array[cardinality(posted.rules)],
        moves => coalesce(posted.moves, '{}'),
        move_ends => array[cardinality(posted.moves)],
        receipt_stores => array[1],
        fiscal_devices => array[case when posted.number is not null then 'FD-1' end],
        dates => array[20261121],
        numbers => array[posted.number],
        refused_request_kinds => case when posted.tombstone is not null then '{0}' else '{}' end::smallint[],
        refused_terminals => '{1}',
        refused_epochs => '{77}',
        refused_stans => case when posted.tombstone is not null
            then array[posted.tombstone] else '{}' end,
        refused_results => '{70}',
        refused_positions => array[posted.head + 1],
        refused_fingerprints => array[decode(repeat('00', 32), 'hex')],
        account_members => case when posted.currency is not null and posted.member is not null
            then array[posted.member] else '{}' end,
        account_currencies => array[posted.currency],
        account_places => array[posted.loaded_place],
        account_loaded_positions => array[posted.loaded_position],
        account_positions => array[posted.head + 1],
        account_balances => array[posted.balance_after],
        account_lifetimes => array[posted.lifetime_after],
        account_debts => array[coalesce(posted.debt, 0)],
        account_lots => own.lots,
        account_lot_ends => array[cardinality(own.lots)],
        account_helds => coalesce(posted.held, '{}'),
        account_held_ends => array[cardinality(posted.held)],
        changed_cards => case when posted.state is not null then array[posted.card] else '{}' end,
        changed_states => array[posted.state],
        changed_loaded_states => array[posted.loaded_state],
        changed_members => array[posted.member],
        left_positions => case when posted.left_loaded is not null
            then array[posted.original] else '{}' end,
        left_loaded_positions => array[posted.left_loaded],
        left_changed_positions => array[posted.head + 1],
        left_claim_positions => array[posted.left_claim],
        left_reversal_positions => array[posted.left_reversal],
        left_lines => posted.left_lines,
        left_line_ends => array[cardinality(posted.left_lines)]
    )
    from (
        select
            l.lots,
            posted.kind in (9, 10) as own,
            case when posted.member is null then posted.balance_after
                when posted.debt > 0 then 0
                else till.sum_of(l.lots, 5) end as spendable
        from (
            select coalesce(posted.lots, case when posted.balance_after > 0
                then array[2147483647, 0, 0, 0, posted.balance_after - till.sum_of(posted.held, 7)]
                else '{}' end) as lots
        ) as l
    ) as own
$$;

-- A purchase on a card (or without one), decided from what lane_begin_v1 loads.
create function till.decide_purchase(
    lane integer, card text, money bigint, stan bigint, number text
)
    returns till.posting
    language sql
as $$
    select row(
        1, stan, card, f.member, 643, money,
        case when f.member is null then 0 else money * 1100 / 10000 end,
        case when f.member is null then 0 else coalesce(f.balance, 0) + money * 1100 / 10000 end,
        case when f.member is null then 0 else coalesce(f.lifetime, 0) + money end,
        coalesce(f.account_position, 0), number, f.head, f.account_place,
        coalesce(f.account_position, 0), f.card_state, null, null, null, null, null, null, null, null,
        null, null, null, null, null, null, null, null
    )::till.posting
    from till.load(lane, card) as f
$$;

create function till.purchase(lane integer, card text, money bigint, stan bigint, number text)
    returns void
    language sql
as $$
    select till.post(lane, till.decide_purchase(lane, card, money, stan, number))
$$;

-- An operator's change of a card: kind 2 activates, 3 blocks, 4 lifts.
create function till.change_card(lane integer, card text, kind integer, stan bigint)
    returns void
    language sql
as $$
    select till.post(lane, row(
        kind, stan, card, case when kind = 2 then f.head + 1 else f.member end, null, 0, 0, 0, 0, 0,
        null, f.head, null, null, f.card_state,
        case kind when 2 then 2 when 3 then 3 else case when f.member is null then 1 else 2 end end,
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null
    )::till.posting)
    from till.load(lane, card) as f
$$;

-- Two active cards, one blocked from stock, purchases with and without a card.
create function till.open_shop()
    returns void
    language sql
as $$
    select till.change_card(1, '2900000000008', 2, 1);
    select till.change_card(1, '2900000000015', 2, 2);
    select till.change_card(1, '2900000000022', 3, 3);
    select till.purchase(1, '2900000000008', 125000, 10, 'R-10');
    select till.purchase(1, '2900000000015', 9999, 11, 'R-11');
    select till.purchase(1, null, 5000, 12, 'R-12');
    select till.purchase(1, '2900000000008', 50, 13, 'R-13');
$$;

-- Anything else on an account, decided from what is loaded: what is given changes, the rest follows.
-- `card` '-': without one, and without an account.
create function till.move(
    kind integer, card text, stan bigint, money bigint = 0, base bigint = null, earned bigint = 0,
    redeemed bigint = 0, number text = null, original bigint = null, left_lines bigint[] = null,
    debt bigint = 0, held bigint[] = null, moves bigint[] = null, reason integer = null,
    rules integer[] = null, tombstone bigint = null, hold_until timestamptz = null
)
    returns void
    language sql
as $$
    select till.post(1, row(
        move.kind, move.stan,
        case when move.card <> '-' and move.kind not in (9, 10, 11) then move.card end, f.member,
        case when f.member is not null then 643 end, move.money, move.earned,
        a.balance_after, a.lifetime_after, coalesce(f.account_position, 0), move.number, f.head,
        f.account_place, coalesce(f.account_position, 0), f.card_state, null,
        move.base, move.redeemed, move.debt,
        case when a.lots > 0 then array[2147483647, 0, 0, 0, a.lots] else '{}' end,
        move.held, move.hold_until, move.reason, move.rules, move.moves, move.original,
        case when move.left_lines is not null then coalesce(l.changed_position, 0) end,
        case when move.kind = 12 then f.head + 1 else l.claim_position end,
        case when move.kind = 11 then f.head + 1 else l.reversal_position end,
        move.left_lines, move.tombstone
    )::till.posting)
    from till.load(1, nullif(move.card, '-')) as f
    left join bonus.receipt_left as l
        on l.lane = 1
        and l.position = move.original
    cross join lateral (
        select
            coalesce(f.balance, 0) + move.earned - move.redeemed as balance_after,
            case when f.member is null then 0 else coalesce(f.lifetime, 0) + move.money end
                as lifetime_after,
            coalesce(f.balance, 0) + move.earned - move.redeemed + move.debt
                - till.sum_of(move.held, 7) as lots
    ) as a
$$;

-- The whole life of points, after that shop: positions 8 to 21.
create function till.live_on()
    returns void
    language sql
as $$
    -- Two slices of the receipt at 4 come back.
    select till.move(5, '2900000000008', 20, -25000, earned => -2750, number => 'R-20', original => 4,
        left_lines => '{100000}', moves => '{2147483647,0,0,0,-2750}');
    select till.move(5, '2900000000008', 21, -5000, earned => -550, number => 'R-21', original => 4,
        left_lines => '{95000}', moves => '{2147483647,0,0,0,-550}');
    -- A hold and its commit at 11, another that stays open at 12, and one that is given up.
    select till.move(6, '2900000000008', 22, moves => '{2147483647,0,0,0,-1000}',
        held => '{10,4102444800000000,2147483647,0,0,0,1000}', hold_until => '2100-01-01Z');
    select till.move(7, '2900000000008', 23, redeemed => 600, original => 10,
        moves => '{2147483647,0,0,0,1000,2147483647,0,0,0,-600}');
    select till.move(6, '2900000000008', 24, moves => '{2147483647,0,0,0,-500}',
        held => '{12,4102444800000000,2147483647,0,0,0,500}', hold_until => '2100-01-01Z');
    -- The ledger itself writes points off.
    select till.move(10, '2900000000008', 0, earned => -55, moves => '{2147483647,0,0,0,-55}',
        held => '{12,4102444800000000,2147483647,0,0,0,500}');
    -- The receipt at 7 is reversed, and one that never came.
    select till.move(11, '2900000000008', 25, -50, earned => -5, original => 7, left_lines => '{0}',
        moves => '{2147483647,0,0,0,-5}', held => '{12,4102444800000000,2147483647,0,0,0,500}');
    select till.move(11, '-', 26, tombstone => 99);
    -- The receipt without a card at 6 is claimed.
    select till.move(12, '2900000000008', 27, 5000, earned => 550, original => 6,
        left_lines => '{5000}', moves => '{2147483647,0,0,0,550}',
        held => '{12,4102444800000000,2147483647,0,0,0,500}');
    -- Points pay, and what they were earned with comes back: they are owed. An award repays them.
    select till.move(1, '2900000000015', 28, 1000, base => 0, redeemed => 1000, number => 'R-22',
        moves => '{2147483647,0,0,0,-1000}');
    select till.move(5, '2900000000015', 29, -9999, earned => -1099, number => 'R-23', original => 5,
        left_lines => '{0}', debt => 1000, moves => '{2147483647,0,0,0,-99}');
    select till.move(1, '2900000000015', 30, 20000, earned => 3300, number => 'R-24', rules => '{3,7}',
        moves => '{2147483647,0,0,0,2300}');
    -- An advice that could not be applied, and a hold that timed out without being noticed in between.
    select till.move(14, '-', 31, reason => 43);
    select till.move(9, '2900000000008', 0, original => 12, moves => '{2147483647,0,0,0,500}');
$$;

create function till.open_whole_shop()
    returns void
    language sql
as $$
    select till.open_shop();
    select till.live_on();
$$;
