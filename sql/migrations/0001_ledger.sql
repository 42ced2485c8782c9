-- SPDX-License-Identifier: Apache-2.0
-- The ledger and what it needs to know: lanes, journal, keys, seals, state tables, and the registry
-- of stores, terminals and programme. `lane` leads every key of a hot table, no foreign key crosses
-- lanes, and there are no triggers or sequences on them. Run with bonus.lanes set (default 4).

create schema bonus;
comment on schema bonus is 'Loyalty ledger of bonusd: one journal per lane, state tables beside it.';

do $$
begin
    if not exists (select from pg_catalog.pg_roles where rolname = 'bonus_daemon') then
        create role bonus_daemon nologin;
    end if;
    if not exists (select from pg_catalog.pg_roles where rolname = 'bonus_reader') then
        create role bonus_reader nologin;
    end if;
end
$$;

-- One row: what was chosen when the database was made.
create table bonus.ledger (
    singleton boolean not null default true
        constraint ledger_pkey primary key
        constraint ledger_singleton_check check (singleton),
    lanes smallint not null
        constraint ledger_lanes_check check (lanes between 1 and 256),
    made_at timestamptz not null default pg_catalog.clock_timestamp()
);
comment on table bonus.ledger is 'One row: the number of lanes, which is never changed.';

insert into bonus.ledger (lanes)
values (coalesce(nullif(pg_catalog.current_setting('bonus.lanes', true), ''), '4')::smallint);

-- Only ever locked, never updated: an updated row would collapse under a long snapshot.
create table bonus.lane (
    lane smallint not null
        constraint lane_pkey primary key
);
comment on table bonus.lane is 'The row a turn locks; never updated.';

insert into bonus.lane (lane)
select pg_catalog.generate_series(0, lanes - 1)
from bonus.ledger;

-- What was posted before a restore that lost something and what was posted behind it may stand at one
-- position; the incarnation in an RRN tells them apart.
create table bonus.incarnation (
    lane smallint not null,
    incarnation smallint not null
        constraint incarnation_number_check check (incarnation between 1 and 127),
    first_position bigint not null
        constraint incarnation_position_check check (first_position > 0),
    raised_at timestamptz not null default pg_catalog.clock_timestamp(),
    constraint incarnation_pkey primary key (lane, incarnation)
);
comment on table bonus.incarnation is
    'A position belongs to the newest incarnation of its lane that begins at it or before.';

insert into bonus.incarnation (lane, incarnation, first_position)
select lane, 1, 1
from bonus.lane;

-- Registry: rare changes, read whole by every daemon whenever the revision has moved.
create table bonus.revision (
    singleton boolean not null default true
        constraint revision_pkey primary key
        constraint revision_singleton_check check (singleton),
    revision bigint not null
);
comment on table bonus.revision is
    'One row: raised by every change of stores, terminals, certificates or programme.';

insert into bonus.revision (revision)
values (1);

create table bonus.store (
    store integer not null
        constraint store_pkey primary key
        constraint store_number_check check (store between 1 and 999999),
    name text not null
        constraint store_name_check check (pg_catalog.octet_length(name) between 1 and 63),
    currency smallint not null
        constraint store_currency_check check (currency between 1 and 999),
    zone text not null
        constraint store_zone_check check (pg_catalog.octet_length(zone) between 1 and 63),
    added_at timestamptz not null default pg_catalog.clock_timestamp()
);
comment on table bonus.store is 'Stores; currency is the ISO 4217 number, zone an IANA time zone.';

create table bonus.terminal (
    terminal integer generated always as identity
        constraint terminal_pkey primary key,
    name text not null
        constraint terminal_name_key unique
        constraint terminal_name_check check (pg_catalog.octet_length(name) between 1 and 63),
    role text not null
        constraint terminal_role_check check (role in ('terminal', 'operator', 'subscriber')),
    store integer
        constraint terminal_store_fkey references bonus.store (store),
    blocked boolean not null default false,
    added_at timestamptz not null default pg_catalog.clock_timestamp(),
    constraint terminal_store_check check ((role = 'terminal') = (store is not null))
);
comment on table bonus.terminal is
    'Everything that holds a client certificate: tills, operators, subscribers.';

create table bonus.terminal_certificate (
    fingerprint bytea not null
        constraint terminal_certificate_pkey primary key
        constraint terminal_certificate_fingerprint_check
            check (pg_catalog.octet_length(fingerprint) = 32),
    terminal integer not null
        constraint terminal_certificate_terminal_fkey references bonus.terminal (terminal),
    blocked boolean not null default false,
    added_at timestamptz not null default pg_catalog.clock_timestamp()
);
comment on table bonus.terminal_certificate is
    'SHA-256 of each certificate (DER) a terminal may use; several while one is being renewed.';

-- Written by every Logon and needed only as long as daemons hold sessions, so it is not logged: a
-- Logon waits for no disk, and thousands of tills come back as fast as they shake hands. After a crash
-- or on a new primary it is empty, and the daemons that ask about their sessions fill it again.
create unlogged table bonus.terminal_session (
    terminal integer not null
        constraint terminal_session_pkey primary key,
    token bigint not null,
    since timestamptz not null
) with (fillfactor = 50);
comment on table bonus.terminal_session is
    'The newest Logon of each terminal at any daemon: its session is the only one in force.';

