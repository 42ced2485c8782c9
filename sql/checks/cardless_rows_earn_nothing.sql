-- SPDX-License-Identifier: Apache-2.0
-- Rule: a purchase without a card moves no points and belongs to no account.
-- A row here means that points were given to nobody.
select
    lane,
    position,
    pg_catalog.format('without a member, but earned %s, redeemed %s, balance %s, lifetime %s', earned,
        redeemed, balance_after, lifetime_after) as what
from bonus.journal
where kind = 1
    and (member is null or card is null)
    and (member is not null or card is not null or earned <> 0 or redeemed <> 0
        or balance_after <> 0 or lifetime_after <> 0 or previous_position <> 0);
