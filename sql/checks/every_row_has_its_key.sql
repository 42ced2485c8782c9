-- SPDX-License-Identifier: Apache-2.0
-- Rule: each journal row stands under its key (terminal, epoch, STAN) as approved, with the digest of
-- its body and the kind of request that such a row comes from, and each approved key has its row.
-- Result 1 is APPROVED; kinds of request are those of the protocol: 5 Purchase, 7 CardActivate,
-- 8 CardBlock, which also lifts a block.
-- A row here means that a repeat of a request could be posted again, is taken for another request, or
-- gets an answer that never was.
select
    coalesce(j.lane, k.lane) as lane,
    coalesce(j.position, k.position) as position,
    pg_catalog.format(
        'terminal %s, epoch %s, STAN %s: journal row %s of kind %s, key says %s by a request of kind %s'
        '%s', coalesce(j.terminal, k.terminal), coalesce(j.epoch, k.epoch), coalesce(j.stan, k.stan),
        coalesce(j.position::text, 'missing'), coalesce(j.kind::text, 'unknown'),
        coalesce(k.position::text, 'nothing'), coalesce(k.request_kind::text, 'unknown'),
        case when k.fingerprint <> j.fingerprint then ' with another body' end) as what
from (
    select
        lane, terminal, epoch, stan, position, kind, pg_catalog.sha256(body) as fingerprint,
        case kind when 1 then 5 when 2 then 7 when 3 then 8 when 4 then 8 end as request_kind
    from bonus.journal
) as j
full join (
    select lane, terminal, epoch, stan, position, request_kind, fingerprint
    from bonus.posting_key
    where result = 1
) as k
    on k.lane = j.lane
    and k.terminal = j.terminal
    and k.epoch = j.epoch
    and k.stan = j.stan
where (k.position, k.request_kind::integer, k.fingerprint)
    is distinct from (j.position, j.request_kind, j.fingerprint);
