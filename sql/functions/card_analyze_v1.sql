-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl card import` as bonus_admin after the last batch: a million new cards must not
-- be planned for as if there were none. Locks bonus.card against other ANALYZE only. Returns nothing.
create or replace function bonus.card_analyze_v1()
    returns void
    language sql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    analyze bonus.card
$$;
