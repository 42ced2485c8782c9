-- SPDX-License-Identifier: Apache-2.0
-- Who may refund without an original, and what listings of exceptions need to find what is recent.

alter table bonus.terminal
    add column blind_refund boolean not null default false,
    add constraint terminal_blind_refund_check check (not blind_refund or role = 'terminal');
comment on column bonus.terminal.blind_refund is
    'Whether a till may refund goods whose receipt nobody has; a supervisor''s code is needed, too.';

create table bonus.supervisor (
    store integer not null
        constraint supervisor_store_fkey references bonus.store (store),
    name text not null
        constraint supervisor_name_check check (pg_catalog.octet_length(name) between 1 and 63),
    code_digest bytea not null
        constraint supervisor_code_check check (pg_catalog.octet_length(code_digest) = 32),
    added_at timestamptz not null default pg_catalog.clock_timestamp(),
    constraint supervisor_pkey primary key (store, name),
    constraint supervisor_code_key unique (store, code_digest)
);
comment on table bonus.supervisor is
    'Who allows blind refunds in a store; code_digest is SHA-256 of "supervisor/STORE/CODE".';

-- Receipts are appended as their lanes go on: which blocks are recent is enough to find those that are.
create index receipt_position on bonus.receipt using brin (position)
    with (pages_per_range = 32, autosummarize = on);

comment on column bonus.journal.reason is
    'Why an advice was parked: the result it would have had. Of a reversal: the kind of its original.';
