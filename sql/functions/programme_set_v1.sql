-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl programme set` as bonus_admin: makes a new version of the programme in which
-- the given currencies have the given rates and all others are as in the version before. Locks the
-- registry's revision. Returns the new version.
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
declare
    made integer;
begin
    -- First the lock, then the look: two changes at once become two versions, one on the other.
    perform bonus.registry_revision_raise_v1();
    insert into bonus.programme (version)
    select coalesce(max(p.version), 0) + 1
    from bonus.programme as p
    returning version into made;
    insert into bonus.programme_rate (version, currency, rate_bp)
    select made, currencies[i], programme_set_v1.rates_bp[i]
    from generate_series(1, cardinality(currencies)) as i
    union all
    select made, r.currency, r.rate_bp
    from bonus.programme_rate as r
    where r.version = made - 1
        and r.currency <> all (currencies);
    return made;
end
$$;
