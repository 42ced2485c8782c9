-- SPDX-License-Identifier: Apache-2.0
-- What `bonusctl db migrate` remembers of itself, in a schema of its own. Run before everything
-- else, every time; it changes nothing that is there.

create schema if not exists bonus_meta;
comment on schema bonus_meta is 'What bonusctl db migrate has done to this database.';

create table if not exists bonus_meta.migration (
    number integer not null
        constraint migration_pkey primary key,
    path text not null
        constraint migration_path_key unique,
    checksum bytea not null
        constraint migration_checksum_check check (pg_catalog.octet_length(checksum) = 32),
    run_at timestamptz not null default pg_catalog.clock_timestamp()
);
comment on table bonus_meta.migration is 'Migrations that were run; checksum is SHA-256 of the file.';

create table if not exists bonus_meta.definition (
    path text not null
        constraint definition_pkey primary key,
    checksum bytea not null
        constraint definition_checksum_check check (pg_catalog.octet_length(checksum) = 32),
    applied_at timestamptz not null default pg_catalog.clock_timestamp()
);
comment on table bonus_meta.definition is
    'Functions, views and grants as last applied; they are applied again when a checksum moved.';
