-- SPDX-License-Identifier: Apache-2.0
-- Rule: a card is in the state, and of the member, that its last activation (kind 2), block (3) or
-- unblocking (4) left it in; a card without any is in stock (1) and nobody's.
-- A row here means that a card was opened, blocked or given to someone without a posting.
select
    coalesce(c.lane, j.lane) as lane,
    j.position,
    pg_catalog.format('card ending in %s is in state %s of member %s, its last row %s says %s of %s',
        pg_catalog.right(coalesce(c.card, j.card), 4), c.state, c.member, j.position, j.state,
        j.member) as what
from bonus.card as c
full join (
    select distinct on (lane, card)
        lane, card, member, position,
        case kind
            when 2 then 2
            when 3 then 3
            else case when member is null then 1 else 2 end
        end as state
    from bonus.journal
    where kind in (2, 3, 4)
    order by lane, card, position desc
) as j
    on j.lane = c.lane
    and j.card = c.card
where (c.state, c.member) is distinct from (coalesce(j.state, 1), j.member);
