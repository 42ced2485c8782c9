-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon as the last statement before COMMIT of a turn that holds the lane's lock:
-- writes everything the turn decided, each table in one statement. Arrays of one group run in
-- parallel; `first` is the position of the first posting. Raises class 40 when head or an account
-- is not as loaded (the turn must be decided again), BN001 with `ordinal=N` in DETAIL for a row
-- that must never be. Returns nothing.
create or replace function bonus.lane_post_v1(
    lane smallint,
    turn_at timestamptz,
    head bigint,
    seal bytea,
    programme_version integer,
    -- postings: rows of the journal and their keys
    kinds smallint[],
    request_kinds smallint[],
    terminals integer[],
    epochs bigint[],
    stans bigint[],
    fingerprints bytea[],
    stores integer[],
    cards text[],
    members bigint[],
    currencies smallint[],
    moneys bigint[],
    bases bigint[],
    earneds bigint[],
    redeemeds bigint[],
    balances_after bigint[],
    lifetimes_after bigint[],
    previous_positions bigint[],
    rates_bp integer[],
    receipts_at timestamptz[],
    utc_offsets_min smallint[],
    sents_at timestamptz[],
    arriveds_at timestamptz[],
    encodings smallint[],
    salts bytea[],
    bodies bytea[],
    -- what few postings have: each array is as long as the others, or empty
    original_positions bigint[],
    spendables_after bigint[],
    pendings_after bigint[],
    helds_after bigint[],
    debts_after bigint[],
    holds_until timestamptz[],
    expirings_after bigint[],
    expirings_on integer[],
    written_offs bigint[],
    cash_deducteds bigint[],
    flags integer[],
    reasons smallint[],
    rules integer[],
    rule_ends integer[],
    moves bigint[],
    move_ends integer[],
    -- receipts of the postings, null where there is none
    receipt_stores integer[],
    fiscal_devices text[],
    dates integer[],
    numbers text[],
    -- refusals to remember
    refused_request_kinds smallint[],
    refused_terminals integer[],
    refused_epochs bigint[],
    refused_stans bigint[],
    refused_results smallint[],
    refused_positions bigint[],
    refused_fingerprints bytea[],
    -- accounts after the turn; place null and loaded position 0: the account is new
    account_members bigint[],
    account_currencies smallint[],
    account_places tid[],
    account_loaded_positions bigint[],
    account_positions bigint[],
    account_balances bigint[],
    account_lifetimes bigint[],
    account_debts bigint[],
    account_lots bigint[],
    account_lot_ends integer[],
    account_helds bigint[],
    account_held_ends integer[],
    -- cards after the turn
    changed_cards text[],
    changed_states smallint[],
    changed_loaded_states smallint[],
    changed_members bigint[],
    -- what is left of receipts; loaded position 0: all of it was
    left_positions bigint[],
    left_loaded_positions bigint[],
    left_changed_positions bigint[],
    left_claim_positions bigint[],
    left_reversal_positions bigint[],
    left_lines bigint[],
    left_line_ends integer[]
)
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    posting_count constant integer := cardinality(kinds);
    account_count constant integer := cardinality(account_members);
    head_now bigint;
    written integer;
    added integer;
