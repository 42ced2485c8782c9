-- SPDX-License-Identifier: Apache-2.0
-- Rule: a key that is not approved (result 1) holds a refusal that is remembered, 40 to 59 or 70 to
-- 99, of a request that could have posted: kinds 5 Purchase, 7 CardActivate, 8 CardBlock and 9 Hold to
-- 14 Advice. ALREADY_POSTED (43) answers what has a receipt, 5 or 12 Refund, and names the row of kind
-- 1 or 5 that posted it. REVERSED (70) is the key of a request that never came, of kind 0, and names
-- the reversal (11). No other refusal names a position.
-- A row here means that a till is told of its request what the ledger never decided.
select
    k.lane,
    k.position,
    pg_catalog.format(
        'terminal %s, epoch %s, STAN %s: result %s of a request of kind %s, position %s holds %s',
        k.terminal, k.epoch, k.stan, k.result, k.request_kind, k.position,
        case when j.kind is null then 'nothing' else 'a row of kind ' || j.kind end) as what
from bonus.posting_key as k
left join bonus.journal as j
    on j.lane = k.lane
    and j.position = k.position
where k.result <> 1
    and case k.result
        when 43 then k.request_kind not in (5, 12) or j.kind is null or j.kind not in (1, 5)
        when 70 then k.request_kind <> 0 or j.kind is distinct from 11
        else k.result not between 40 and 59 and k.result not between 71 and 99
            or k.request_kind not in (5, 7, 8) and k.request_kind not between 9 and 14
            or k.position <> 0
    end;
