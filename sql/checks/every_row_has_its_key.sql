-- SPDX-License-Identifier: Apache-2.0
-- Rule: each journal row stands under its key (terminal, epoch, STAN) as approved, and each approved
-- key has its row. Result 1 is APPROVED.
-- A row here means that a repeat of a request could be posted again, or gets an answer that never was.
select
    coalesce(j.lane, k.lane) as lane,
    coalesce(j.position, k.position) as position,
    pg_catalog.format('terminal %s, epoch %s, STAN %s: journal row %s, key says %s',
        coalesce(j.terminal, k.terminal), coalesce(j.epoch, k.epoch), coalesce(j.stan, k.stan),
        coalesce(j.position::text, 'missing'), coalesce(k.position::text, 'nothing')) as what
from bonus.journal as j
full join (
    select lane, terminal, epoch, stan, position
    from bonus.posting_key
    where result = 1
) as k
    on k.lane = j.lane
    and k.terminal = j.terminal
    and k.epoch = j.epoch
    and k.stan = j.stan
where k.position is distinct from j.position;