create table bonus.programme (
    version integer not null
        constraint programme_pkey primary key
        constraint programme_version_check check (version > 0),
    made_at timestamptz not null default pg_catalog.clock_timestamp()
);
comment on table bonus.programme is 'Versions of the loyalty programme; the highest is in force.';

create table bonus.programme_rate (
    version integer not null
        constraint programme_rate_version_fkey references bonus.programme (version),
    currency smallint not null
        constraint programme_rate_currency_check check (currency between 1 and 999),
    rate_bp integer not null
        constraint programme_rate_rate_check check (rate_bp between 0 and 10000),
    constraint programme_rate_pkey primary key (version, currency)
);
comment on table bonus.programme_rate is 'Award rate of each currency in basis points: 1100 = 11 %.';

-- The journal is the ledger. Rows are never updated.
create table bonus.journal (
    position bigint not null,
    epoch bigint not null,
    stan bigint not null,
    member bigint,
    money bigint not null,
    base bigint not null,
    earned bigint not null,
    redeemed bigint not null,
    balance_after bigint not null,
    lifetime_after bigint not null,
    previous_position bigint not null,
    posted_at timestamptz not null,
    arrived_at timestamptz not null,
    sent_at timestamptz,
    receipt_at timestamptz,
    terminal integer not null,
    store integer,
    programme_version integer not null,
    rate_bp integer not null,
    lane smallint not null,
    encoding smallint not null,
    kind smallint not null,
    currency smallint,
    utc_offset_min smallint,
    salt bytea not null,
    card text collate "C",
    body bytea compression lz4 not null,
    constraint journal_pkey primary key (lane, position),
    constraint journal_position_check check (position > 0 and previous_position < position),
    constraint journal_points_check check (earned >= 0 and redeemed >= 0),
    constraint journal_cardless_check check (member is not null or earned + redeemed = 0),
    constraint journal_salt_check check (pg_catalog.octet_length(salt) = 16)
) partition by range (position);
comment on table bonus.journal is
    'Everything that happened, in commit order, gap-free per lane. Amounts in minor units.';
comment on column bonus.journal.previous_position is
    'Position of the account''s previous row, 0 for its first: statements walk this chain.';
comment on column bonus.journal.body is 'The request''s body exactly as the till sent it.';
comment on column bonus.journal.encoding is
    'Version of the canonical encoding that the row''s digest was made of.';

create table bonus.journal_kind (
    kind smallint not null
        constraint journal_kind_pkey primary key,
    name text not null
        constraint journal_kind_name_key unique
);
insert into bonus.journal_kind (kind, name)
values (1, 'purchase'), (2, 'card_activated'), (3, 'card_blocked'), (4, 'card_unblocked');

-- Unique for ever in the lane that decided; never detached. position 0: refused, nothing posted.
create table bonus.posting_key (
    epoch bigint not null,
    stan bigint not null,
    position bigint not null,
    terminal integer not null,
    lane smallint not null,
    request_kind smallint not null,
    result smallint not null,
    fingerprint bytea not null,
    constraint posting_key_pkey primary key (lane, terminal, epoch, stan),
    constraint posting_key_fingerprint_check check (pg_catalog.octet_length(fingerprint) = 32),
    constraint posting_key_stan_check check (stan > 0)
);
comment on table bonus.posting_key is
    'What each key (terminal, epoch, STAN) was decided to; result as in the protocol.';

create table bonus.seal (
    first bigint not null,
    last bigint not null,
    posted_at timestamptz not null,
    lane smallint not null,
    seal bytea not null,
    constraint seal_pkey primary key (lane, last),
    constraint seal_range_check check (first between 1 and last),
    constraint seal_size_check check (pg_catalog.octet_length(seal) = 32)
);
comment on table bonus.seal is
    'One per turn: SHA-256 over the previous seal, lane, first, last and the Merkle root of the rows.';

-- State tables: change in the transaction of the journal row that explains the change.
create table bonus.card (
    member bigint,
    lane smallint not null,
    state smallint not null,
    card text collate "C" not null,
    constraint card_pkey primary key (lane, card),
    constraint card_state_check check (state in (1, 2, 3)),
    constraint card_member_check check (state <> 2 or member is not null)
) with (fillfactor = 90);
comment on table bonus.card is
    'Cards: 1 in stock, 2 active, 3 blocked. A member is named by the position of its first row.';

create table bonus.account (
    member bigint not null,
    position bigint not null,
    loaded_position bigint not null,
    balance bigint not null,
    lifetime bigint not null,
    lane smallint not null,
    currency smallint not null,
    lots bigint[] not null,
    constraint account_pkey primary key (lane, member, currency)
) with (fillfactor = 80);
comment on table bonus.account is
    'A member''s points in one currency; position is that of the account''s last journal row, '
    'loaded_position what it was before the turn that wrote it, 0 for the first.';
comment on column bonus.account.lots is
    'Flat: expires_on, active_from, partner, restriction, points for each lot, earliest expiry first.';

create table bonus.receipt (
    position bigint not null,
    store integer not null,
    date integer not null,
    lane smallint not null,
    fiscal_device text collate "C" not null,
    number text collate "C" not null,
    constraint receipt_pkey primary key (lane, store, fiscal_device, date, number)
);
comment on table bonus.receipt is
    'Receipts by what is printed on them; date is YYYYMMDD, position the journal row.';
