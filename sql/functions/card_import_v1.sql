-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl card import` as bonus_admin, once for each batch: puts cards into stock.
-- `lanes` and `cards` run in parallel; whoever calls has chosen the lanes and checked the numbers.
-- Locks nothing a turn waits for: a card that is there, in whatever state, stays as it is. Returns
-- the ordinals, counting from 1, of cards that were there already or earlier in the batch.
create or replace function bonus.card_import_v1(
    lanes smallint[],
    cards text[]
)
    returns setof integer
    language sql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    with given as (
        -- unnest, not cards[i]: an element of a flat array is found by walking all before it.
        select i::integer, lane, card,
            row_number() over (partition by lane, card order by i) as occurrence
        from unnest(lanes, cards) with ordinality as batch (lane, card, i)
    ),
    added as (
        insert into bonus.card (lane, card, state)
        select lane, card, 1
        from given
        where occurrence = 1
        on conflict on constraint card_pkey do nothing
        returning lane, card
    )
    select g.i
    from given as g
    left join added as a
        on a.lane = g.lane
        and a.card = g.card
    where a.card is null
        or g.occurrence > 1
    order by g.i
$$;
