-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl promo end` as bonus_admin: ends a promotion with a new version of the programme.
-- Raises BN208 if it is not there, BN210 if it was ended before. Locks the registry's revision.
-- Returns the new version.
create or replace function bonus.promotion_end_v1(
    promotion integer
)
    returns integer
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    made integer;
    ended integer;
begin
    perform bonus.registry_revision_raise_v1();
    select p.to_version into ended
    from bonus.promotion as p
    where p.promotion = promotion_end_v1.promotion;
    if not found then
        raise exception 'there is no promotion %', promotion
            using errcode = 'BN208', hint = 'bonusctl promo list';
    elsif ended is not null then
        raise exception 'promotion % was ended by version %', promotion, ended
            using errcode = 'BN210', hint = 'bonusctl promo list --all';
    end if;
    insert into bonus.programme (version)
    select max(p.version) + 1
    from bonus.programme as p
    returning version into made;
    update bonus.promotion as p
    set to_version = made
    where p.promotion = promotion_end_v1.promotion;
    return made;
end
$$;
