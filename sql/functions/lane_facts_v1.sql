-- SPDX-License-Identifier: Apache-2.0
-- Called by lane_begin_v1 and lane_read_v1, which inline it: loads what is known of each request of
-- a batch. Locks nothing. Returns one row per request, `ordinal` counting from 1; columns are null
-- where there is nothing. `key_*` is the earlier decision under the same key and what it posted.
-- Each look-up is a subquery of its own, kept so by `offset 0`: the planner can only probe its primary
-- key, and never choose to read a whole lane because the table was small when it planned.
create or replace function bonus.lane_facts_v1(
    lane smallint,
    terminals integer[],
    epochs bigint[],
    stans bigint[],
    cards text[],
    currencies smallint[],
    stores integer[],
    fiscal_devices text[],
    dates integer[],
    numbers text[]
)
    returns table (
        ordinal integer,
        key_position bigint,
        key_request_kind smallint,
        key_result smallint,
        key_fingerprint bytea,
        posted_money bigint,
        posted_base bigint,
        posted_earned bigint,
        posted_redeemed bigint,
        posted_balance_after bigint,
        posted_lifetime_after bigint,
        posted_at timestamptz,
        posted_member bigint,
        posted_programme_version integer,
        posted_rate_bp integer,
        posted_kind smallint,
        posted_currency smallint,
        receipt_position bigint,
        card_state smallint,
        member bigint,
        account_position bigint,
        balance bigint,
        lifetime bigint,
        lots bigint[]
    )
    language sql
    stable
as $$
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
        r.position,
        c.state,
        c.member,
        a.position,
        a.balance,
        a.lifetime,
        a.lots
    from pg_catalog.generate_series(1, pg_catalog.cardinality(stans)) as i
    left join lateral (
        select *
        from bonus.posting_key
        where posting_key.lane = lane_facts_v1.lane
            and posting_key.terminal = terminals[i]
            and posting_key.epoch = epochs[i]
            and posting_key.stan = stans[i]
        offset 0
    ) as k on true
    left join lateral (
        -- A value, not a table of one row: a scan of a function costs a tenth of a small turn to set
        -- up, needed or not.
        select
            case when k.position > 0 then bonus.journal_row_v1(lane_facts_v1.lane, k.position) end
                as posted
        offset 0
    ) as p on true
    left join lateral (
        select *
        from bonus.receipt
        where receipt.lane = lane_facts_v1.lane
            and receipt.store = stores[i]
            and receipt.fiscal_device = fiscal_devices[i]
            and receipt.date = dates[i]
            and receipt.number = numbers[i]
        offset 0
    ) as r on true
    left join lateral (
        select *
        from bonus.card
        where card.lane = lane_facts_v1.lane
            and card.card = cards[i]
        offset 0
    ) as c on true
    left join lateral (
        select *
        from bonus.account
        where account.lane = lane_facts_v1.lane
            and account.member = c.member
            and account.currency = currencies[i]
        offset 0
    ) as a on true
$$;
