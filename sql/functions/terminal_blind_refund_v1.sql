-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl terminal blind-refund` as bonus_admin: gives a till the right to refund without an
-- original, or takes it away. Raises BN204 if there is no terminal of this name. Locks the registry's
-- revision. Returns the new revision.
create or replace function bonus.terminal_blind_refund_v1(
    name text,
    allowed boolean
)
    returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    update bonus.terminal as t
    set blind_refund = terminal_blind_refund_v1.allowed
    where t.name = terminal_blind_refund_v1.name
        and t.role = 'terminal';
    if not found then
        raise exception 'no terminal is registered as "%"', name
            using errcode = 'BN204', hint = 'bonusctl terminal list';
    end if;
    return bonus.registry_revision_raise_v1();
end
$$;
