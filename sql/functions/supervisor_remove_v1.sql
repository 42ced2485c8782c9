-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl supervisor remove` as bonus_admin: a supervisor's code opens nothing any more.
-- Raises BN204 if there is none of this name. Locks the registry's revision. Returns the new revision.
create or replace function bonus.supervisor_remove_v1(
    store integer,
    name text
)
    returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    delete from bonus.supervisor as s
    where s.store = supervisor_remove_v1.store
        and s.name = supervisor_remove_v1.name;
    if not found then
        raise exception 'store % has no supervisor "%"', store, name
            using errcode = 'BN204', hint = 'bonusctl supervisor list';
    end if;
    return bonus.registry_revision_raise_v1();
end
$$;
