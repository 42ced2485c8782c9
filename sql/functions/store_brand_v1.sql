-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl store brand` as bonus_admin, and by store_add_v1: says which brand a store
-- trades under, null for none. A brand is there as soon as a store has it. Raises BN203 if there is no
-- such store. Locks the registry's revision. Returns the new revision.
create or replace function bonus.store_brand_v1(
    store integer,
    brand text
)
    returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into bonus.brand (name)
    select store_brand_v1.brand
    where store_brand_v1.brand is not null
    on conflict on constraint brand_name_key do nothing;
    update bonus.store as s
    set brand = (select b.brand from bonus.brand as b where b.name = store_brand_v1.brand)
    where s.store = store_brand_v1.store;
    if not found then
        raise exception 'there is no store %', store
            using errcode = 'BN203', hint = 'bonusctl store list';
    end if;
    return bonus.registry_revision_raise_v1();
end
$$;
