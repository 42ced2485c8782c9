-- SPDX-License-Identifier: Apache-2.0
-- Keys (terminal, epoch, STAN) that were decided in more than one lane: a till used one STAN for two
-- cards. A listing of exceptions for people to look at, not a fault of the ledger. A late claim that
-- crosses lanes has its key in both, and its receipt's half is not counted.
create or replace view bonus.stan_conflict as
select
    k.terminal,
    t.name as terminal_name,
    k.epoch,
    k.stan,
    pg_catalog.array_agg(k.lane order by k.lane) as lanes,
    pg_catalog.array_agg(k.position order by k.lane) as positions
from bonus.posting_key as k
left join bonus.terminal as t on t.terminal = k.terminal
where not exists (
    select
    from bonus.receipt_left as l
    join bonus.journal as j
        on j.lane = l.lane
        and j.position = l.claim_position
        and j.kind = 13 -- claim_given
    where l.lane = k.lane
        and l.claim_position = k.position
)
group by k.terminal, t.name, k.epoch, k.stan
having count(*) > 1;

comment on view bonus.stan_conflict is 'Running numbers of a till that were used for two cards.';
comment on column bonus.stan_conflict.lanes is 'The lanes that decided the key.';
comment on column bonus.stan_conflict.positions is
    'The position in each of these lanes; 0 where it was refused.';
