-- SPDX-License-Identifier: Apache-2.0
-- Called as bonus_admin by scripts that set up a chain: programme_change_v1 of rates alone. Returns the
-- new version.
create or replace function bonus.programme_set_v1(
    currencies smallint[],
    rates_bp integer[]
)
    returns integer
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    return bonus.programme_change_v1(
        currencies,
        array_fill('rate_bp'::text, array[cardinality(currencies)]),
        rates_bp::bigint[],
        null,
        '');
end
$$;
