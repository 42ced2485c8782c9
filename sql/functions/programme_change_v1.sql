-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl programme set` and `programme reset` as bonus_admin: makes a new version of the
-- programme in which the given settings have the given values and all others are as in the version
-- before. The arrays lie side by side; a null store means all stores, category '' all articles, and a
-- null value gives the setting back to what is more general: all stores, or its preset. Raises BN206
-- for a setting that does not exist or a value it cannot have, BN207 for a currency that would have no
-- rate, BN203 for a store that is not there or sells in another currency. Locks the registry's
-- revision. Returns the new version.
create or replace function bonus.programme_change_v1(
    currencies smallint[],
    settings text[],
    new_values bigint[],
    store integer,
    category text
)
    returns integer
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    made integer;
    sells smallint = (select s.currency from bonus.store as s where s.store = programme_change_v1.store);
    wrong record;
begin
    if store is not null and sells is null then
        raise exception 'there is no store %', store
            using errcode = 'BN203', hint = 'bonusctl store list';
    elsif sells <> any (currencies) then
        raise exception 'store % sells in another currency', store
            using errcode = 'BN203', hint = 'bonusctl store list';
    end if;
    select c.setting, c.value, n.least, n.most
    into wrong
    from unnest(settings, new_values) as c (setting, value)
    left join bonus.programme_setting_name as n on n.setting = c.setting
    where n.setting is null
        or c.value not between n.least and n.most
    limit 1;
    if found and wrong.least is null then
        raise exception 'there is no setting "%"', wrong.setting using errcode = 'BN206';
    elsif found then
        raise exception '% cannot be %', wrong.setting, wrong.value
            using errcode = 'BN206', hint = format('from %s to %s', wrong.least, wrong.most);
    end if;

    -- First the lock, then the look: two changes at once become two versions, one on the other.
    perform bonus.registry_revision_raise_v1();
    insert into bonus.programme (version)
    select coalesce(max(p.version), 0) + 1
    from bonus.programme as p
    returning version into made;
    update bonus.programme_setting as s
    set to_version = made
    from unnest(currencies, settings) as c (currency, setting)
    where s.to_version is null
        and s.currency = c.currency
        and s.store is not distinct from programme_change_v1.store
        and s.category = programme_change_v1.category
        and s.setting = c.setting;
    insert into bonus.programme_setting
        (currency, store, category, setting, value, from_version)
    select c.currency, programme_change_v1.store, programme_change_v1.category, c.setting, c.value, made
    from unnest(currencies, settings, new_values) as c (currency, setting, value)
    where c.value is not null;

    select c.currency
    into wrong
    from unnest(currencies) as c (currency)
    where not exists (
        select
        from bonus.programme_setting as s
        where s.to_version is null
            and s.store is null
            and s.currency = c.currency
            and s.setting = 'rate_bp'
    )
    limit 1;
    if found then
        raise exception 'the currency with the ISO 4217 number % would have no rate', wrong.currency
            using errcode = 'BN207', hint = 'give its --rate too';
    end if;
    return made;
end
$$;
