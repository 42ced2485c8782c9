-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon when the revision has moved: the whole registry in one statement, so that
-- all of it is of one moment. Locks nothing. Returns rows of these items, each with its fields in
-- number, other, more, flag, name, text and bytes:
--   ledger       number lanes
--   incarnation  number lane, other first position, more incarnation
--   revision     number revision
--   store        number store, other currency, name, text zone
--   terminal     number terminal, other store, flag blocked, name, text role
--   certificate  number terminal, flag blocked, bytes fingerprint
--   rate         number version, other currency, more rate in basis points
create or replace function bonus.registry_read_v1(
    out item text,
    out number bigint,
    out other bigint,
    out more integer,
    out flag boolean,
    out name text,
    out text text,
    out bytes bytea
)
    returns setof record
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select 'ledger', lanes::bigint, null::bigint, null::integer, null::boolean, null::text,
        null::text, null::bytea
    from bonus.ledger
    union all
    select 'incarnation', i.lane, i.first_position, i.incarnation, null, null, null, null
    from bonus.incarnation as i
    union all
    select 'revision', revision, null, null, null, null, null, null
    from bonus.revision
    union all
    select 'store', s.store, s.currency, null, null, s.name, s.zone, null
    from bonus.store as s
    union all
    select 'terminal', t.terminal, t.store, null, t.blocked, t.name, t.role, null
    from bonus.terminal as t
    union all
    select 'certificate', c.terminal, null, null, c.blocked, null, null, c.fingerprint
    from bonus.terminal_certificate as c
    union all
    select 'rate', r.version, r.currency, r.rate_bp, null, null, null, null
    from bonus.programme_rate as r
    where r.version = (select max(p.version) from bonus.programme as p);
end
$$;
