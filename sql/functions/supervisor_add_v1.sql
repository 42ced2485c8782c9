-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl supervisor add` as bonus_admin: registers who allows blind refunds in a store.
-- `code_digest` is SHA-256 of "supervisor/STORE/CODE". Raises BN201 if name or code are there, BN203
-- for an unknown store. Locks the registry's revision. Returns the new revision.
create or replace function bonus.supervisor_add_v1(
    store integer,
    name text,
    code_digest bytea
)
    returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from bonus.store as s where s.store = supervisor_add_v1.store) then
        raise exception 'there is no store %', store
            using errcode = 'BN203', hint = 'bonusctl store add';
    end if;
    insert into bonus.supervisor (store, name, code_digest)
    values (supervisor_add_v1.store, supervisor_add_v1.name, supervisor_add_v1.code_digest)
    on conflict do nothing;
    if not found then
        raise exception 'this name or this code is registered already in store %', store
            using errcode = 'BN201', hint = 'bonusctl supervisor list';
    end if;
    return bonus.registry_revision_raise_v1();
end
$$;
