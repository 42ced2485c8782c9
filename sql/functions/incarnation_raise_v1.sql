-- SPDX-License-Identifier: Apache-2.0
-- Called as bonus_admin after a restore or a fail-over that lost something: what is posted from now on
-- belongs to a new incarnation, so that no RRN names two postings. Locks every lane, so that no turn
-- is under way, then the registry's revision. Returns the new incarnation.
create or replace function bonus.incarnation_raise_v1()
    returns smallint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    raised smallint;
begin
    perform from bonus.lane order by lane for update;
    select max(incarnation) + 1
    into raised
    from bonus.incarnation;
    insert into bonus.incarnation (lane, incarnation, first_position)
    select l.lane, raised, coalesce(s.last, 0) + 1
    from bonus.lane as l
    left join lateral (
        select last
        from bonus.seal
        where seal.lane = l.lane
        order by last desc
        limit 1
    ) as s on true;
    perform bonus.registry_revision_raise_v1();
    return raised;
end
$$;
