-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon after lane_begin_v1, in a careful turn: loads what the lane remembers of
-- each request. Locks nothing: the lane is locked. Returns one row per request, `ordinal` counting
-- from 1; columns are null where there is nothing. `key_*` is the earlier decision under the same
-- key and `posted_*` what it posted, `receipt_position` the first posting of the same receipt.
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
    out receipt_position bigint
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
        r.position
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
        -- A value, not a table of one row: a scan of a function costs a tenth of a small turn to
        -- set up, needed or not.
        select
            case when k.position > 0 then bonus.journal_row_v1(lane_recall_v1.lane, k.position) end
                as posted
        offset 0
    ) as p on true
    left join lateral (
        select *
        from bonus.receipt
        where receipt.lane = lane_recall_v1.lane
            and receipt.store = stores[i]
            and receipt.fiscal_device = fiscal_devices[i]
            and receipt.date = dates[i]
            and receipt.number = numbers[i]
        offset 0
    ) as r on true;
end
$$;
