-- SPDX-License-Identifier: Apache-2.0
-- What the pgTAP files share: a small chain, and a till that posts one request a turn through
-- lane_begin_v1 and lane_post_v1 as a daemon does. Digests are not the matter here; seals are zeros.

create schema till;
create schema broken;

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
    state smallint           -- of the card afterwards, null: unchanged
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

-- What lane_recall_v1 says of one request.
create function till.recall(lane integer, stan bigint, number text = null)
    returns table (
        ordinal integer, key_position bigint, key_request_kind smallint, key_result smallint,
        key_fingerprint bytea, posted_earned bigint, posted_balance_after bigint,
        posted_kind smallint, receipt_position bigint
    )
    language sql
as $$
    select ordinal, key_position, key_request_kind, key_result, key_fingerprint, posted_earned,
        posted_balance_after, posted_kind, receipt_position
    from bonus.lane_recall_v1(
        lane::smallint, array[1], array[77::bigint], array[stan], array[1], array['FD-1'],
        array[20261121], array[number])
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
        request_kinds => array[case posted.kind when 1 then 5 when 2 then 7 else 8 end::smallint],
        terminals => array[case posted.kind when 1 then 1 else 2 end],
        epochs => array[77::bigint],
        stans => array[posted.stan],
        fingerprints => array[sha256(posted.stan::text::bytea)],
        stores => array[case posted.kind when 1 then 1 end],
        cards => array[posted.card],
        members => array[posted.member],
        currencies => array[posted.currency],
        moneys => array[posted.money],
        bases => array[posted.money],
        earneds => array[posted.earned],
        redeemeds => array[0::bigint],
        balances_after => array[posted.balance_after],
        lifetimes_after => array[posted.lifetime_after],
        previous_positions => array[posted.previous_position],
        rates_bp => array[case posted.kind when 1 then 1100 else 0 end],
        receipts_at => array[clock_timestamp()],
        utc_offsets_min => array[180::smallint],
        sents_at => array[clock_timestamp()],
        arriveds_at => array[clock_timestamp()],
        encodings => array[1::smallint],
        salts => array[decode(md5('salt'), 'hex')],
        bodies => array[posted.stan::text::bytea],
        receipt_stores => array[1],
        fiscal_devices => array[case when posted.number is not null then 'FD-1' end],
        dates => array[20261121],
        numbers => array[posted.number],
        refused_request_kinds => '{}',
        refused_terminals => '{}',
        refused_epochs => '{}',
        refused_stans => '{}',
        refused_results => '{}',
        refused_positions => '{}',
        refused_fingerprints => '{}',
        account_members => case when posted.kind = 1 and posted.member is not null
            then array[posted.member] else '{}' end,
        account_currencies => array[posted.currency],
        account_places => array[posted.loaded_place],
        account_loaded_positions => array[posted.loaded_position],
        account_positions => array[posted.head + 1],
        account_balances => array[posted.balance_after],
        account_lifetimes => array[posted.lifetime_after],
        account_lots => case when posted.balance_after > 0
            then array[2147483647, 0, 0, 0, posted.balance_after] else '{}' end,
        account_lot_ends => array[case when posted.balance_after > 0 then 5 else 0 end],
        changed_cards => case when posted.state is not null then array[posted.card] else '{}' end,
        changed_states => array[posted.state],
        changed_loaded_states => array[posted.loaded_state],
        changed_members => array[posted.member]
    )
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
        coalesce(f.account_position, 0), f.card_state, null
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
        case kind when 2 then 2 when 3 then 3 else case when f.member is null then 1 else 2 end end
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
