-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon after lane_begin_v1, in turns that need it: loads what the lane remembers of
-- requests. Locks nothing: the lane is locked. Returns one row per request asked for, `ordinal`
-- counting from 1; columns are null where there is nothing.
--   key_*       the earlier decision under the same key, and in posted_* what it posted
--   receipt_*   the first posting of the same receipt
--   original_*  the row that the request names: by its position, by the receipt it posted, or by the
--               key of the same terminal; result is that of the key, of a receipt or position 1. Of a
--               refused key there is no row
--   left_*      what is left of the original or, where it is a refund, of the row that it took from,
--               whose position is left_of
--   account_*   the account of the original's member, or of `members`, in the original's currency or
--               in `currencies`
-- Each look-up is a subquery of its own, kept so by `offset 0`, as in lane_facts_v1.
create or replace function bonus.lane_recall_v1(
    lane smallint,
    terminals integer[],
    epochs bigint[],
    stans bigint[],
    stores integer[],
    fiscal_devices text[],
    dates integer[],
    numbers text[],
    original_positions bigint[],
    original_epochs bigint[],
    original_stans bigint[],
    original_stores integer[],
    original_fiscal_devices text[],
    original_dates integer[],
    original_numbers text[],
    members bigint[],
    currencies smallint[],
    out ordinal integer,
    out key_position bigint,
    out key_request_kind smallint,
    out key_result smallint,
    out key_fingerprint bytea,
    out posted_money bigint,
    out posted_base bigint,
    out posted_earned bigint,
    out posted_redeemed bigint,
    out posted_balance_after bigint,
    out posted_lifetime_after bigint,
    out posted_at timestamptz,
    out posted_member bigint,
    out posted_programme_version integer,
    out posted_rate_bp integer,
    out posted_kind smallint,
    out posted_currency smallint,
    out posted_original_position bigint,
    out posted_spendable_after bigint,
    out posted_pending_after bigint,
    out posted_held_after bigint,
    out posted_debt_after bigint,
    out posted_hold_until timestamptz,
    out posted_expiring_after bigint,
    out posted_expiring_on integer,
    out posted_written_off bigint,
    out posted_cash_deducted bigint,
    out posted_flags integer,
    out posted_reason smallint,
    out posted_rules integer[],
    out receipt_position bigint,
    out original_position bigint,
    out original_result smallint,
    out original_kind smallint,
    out original_terminal integer,
    out original_store integer,
    out original_card text,
    out original_member bigint,
    out original_currency smallint,
    out original_money bigint,
    out original_base bigint,
    out original_earned bigint,
    out original_redeemed bigint,
    out original_rate_bp integer,
    out original_programme_version integer,
    out original_posted_at timestamptz,
    out original_receipt_at timestamptz,
    out original_utc_offset_min smallint,
    out original_original_position bigint,
    out original_hold_until timestamptz,
    out original_written_off bigint,
    out original_cash_deducted bigint,
    out original_flags integer,
    out original_rules integer[],
    out original_moves bigint[],
    out original_body bytea,
    out left_of bigint,
    out left_position bigint,
    out left_claim_position bigint,
    out left_reversal_position bigint,
    out left_lines bigint[],
    out member bigint,
    out account_place tid,
    out account_position bigint,
    out balance bigint,
    out lifetime bigint,
    out debt bigint,
    out lots bigint[],
    out held bigint[]
)
    returns setof record
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select
        i,
        k.position,
        k.request_kind,
        k.result,
        k.fingerprint,
        (p.posted).money,
        (p.posted).base,
        (p.posted).earned,
        (p.posted).redeemed,
        (p.posted).balance_after,
        (p.posted).lifetime_after,
        (p.posted).posted_at,
        (p.posted).member,
        (p.posted).programme_version,
        (p.posted).rate_bp,
        (p.posted).kind,
        (p.posted).currency,
        (p.posted).original_position,
        (p.posted).spendable_after,
        (p.posted).pending_after,
        (p.posted).held_after,
        (p.posted).debt_after,
        (p.posted).hold_until,
        (p.posted).expiring_after,
        (p.posted).expiring_on,
        (p.posted).written_off,
        (p.posted).cash_deducted,
        (p.posted).flags,
        (p.posted).reason,
        (p.posted).rules,
        r.position,
        n.position,
        n.result,
        (o.posted).kind,
        (o.posted).terminal,
        (o.posted).store,
        (o.posted).card,
        (o.posted).member,
        (o.posted).currency,
        (o.posted).money,
        (o.posted).base,
        (o.posted).earned,
        (o.posted).redeemed,
        (o.posted).rate_bp,
        (o.posted).programme_version,
        (o.posted).posted_at,
        (o.posted).receipt_at,
        (o.posted).utc_offset_min,
        (o.posted).original_position,
        (o.posted).hold_until,
        (o.posted).written_off,
        (o.posted).cash_deducted,
        (o.posted).flags,
        (o.posted).rules,
        (o.posted).moves,
        (o.posted).body,
        f.position,
        l.changed_position,
        l.claim_position,
        l.reversal_position,
        l.lines,
        m.member,
        a.ctid,
        a.position,
        a.balance,
        a.lifetime,
        a.debt,
        a.lots,
        a.held
    from generate_series(1, cardinality(stans)) as i
    left join lateral (
        select *
        from bonus.posting_key
        where posting_key.lane = lane_recall_v1.lane
            and posting_key.terminal = terminals[i]
            and posting_key.epoch = epochs[i]
            and posting_key.stan = stans[i]
        offset 0
    ) as k on true
    left join lateral (
        -- A value, not a table of one row: a scan of a function costs more to set up, needed or not.
        select
            case when k.position > 0 then bonus.journal_row_v1(lane_recall_v1.lane, k.position) end
                as posted
        offset 0
    ) as p on true
    left join lateral (
        select *
        from bonus.receipt
        where receipt.lane = lane_recall_v1.lane
            and receipt.fiscal_device = fiscal_devices[i]
            and receipt.date = dates[i]
            and receipt.number = numbers[i]
            and receipt.store = stores[i]
        offset 0
    ) as r on true
    left join lateral (
        select *
        from bonus.receipt
        where receipt.lane = lane_recall_v1.lane
            and receipt.fiscal_device = original_fiscal_devices[i]
            and receipt.date = original_dates[i]
            and receipt.number = original_numbers[i]
            and receipt.store = original_stores[i]
        offset 0
    ) as original_receipt on true
    left join lateral (
        select *
        from bonus.posting_key
        where posting_key.lane = lane_recall_v1.lane
            and posting_key.terminal = terminals[i]
            and posting_key.epoch = original_epochs[i]
            and posting_key.stan = original_stans[i]
        offset 0
    ) as original_key on true
    left join lateral (
        select
            coalesce(original_positions[i], original_receipt.position, original_key.position)
                as position,
            coalesce(original_key.result, 1::smallint) as result
        offset 0
    ) as n on true
    left join lateral (
        select
            case
                when n.position > 0 and n.result = 1
                then bonus.journal_row_v1(lane_recall_v1.lane, n.position)
            end as posted
        offset 0
    ) as o on true
    left join lateral (
        select
            case when (o.posted).kind = 5 then coalesce((o.posted).original_position, n.position)
                else n.position end as position -- 5: refund
        offset 0
    ) as f on true
    left join lateral (
        select *
        from bonus.receipt_left
        where receipt_left.lane = lane_recall_v1.lane
            and receipt_left.position = f.position
        offset 0
    ) as l on true
    left join lateral (
        select
            coalesce((o.posted).member, members[i]) as member,
            coalesce((o.posted).currency, currencies[i]) as currency
        offset 0
    ) as m on true
    left join lateral (
        select account.ctid, account.position, account.balance, account.lifetime, account.debt,
            account.lots, account.held
        from bonus.account
        where account.lane = lane_recall_v1.lane
            and account.member = m.member
            and account.currency = m.currency
        offset 0
    ) as a on true;
end
$$;
