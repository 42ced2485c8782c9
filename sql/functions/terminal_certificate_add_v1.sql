-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl terminal certificate add` as bonus_admin and by terminal_add_v1: allows one
-- more certificate to a terminal; the older ones stay good until they are blocked. Raises BN204 for
-- an unknown name, BN201 if the certificate is there. Locks the registry's revision. Returns the new
-- revision.
create or replace function bonus.terminal_certificate_add_v1(
    name text,
    fingerprint bytea
)
    returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    holder integer;
begin
    select t.terminal
    into holder
    from bonus.terminal as t
    where t.name = terminal_certificate_add_v1.name;
    if not found then
        raise exception 'nobody is registered as "%"', name
            using errcode = 'BN204', hint = 'bonusctl terminal list';
    end if;
    insert into bonus.terminal_certificate (fingerprint, terminal)
    values (terminal_certificate_add_v1.fingerprint, holder)
    on conflict on constraint terminal_certificate_pkey do nothing;
    if not found then
        raise exception 'this certificate is registered already'
            using errcode = 'BN201', hint = 'each terminal has a certificate of its own';
    end if;
    return bonus.registry_revision_raise_v1();
end
$$;
