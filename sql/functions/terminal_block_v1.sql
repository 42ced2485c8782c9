-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl terminal block` as bonus_admin: blocks a terminal, operator or subscriber, or
-- lifts that. Reaches live sessions at their next turn. Raises BN204 for an unknown name. Locks the
-- registry's revision. Returns the new revision.
create or replace function bonus.terminal_block_v1(
    name text,
    blocked boolean
)
    returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    update bonus.terminal as t
    set blocked = terminal_block_v1.blocked
    where t.name = terminal_block_v1.name;
    if not found then
        raise exception 'nobody is registered as "%"', name
            using errcode = 'BN204', hint = 'bonusctl terminal list';
    end if;
    return bonus.registry_revision_raise_v1();
end
$$;
