-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl store add` as bonus_admin: registers a store. `currency` is the ISO 4217
-- number, `zone` an IANA time zone, `brand` a name or null. Raises BN201 if the store is there, BN202
-- for an unknown zone. Locks the registry's revision. Returns the new revision.
create or replace function bonus.store_add_v1(
    store integer,
    name text,
    currency smallint,
    zone text,
    brand text default null
)
    returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from pg_timezone_names as z where z.name = store_add_v1.zone) then
        raise exception 'there is no time zone "%"', zone
            using errcode = 'BN202', hint = 'IANA names are meant, for instance Europe/Moscow';
    end if;
    insert into bonus.store (store, name, currency, zone)
    values (store_add_v1.store, store_add_v1.name, store_add_v1.currency, store_add_v1.zone)
    on conflict on constraint store_pkey do nothing;
    if not found then
        raise exception 'store % is registered already', store
            using errcode = 'BN201', hint = 'bonusctl store list';
    end if;
    return bonus.store_brand_v1(store, brand);
end
$$;
