-- SPDX-License-Identifier: Apache-2.0
-- Rule: what is left of a row was changed last by the last row that takes it back (kind 5 refund, 11
-- reversal) or claims it (12, 13), and before that by the one before, 0 if there is none; each row that
-- was taken back or claimed says so. It is claimed by a claim and reversed by a reversal of its own. A
-- reversal of a refund changes what is left of the row that the refund took from.
-- A row here means that goods could be refunded twice, or a receipt claimed by two cards.
select
    coalesce(l.lane, j.lane) as lane,
    coalesce(l.position, j.original_position) as position,
    pg_catalog.format(
        'changed at %s, before that at %s, claimed at %s, reversed at %s; the journal has %s and %s, '
        'the last claim at %s and the last reversal at %s', l.changed_position, l.loaded_position,
        l.claim_position, l.reversal_position, j.last, j.before, j.claim, j.reversal) as what
from bonus.receipt_left as l
full join (
    select
        c.lane,
        c.position as original_position,
        max(c.changed_position) as last,
        coalesce((pg_catalog.array_agg(c.changed_position order by c.changed_position desc))[2], 0)
            as before,
        max(c.changed_position) filter (where c.kind in (12, 13)) as claim,
        max(c.changed_position) filter (where c.kind = 11 and not c.is_of_refund) as reversal
    from (
        select
            r.lane,
            r.position as changed_position,
            r.kind,
            o.position is not null as is_of_refund,
            coalesce(o.original_position, r.original_position) as position
        from bonus.journal as r
        left join bonus.journal as o
            on r.kind = 11
            and o.lane = r.lane
            and o.position = r.original_position
            and o.kind = 5
            and o.original_position is not null
        where r.kind in (5, 11, 12, 13)
            and r.original_position is not null
    ) as c
    group by c.lane, c.position
) as j
    on j.lane = l.lane
    and j.original_position = l.position
where (l.changed_position, l.loaded_position, l.claim_position, l.reversal_position)
    is distinct from (j.last, j.before, j.claim, j.reversal);
