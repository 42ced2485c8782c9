-- SPDX-License-Identifier: Apache-2.0
-- Rule: a row without a member moves no points and belongs to no account. A purchase (kind 1) has a
-- member if it has a card; a hold (6), its commit (7) and void (8) and a late claim (12) have both.
-- A row here means that points were given to nobody.
select
    lane,
    position,
    pg_catalog.format(
        'kind %s of %s and %s: earned %s, redeemed %s, balance %s, lifetime %s, previous row %s', kind,
        case when member is null then 'no member' else 'member ' || member end,
        case when card is null then 'no card' else 'a card' end, earned, redeemed, balance_after,
        lifetime_after, previous_position) as what
from bonus.journal
where member is null
    and (earned <> 0 or redeemed <> 0 or balance_after <> 0 or lifetime_after <> 0
        or previous_position <> 0
        or coalesce(spendable_after, pending_after, held_after, debt_after, expiring_after,
            written_off, cash_deducted) is not null
        or moves is not null)
    or kind = 1 and (member is null) <> (card is null)
    or kind in (6, 7, 8, 12) and (member is null or card is null);
