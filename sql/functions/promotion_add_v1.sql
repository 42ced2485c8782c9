-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl promo add` as bonus_admin: adds a promotion in a new version of the programme.
-- Conditions that are null hold for every receipt. Raises BN203 for a store, BN208 for a brand or a
-- segment that is not there, BN209 if more than eight promotions could meet in one receipt, which is
-- what a receipt's row can name. Locks the registry's revision. Returns the promotion's number and
-- the version.
create or replace function bonus.promotion_add_v1(
    name text,
    kind text,
    stacking text,
    value bigint,
    currency smallint,
    store integer,
    brand text,
    segment text,
    weekdays integer,
    hours integer,
    first_day date,
    last_day date,
    minimum bigint,
    categories text[],
    out promotion integer,
    out version integer
)
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    brand_number smallint;
    segment_number smallint;
    meeting bigint;
begin
    if store is not null
        and not exists (select from bonus.store as s where s.store = promotion_add_v1.store) then
        raise exception 'there is no store %', store
            using errcode = 'BN203', hint = 'bonusctl store list';
    end if;
    select b.brand into brand_number from bonus.brand as b where b.name = promotion_add_v1.brand;
    if brand is not null and brand_number is null then
        raise exception 'no store has the brand "%"', brand
            using errcode = 'BN208', hint = 'bonusctl store list; bonusctl store brand';
    end if;
    select g.segment into segment_number
    from bonus.segment as g
    where g.name = promotion_add_v1.segment;
    if segment is not null and segment_number is null then
        raise exception 'there is no segment "%"', segment
            using errcode = 'BN208', hint = 'bonusctl segment add';
    end if;

    perform bonus.registry_revision_raise_v1();
    -- Those that could be offered to a receipt together with this one.
    select count(*) into meeting
    from bonus.promotion as p
    where p.to_version is null
        and (p.currency is null or p.currency = coalesce(promotion_add_v1.currency, p.currency))
        and (p.store is null or p.store = coalesce(promotion_add_v1.store, p.store))
        and (p.brand is null or p.brand = coalesce(brand_number, p.brand))
        and (p.segment is null or p.segment = coalesce(segment_number, p.segment))
        and p.weekdays & promotion_add_v1.weekdays <> 0
        and p.hours & promotion_add_v1.hours <> 0
        and coalesce(p.first_day, '-infinity')
            <= coalesce(promotion_add_v1.last_day, 'infinity'::date)
        and coalesce(promotion_add_v1.first_day, '-infinity')
            <= coalesce(p.last_day, 'infinity'::date);
    if meeting >= 8 then
        raise exception 'this promotion could meet % others in one receipt, which can have 8 in all',
            meeting
            using errcode = 'BN209', hint = 'bonusctl promo list; bonusctl promo end';
    end if;
    insert into bonus.programme (version)
    select coalesce(max(p.version), 0) + 1
    from bonus.programme as p
    returning programme.version into version;
    insert into bonus.promotion as p (
        name, kind, stacking, value, currency, store, brand, segment, weekdays, hours, first_day,
        last_day, minimum, categories, from_version
    )
    values (
        promotion_add_v1.name, promotion_add_v1.kind, promotion_add_v1.stacking,
        promotion_add_v1.value, promotion_add_v1.currency, promotion_add_v1.store, brand_number,
        segment_number, promotion_add_v1.weekdays, promotion_add_v1.hours,
        promotion_add_v1.first_day, promotion_add_v1.last_day, promotion_add_v1.minimum,
        promotion_add_v1.categories, promotion_add_v1.version
    )
    returning p.promotion into promotion;
end
$$;
