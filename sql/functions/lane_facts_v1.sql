-- SPDX-License-Identifier: Apache-2.0
-- Called by lane_begin_v1 and lane_read_v1, which inline it: loads the card and the account of each
-- request of a batch. Locks nothing. Returns one row per request, `ordinal` counting from 1;
-- columns are null where there is nothing. `account_place` is where the account's row is stored:
-- for whoever has locked the lane that holds until the transaction ends.
-- Each look-up is a subquery of its own, kept so by `offset 0`: the planner can only probe its
-- primary key, and never choose to read a whole lane because the table was small when it planned.
create or replace function bonus.lane_facts_v1(
    lane smallint,
    cards text[],
    currencies smallint[]
)
    returns table (
        ordinal integer,
        card_state smallint,
        member bigint,
        account_place tid,
        account_position bigint,
        balance bigint,
        lifetime bigint,
        debt bigint,
        lots bigint[],
        held bigint[]
    )
    language sql
    stable
as $$
    select
        i,
        c.state,
        c.member,
        a.ctid,
        a.position,
        a.balance,
        a.lifetime,
        a.debt,
        a.lots,
        a.held
    from pg_catalog.generate_series(1, pg_catalog.cardinality(cards)) as i
    left join lateral (
        select card.state, card.member
        from bonus.card
        where card.lane = lane_facts_v1.lane
            and card.card = cards[i]
        offset 0
    ) as c on true
    left join lateral (
        select account.ctid, account.position, account.balance, account.lifetime, account.debt,
            account.lots, account.held
        from bonus.account
        where account.lane = lane_facts_v1.lane
            and account.member = c.member
            and account.currency = currencies[i]
        offset 0
    ) as a on true
$$;