begin
    if posting_count > 0 then
        select s.last
        into head_now
        from bonus.seal as s
        where s.lane = lane_post_v1.lane
        order by s.last desc
        limit 1;
        if coalesce(head_now, 0) <> lane_post_v1.head then
            raise exception 'lane % is at %, not at % as loaded', lane_post_v1.lane, head_now,
                lane_post_v1.head using errcode = '40001';
        end if;

        insert into bonus.journal (
            lane, position, encoding, kind, terminal, epoch, stan, store, card, member, currency,
            money, base, earned, redeemed, balance_after, lifetime_after, previous_position,
            programme_version, rate_bp, posted_at, receipt_at, utc_offset_min, sent_at, arrived_at,
            salt, body, original_position, spendable_after, pending_after, held_after, debt_after,
            hold_until, expiring_after, expiring_on, written_off, cash_deducted, flags, reason,
            rules, moves
        )
        select
            lane_post_v1.lane,
            case when previous_positions[i] < lane_post_v1.head + i
                then lane_post_v1.head + i
                else bonus.posting_refuse_v1(i, 'the account''s previous row is not an earlier one')
                end,
            encodings[i], kinds[i], terminals[i], epochs[i], stans[i], stores[i], cards[i], members[i],
            currencies[i],
            -- 5 refund and 11 reversal take back, 10 expired takes points away.
            case when moneys[i] >= 0 or kinds[i] in (5, 11) then moneys[i]
                else bonus.posting_refuse_v1(i, 'money is negative') end,
            bases[i],
            case when members[i] is null and (earneds[i] <> 0 or redeemeds[i] <> 0)
                then bonus.posting_refuse_v1(i, 'points without a member')
                when earneds[i] >= 0 or kinds[i] in (5, 10, 11) then earneds[i]
                else bonus.posting_refuse_v1(i, 'earned points are negative') end,
            case when redeemeds[i] >= 0 or kinds[i] in (5, 11) then redeemeds[i]
                else bonus.posting_refuse_v1(i, 'redeemed points are negative') end,
            balances_after[i], lifetimes_after[i], previous_positions[i],
            lane_post_v1.programme_version, rates_bp[i], turn_at, receipts_at[i],
            utc_offsets_min[i], sents_at[i], arriveds_at[i], salts[i], bodies[i],
            original_positions[i], spendables_after[i], pendings_after[i], helds_after[i],
            debts_after[i], holds_until[i], expirings_after[i], expirings_on[i], written_offs[i],
            cash_deducteds[i], flags[i], reasons[i],
            case when rule_ends[i] > coalesce(rule_ends[i - 1], 0)
                then rules[coalesce(rule_ends[i - 1], 0) + 1:rule_ends[i]] end,
            case when move_ends[i] > coalesce(move_ends[i - 1], 0)
                then moves[coalesce(move_ends[i - 1], 0) + 1:move_ends[i]] end
        from generate_series(1, posting_count) as i;

        -- The ledger's own rows, such as an expiry, have STAN 0 and no key.
        insert into bonus.posting_key (
            lane, terminal, epoch, stan, position, request_kind, result, fingerprint
        )
        select
            lane_post_v1.lane, terminals[i], epochs[i], stans[i], lane_post_v1.head + i,
            request_kinds[i], 1, fingerprints[i]
        from generate_series(1, posting_count) as i
        where stans[i] <> 0;

        insert into bonus.receipt (lane, store, fiscal_device, date, number, position)
        select
            lane_post_v1.lane, receipt_stores[i], fiscal_devices[i], dates[i], numbers[i],
            lane_post_v1.head + i
        from generate_series(1, posting_count) as i
        where fiscal_devices[i] is not null;

        insert into bonus.seal (lane, first, last, posted_at, seal)
        values (lane_post_v1.lane, lane_post_v1.head + 1, lane_post_v1.head + posting_count,
            turn_at, lane_post_v1.seal);
    end if;

    if posting_count = 0 and cardinality(refused_stans) = 0
        and current_setting('synchronous_standby_names') <> ''
    then
        -- The turn only repeats answers. They may have been committed without reaching a standby;
        -- a record of our own makes this COMMIT wait for everything before it.
        perform pg_logical_emit_message(true, 'bonus', '');
    end if;

    if cardinality(refused_stans) > 0 then
        insert into bonus.posting_key (
            lane, terminal, epoch, stan, position, request_kind, result, fingerprint
        )
        select
            lane_post_v1.lane, refused_terminals[i], refused_epochs[i], refused_stans[i],
            refused_positions[i], refused_request_kinds[i], refused_results[i],
            refused_fingerprints[i]
        from generate_series(1, cardinality(refused_stans)) as i;
    end if;

    if account_count > 0 then
        -- The rows are found where lane_begin_v1 saw them. Only a turn of this lane moves them, and
        -- ours holds the lane; the other conditions are there so that nothing else is ever written.
        -- No index serves `is not distinct from`: a plan made while the table was small can only
        -- go by place, and never read the lane from end to end.
        update bonus.account as a
        set loaded_position = account_loaded_positions[i],
            position = account_positions[i],
            balance = account_balances[i],
            lifetime = account_lifetimes[i],
            debt = account_debts[i],
            lots = account_lots[coalesce(account_lot_ends[i - 1], 0) + 1:account_lot_ends[i]],
            held = case when account_held_ends[i] > coalesce(account_held_ends[i - 1], 0)
                then account_helds[
                    coalesce(account_held_ends[i - 1], 0) + 1:account_held_ends[i]] end
        from generate_series(1, account_count) as i
        where a.ctid = account_places[i]
            and a.lane is not distinct from lane_post_v1.lane
            and a.member is not distinct from account_members[i]
            and a.currency is not distinct from account_currencies[i]
            and a.position is not distinct from account_loaded_positions[i];
        get diagnostics written = row_count;

        insert into bonus.account (
            lane, member, currency, loaded_position, position, balance, lifetime, debt, lots, held
        )
        select
            lane_post_v1.lane, account_members[i], account_currencies[i], 0, account_positions[i],
            account_balances[i], account_lifetimes[i], account_debts[i],
            account_lots[coalesce(account_lot_ends[i - 1], 0) + 1:account_lot_ends[i]],
            case when account_held_ends[i] > coalesce(account_held_ends[i - 1], 0)
                then account_helds[
                    coalesce(account_held_ends[i - 1], 0) + 1:account_held_ends[i]] end
        from generate_series(1, account_count) as i
        where account_places[i] is null
        on conflict do nothing;
        get diagnostics added = row_count;
        if written + added <> account_count then
            raise exception '% of % accounts of lane % are not as loaded',
                account_count - written - added, account_count, lane_post_v1.lane
                using errcode = '40001';
        end if;
    end if;

    if cardinality(changed_cards) > 0 then
        for i in 1..cardinality(changed_cards) loop
            update bonus.card as c
            set state = changed_states[i],
                member = changed_members[i]
            where c.lane = lane_post_v1.lane
                and c.card = changed_cards[i]
                and c.state = changed_loaded_states[i];
            if not found then
                raise exception 'a card of lane % is not as loaded', lane_post_v1.lane
                    using errcode = '40001';
            end if;
        end loop;
    end if;

    if cardinality(left_positions) > 0 then
        insert into bonus.receipt_left (
            lane, position, loaded_position, changed_position, claim_position, reversal_position,
            lines
        )
        select
            lane_post_v1.lane, left_positions[i], left_loaded_positions[i],
            left_changed_positions[i], left_claim_positions[i], left_reversal_positions[i],
            left_lines[coalesce(left_line_ends[i - 1], 0) + 1:left_line_ends[i]]
        from generate_series(1, cardinality(left_positions)) as i
        on conflict (lane, position) do update
        set loaded_position = excluded.loaded_position,
            changed_position = excluded.changed_position,
            claim_position = excluded.claim_position,
            reversal_position = excluded.reversal_position,
            lines = excluded.lines
        where receipt_left.changed_position = excluded.loaded_position;
        get diagnostics written = row_count;
        if written <> cardinality(left_positions) then
            raise exception 'a receipt of lane % is not as loaded', lane_post_v1.lane
                using errcode = '40001';
        end if;
    end if;
end
$$;
