-- SPDX-License-Identifier: Apache-2.0
-- Called by lane_begin_v1 and lane_read_v1, which inline it: loads what is known of each request of
-- a batch. Locks nothing. Returns one row per request, `ordinal` counting from 1; columns are null
-- where there is nothing. `key_*` is the earlier decision under the same key and what it posted.
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
        p.money,
        p.base,
        p.earned,
        p.redeemed,
        p.balance_after,
        p.lifetime_after,
        p.posted_at,
        p.member,
        p.programme_version,
        p.rate_bp,
        p.kind,
        p.currency,
        r.position,
        c.state,
        c.member,
        a.position,
        a.balance,
        a.lifetime,
        a.lots
    from pg_catalog.generate_series(1, pg_catalog.cardinality(stans)) as i
    left join bonus.posting_key as k
        on k.lane = lane_facts_v1.lane
        and k.terminal = terminals[i]
        and k.epoch = epochs[i]
        and k.stan = stans[i]
    left join lateral (
        select *
        from bonus.journal_row_v1(lane_facts_v1.lane, k.position)
        where k.position > 0
        offset 0 -- keeps the condition before the call: no call where there is no key
    ) as p on true
    left join bonus.receipt as r
        on r.lane = lane_facts_v1.lane
        and r.store = stores[i]
        and r.fiscal_device = fiscal_devices[i]
        and r.date = dates[i]
        and r.number = numbers[i]
    left join bonus.card as c
        on c.lane = lane_facts_v1.lane
        and c.card = cards[i]
    left join bonus.account as a
        on a.lane = lane_facts_v1.lane
        and a.member = c.member
        and a.currency = currencies[i]
$$;
