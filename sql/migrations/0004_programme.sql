-- SPDX-License-Identifier: Apache-2.0
-- The programme as versioned rows: settings by currency, store and category of articles, and
-- promotions. A row is in force for from_version <= version < to_version; rows are ended, never
-- changed or removed, because a refund is reckoned under the version of its original.

create table bonus.brand (
    brand smallint generated always as identity
        constraint brand_pkey primary key,
    name text not null
        constraint brand_name_key unique
        constraint brand_name_check check (pg_catalog.octet_length(name) between 1 and 31)
);
comment on table bonus.brand is 'Names that stores trade under; promotions may be of one.';

alter table bonus.store
    add column brand smallint
        constraint store_brand_fkey references bonus.brand (brand);

create table bonus.segment (
    segment smallint generated always as identity
        constraint segment_pkey primary key,
    name text not null
        constraint segment_name_key unique
        constraint segment_name_check check (pg_catalog.octet_length(name) between 1 and 31)
);
comment on table bonus.segment is 'Kinds of cardholders; promotions may be for one.';

alter table bonus.programme
    add column made_by text not null default session_user;
comment on column bonus.programme.made_by is 'The login that made this version.';

-- The settings that there are. src/domain/programme.def is where they are described.
create table bonus.programme_setting_name (
    setting text not null
        constraint programme_setting_name_pkey primary key,
    least bigint not null,
    most bigint not null,
    constraint programme_setting_name_range_check check (least <= most)
);
comment on table bonus.programme_setting_name is 'Names of settings, and the values they may have.';

insert into bonus.programme_setting_name (setting, least, most)
values
    ('rate_bp', 0, 10000),
    ('expiry_months', 0, 240),
    ('activation_delay_days', 0, 366),
    ('redeem_max_share_bp', 0, 10000),
    ('redeem_min_money', 0, 9223372036854775807),
    ('earning_tenders', 0, 30),
    ('earned_pays_same_receipt', 0, 1),
    ('refund_policy', 1, 3),
    ('debt_max', 0, 9223372036854775807),
    ('refund_grace_days', 0, 366),
    ('late_claim_days', 0, 366),
    ('hold_timeout_s', 1, 2678400),
    ('hold_timeout_max_s', 1, 2678400),
    ('skew_tolerance_s', 0, 86400);

insert into bonus.programme_setting_name (setting, least, most)
select
    pg_catalog.format('limit_%s_%s_%s_%s', subject, span, measure, force),
    0,
    9223372036854775807
from pg_catalog.unnest('{card,cashier,till,store}'::text[]) as subject
cross join pg_catalog.unnest('{hour,day}'::text[]) as span
cross join pg_catalog.unnest('{count,points,money}'::text[]) as measure
cross join pg_catalog.unnest('{soft,hard}'::text[]) as force;

create table bonus.programme_setting (
    value bigint not null,
    from_version integer not null
        constraint programme_setting_from_fkey references bonus.programme (version),
    to_version integer
        constraint programme_setting_to_fkey references bonus.programme (version),
    store integer
        constraint programme_setting_store_fkey references bonus.store (store),
    currency smallint not null
        constraint programme_setting_currency_check check (currency between 1 and 999),
    category text not null default ''
        constraint programme_setting_category_check
            check (pg_catalog.octet_length(category) <= 31
                and (category = '' or setting = 'redeem_max_share_bp')),
    setting text not null
        constraint programme_setting_setting_fkey
            references bonus.programme_setting_name (setting),
    constraint programme_setting_key
        unique nulls not distinct (currency, store, category, setting, from_version),
    constraint programme_setting_version_check check (to_version > from_version)
);
create unique index programme_setting_in_force
    on bonus.programme_setting (currency, store, category, setting)
    nulls not distinct
    where to_version is null;
comment on table bonus.programme_setting is
    'Values of settings; what has none has the preset of src/domain/programme.def.';
comment on column bonus.programme_setting.store is
    'Null: all stores that have no value of their own.';
comment on column bonus.programme_setting.category is
    'Of articles; empty: all that have no value of their own.';
comment on column bonus.programme_setting.to_version is 'The version that ended it; null: none yet.';

-- Rates were copied into each version; now a row lasts until the rate changes.
insert into bonus.programme_setting (currency, setting, value, from_version, to_version)
select
    currency,
    'rate_bp',
    rate_bp,
    version,
    pg_catalog.lead(version) over (partition by currency order by version)
from (
    select
        *,
        pg_catalog.lag(rate_bp) over (partition by currency order by version) as rate_before
    from bonus.programme_rate
) as r
where rate_bp is distinct from rate_before;

drop table bonus.programme_rate;

create table bonus.promotion (
    value bigint not null,
    minimum bigint not null default 0
        constraint promotion_minimum_check check (minimum >= 0),
    promotion integer generated always as identity
        constraint promotion_pkey primary key,
    from_version integer not null
        constraint promotion_from_fkey references bonus.programme (version),
    to_version integer
        constraint promotion_to_fkey references bonus.programme (version),
    store integer
        constraint promotion_store_fkey references bonus.store (store),
    first_day date,
    last_day date,
    weekdays integer not null default 127
        constraint promotion_weekdays_check check (weekdays between 1 and 127),
    hours integer not null default 16777215
        constraint promotion_hours_check check (hours between 1 and 16777215),
    currency smallint
        constraint promotion_currency_check check (currency between 1 and 999),
    brand smallint
        constraint promotion_brand_fkey references bonus.brand (brand),
    segment smallint
        constraint promotion_segment_fkey references bonus.segment (segment),
    kind text not null,
    stacking text not null
        constraint promotion_stacking_check check (stacking in ('best', 'add', 'replace')),
    name text not null
        constraint promotion_name_check check (pg_catalog.octet_length(name) between 1 and 63),
    categories text[] not null default '{}',
    constraint promotion_version_check check (to_version > from_version),
    constraint promotion_days_check check (first_day <= last_day),
    constraint promotion_value_check check (
        case kind
            when 'rate' then value between 0 and 10000
            when 'multiplier' then value between 10000 and 100000
            when 'points' then value > 0
            else false
        end
    ),
    -- Below the minimum the base rate may give more: a refund would then give points.
    constraint promotion_replace_check check (stacking <> 'replace' or minimum = 0),
    constraint promotion_amount_check check (
        currency is not null or (kind <> 'points' and minimum = 0)
    )
);
comment on table bonus.promotion is
    'What receipts earn instead of the base rate or on top of it; null conditions hold for all.';
comment on column bonus.promotion.value is
    'Of a rate: basis points; of a multiplier: of the base rate, in basis points; points: minor units.';
comment on column bonus.promotion.weekdays is 'Bits: 1 Monday, 64 Sunday, in the zone of the store.';
comment on column bonus.promotion.hours is
    'Bits: 1 the hour after midnight, in the zone of the store.';
comment on column bonus.promotion.categories is 'Of articles; empty: all lines of a receipt.';

-- These are made again with other parameters and results.
drop function if exists bonus.registry_read_v1();
drop function if exists bonus.store_add_v1(integer, text, smallint, text);
