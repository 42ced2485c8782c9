-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl statement` as bonus_admin and by readers: every posting of a card's member, by
-- walking each account's chain of previous positions from its newest row, and the activation the
-- member began with. Locks nothing. Returns at most `rows_max` rows of each account, newest first,
-- the activation last; no row where the card has no member.
create or replace function bonus.statement_v1(
    of_lane smallint,
    of_card text,
    rows_max integer
)
    returns setof bonus.statement_line
    language sql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    with recursive chain as (
        select a.currency, a.position, 1 as depth
        from bonus.card as c
        join bonus.account as a
            on a.lane = of_lane
            and a.member = c.member
        where c.lane = of_lane
            and c.card = of_card
        union all
        select chain.currency, j.previous_position, chain.depth + 1
        from chain
        join bonus.journal as j
            on j.lane = of_lane
            and j.position = chain.position
        where j.previous_position > 0
            and chain.depth < rows_max
    ),
    picked as (
        select position, currency
        from chain
        union all
        select c.member, null
        from bonus.card as c
        where c.lane = of_lane
            and c.card = of_card
            and c.member is not null
    )
    select line.*
    from picked
    join bonus.statement_line as line
        on line.lane = of_lane
        and line.position = picked.position
    order by picked.currency nulls last, picked.position desc
$$;
