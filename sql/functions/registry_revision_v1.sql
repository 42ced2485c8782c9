-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon every second while it has nothing else to tell it: the registry's revision.
-- Locks nothing.
create or replace function bonus.registry_revision_v1()
    returns bigint
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    return (select revision from bonus.revision);
end
$$;
