-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl terminal add` as bonus_admin: registers a terminal, operator or subscriber
-- with its first certificate. `store` is null but for terminals; `fingerprint` is SHA-256 of the
-- certificate (DER). Raises BN201 if name or certificate are there, BN203 for an unknown store.
-- Locks the registry's revision. Returns the terminal's number.
create or replace function bonus.terminal_add_v1(
    name text,
    role text,
    store integer,
    fingerprint bytea
)
    returns integer
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    added integer;
begin
    if store is not null
        and not exists (select from bonus.store as s where s.store = terminal_add_v1.store)
    then
        raise exception 'there is no store %', store
            using errcode = 'BN203', hint = 'bonusctl store add';
    end if;
    insert into bonus.terminal as t (name, role, store)
    values (terminal_add_v1.name, terminal_add_v1.role, terminal_add_v1.store)
    on conflict on constraint terminal_name_key do nothing
    returning t.terminal into added;
    if not found then
        raise exception '"%" is registered already', name
            using errcode = 'BN201', hint = 'bonusctl terminal certificate add renews a certificate';
    end if;
    perform bonus.terminal_certificate_add_v1(name, fingerprint);
    return added;
end
$$;
