-- SPDX-License-Identifier: Apache-2.0
-- Called by every function that changes the registry, in the same transaction: raises the revision,
-- so that no turn is decided under what was before. Locks the revision's row until that transaction
-- ends, which makes changes of the registry follow one another. Returns the new revision.
create or replace function bonus.registry_revision_raise_v1()
    returns bigint
    language sql
    volatile
    set search_path = pg_catalog, pg_temp
as $$
    update bonus.revision
    set revision = revision + 1
    returning revision
$$;
