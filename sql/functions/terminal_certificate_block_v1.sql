-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl terminal certificate block` as bonus_admin: blocks one certificate, or lifts
-- that; other certificates of its terminal stay good. Raises BN205 for an unknown certificate. Locks
-- the registry's revision. Returns the new revision.
create or replace function bonus.terminal_certificate_block_v1(
    fingerprint bytea,
    blocked boolean
)
    returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    update bonus.terminal_certificate as c
    set blocked = terminal_certificate_block_v1.blocked
    where c.fingerprint = terminal_certificate_block_v1.fingerprint;
    if not found then
        raise exception 'this certificate is not registered'
            using errcode = 'BN205', hint = 'bonusctl terminal list shows fingerprints';
    end if;
    return bonus.registry_revision_raise_v1();
end
$$;
