-- SPDX-License-Identifier: Apache-2.0
-- Rule: what a row says of the parts of its balance fits it: no part is negative, spendable, pending and
-- held points are no more than the balance and what is owed together, nothing can be spent while
-- anything is owed, and points that expire soon have a day. Spendable is all of the balance if null.
-- A row here means that a slip promised points that were not there.
select
    lane,
    position,
    pg_catalog.format('balance %s: spendable %s, pending %s, held %s, debt %s, expiring %s on day %s, '
        'written off %s, deducted %s', balance_after, spendable, pending, held, debt, expiring,
        expiring_on, written_off, cash_deducted) as what
from (
    select
        lane, position, balance_after::numeric, expiring_on, coalesce(written_off, 0) as written_off,
        coalesce(cash_deducted, 0) as cash_deducted,
        coalesce(spendable_after, balance_after) as spendable,
        coalesce(pending_after, 0) as pending,
        coalesce(held_after, 0) as held,
        coalesce(debt_after, 0) as debt,
        coalesce(expiring_after, 0) as expiring
    from bonus.journal
) as parts
where least(spendable, pending, held, debt, expiring, written_off, cash_deducted) < 0
    or balance_after + debt < spendable::numeric + pending + held
    or debt > 0 and spendable > 0
    or expiring > balance_after + debt
    or (expiring > 0) <> (expiring_on is not null);
