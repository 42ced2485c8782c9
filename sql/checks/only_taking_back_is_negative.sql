-- SPDX-License-Identifier: Apache-2.0
-- Rule: money, base, earned and redeemed are 0 or more, but for a refund (kind 5), in which all are 0 or
-- less, a reversal (11), which takes back whatever it was, and an expiry (10), in which only earned may
-- differ from 0, downwards. Cards, holds, voids, timeouts, the receipt's side of a claim and what is
-- parked (2, 3, 4, 6, 8, 9, 13, 14) move no points; a commit (7) earns none.
-- A row here means that something took or gave points that has no right to.
select
    lane,
    position,
    pg_catalog.format('kind %s: money %s, base %s, earned %s, redeemed %s', kind, money, base, earned,
        redeemed) as what
from bonus.journal
where case
    when kind = 5 then greatest(money, base, earned, redeemed) > 0
    when kind = 10 then earned > 0 or money <> 0 or base <> 0 or redeemed <> 0
    when kind = 11 then false
    else least(money, base, earned, redeemed) < 0
        or earned <> 0 and kind in (2, 3, 4, 6, 7, 8, 9, 13, 14)
        or redeemed <> 0 and kind in (2, 3, 4, 6, 8, 9, 13, 14)
end;
