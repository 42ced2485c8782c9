-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl segment add` as bonus_admin: names a segment of cardholders. Raises BN201 if it
-- is there. Locks nothing. Returns its number.
create or replace function bonus.segment_add_v1(
    name text
)
    returns smallint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    made smallint;
begin
    insert into bonus.segment (name)
    values (segment_add_v1.name)
    on conflict on constraint segment_name_key do nothing
    returning segment into made;
    if made is null then
        raise exception 'the segment "%" is there already', name
            using errcode = 'BN201', hint = 'bonusctl segment list';
    end if;
    return made;
end
$$;
