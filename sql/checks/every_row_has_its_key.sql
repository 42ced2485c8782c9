-- SPDX-License-Identifier: Apache-2.0
-- Rule: each journal row that answers a request stands under its key (terminal, epoch, STAN) as
-- approved, with the digest of its body and a kind of request that such a row comes from, and each
-- approved key has its row. Rows of kinds 9 hold_timed_out and 10 expired are the ledger's own: they
-- have terminal, epoch and STAN 0 and no key. Result 1 is APPROVED; kinds of request are those of the
-- protocol: 5 Purchase, 7 CardActivate, 8 CardBlock, which also lifts a block, 9 Hold, 10 Commit,
-- 11 Void, 12 Refund, 13 Reversal, 14 Advice of any of 5, 10, 11 and 12.
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
    select lane, terminal, epoch, stan, position, kind, pg_catalog.sha256(body) as fingerprint
    from bonus.journal
    where kind not in (9, 10)
        or (terminal, epoch, stan) <> (0, 0, 0)
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
left join (
    values
        (1, 5), (1, 14), (2, 7), (3, 8), (4, 8), (5, 12), (5, 14), (6, 9), (7, 10), (7, 14), (8, 11),
        (8, 14), (11, 13), (12, 5), (12, 14), (13, 5), (13, 14), (14, 14)
) as fitting (kind, request_kind)
    on fitting.kind = j.kind
    and fitting.request_kind = k.request_kind
where (k.position, k.fingerprint) is distinct from (j.position, j.fingerprint)
    or fitting.kind is null;
