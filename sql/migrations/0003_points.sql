-- SPDX-License-Identifier: Apache-2.0
-- The whole life of points: holds and debts of accounts, what is left of a receipt, and what a row of
-- the journal says of them; and rows stored as leanly as they can be.

-- They return more than they did; what is made anew after the migrations cannot replace them.
drop function if exists bonus.card_balances_v1;
drop function if exists bonus.lane_read_v1;
drop function if exists bonus.posting_status_v1;

-- What must never be in a row is refused by lane_post_v1, which names the request: a check constraint
-- says the same, but is parsed again in every statement, a tenth of a turn of one request.
alter table bonus.journal
    drop constraint journal_position_check,
    drop constraint journal_points_check,
    drop constraint journal_cardless_check,
    drop constraint journal_salt_check,
    add column original_position bigint,
    add column spendable_after bigint,
    add column pending_after bigint,
    add column held_after bigint,
    add column debt_after bigint,
    add column hold_until timestamptz,
    add column expiring_after bigint,
    add column expiring_on integer,
    add column written_off bigint,
    add column cash_deducted bigint,
    add column flags integer,
    add column reason smallint,
    add column rules integer[],
    add column moves bigint[],
    alter column rules set storage main,
    alter column moves set storage main,
    alter column body set storage main;
comment on column bonus.journal.earned is
    'Points added; negative where they leave other than by paying: taken back, expired.';
comment on column bonus.journal.redeemed is
    'Points that paid; negative where a refund gives them back. balance_after is the account''s last '
    'balance + earned - redeemed, in every row.';
comment on column bonus.journal.balance_after is 'Lots and held points less debt.';
comment on column bonus.journal.original_position is
    'The row, in this lane, that this one takes back, ends or claims.';
comment on column bonus.journal.spendable_after is
    'Points that could be spent at that moment; null: all of the balance.';
comment on column bonus.journal.pending_after is 'Points not active yet; null: none.';
comment on column bonus.journal.held_after is 'Points held; null: none.';
comment on column bonus.journal.debt_after is 'Points owed; null: none.';
comment on column bonus.journal.hold_until is 'When a hold times out.';
comment on column bonus.journal.expiring_after is
    'Points of the balance that expire next and soon; null: none.';
comment on column bonus.journal.expiring_on is 'The first day they are gone, counted from 1970-01-01.';
comment on column bonus.journal.written_off is
    'Points that should have been taken back and were not there.';
comment on column bonus.journal.cash_deducted is
    'Money kept from a refund''s cash for points that were not there.';
comment on column bonus.journal.flags is 'What the head office should look at; bits of enum posting_flag.';
comment on column bonus.journal.reason is
    'Why an advice was parked: the result it would have had.';
comment on column bonus.journal.rules is 'Promotions that were applied; null: the base rate alone.';
comment on column bonus.journal.moves is
    'What changed in the account''s lots: expires_on, active_from, partner, restriction and points, '
    'negative for points that left, of each. Null: earned was added to the lot that never expires.';

-- A body is compressed where it stands: two thirds of the space, and of the pages a turn fills.
do $$
declare
    part regclass;
begin
    for part in
        select inhrelid::regclass from pg_catalog.pg_inherits where inhparent = 'bonus.journal'::regclass
    loop
        execute pg_catalog.format('alter table %s set (toast_tuple_target = 256)', part);
    end loop;
end
$$;

alter table bonus.posting_key
    drop constraint posting_key_fingerprint_check,
    drop constraint posting_key_stan_check;
alter table bonus.seal
    drop constraint seal_range_check,
    drop constraint seal_size_check;

-- A turn finds the card's member in the index alone.
alter table bonus.card
    drop constraint card_pkey,
    add constraint card_pkey primary key (lane, card) include (state, member);

-- What differs comes first.
alter table bonus.receipt
    drop constraint receipt_pkey,
    add constraint receipt_pkey primary key (lane, fiscal_device, date, number, store);

insert into bonus.journal_kind (kind, name)
values
    (5, 'refund'), (6, 'hold'), (7, 'hold_committed'), (8, 'hold_voided'), (9, 'hold_timed_out'),
    (10, 'expired'), (11, 'reversal'), (12, 'late_claim'), (13, 'claim_given'), (14, 'exception');

alter table bonus.account
    add column debt bigint not null default 0,
    add column held bigint[];
comment on column bonus.account.balance is 'Lots and held points less debt.';
comment on column bonus.account.debt is 'Points owed: taken back after they were spent.';
comment on column bonus.account.held is
    'Flat: the hold''s position, until when (microseconds since 1970), expires_on, active_from, partner, '
    'restriction and points of each held piece; null: nothing is held.';

-- Holds by when they are over, so that a sweep finds those that are due and nothing else. Pieces stand
-- in the order of their times, so the first one's (its second number) is the account's. An update that
-- leaves `held` as it was, as every purchase does, leaves the index alone and the row on its page.
create index account_held_until on bonus.account (lane, (held[2]))
where held is not null;

-- The state of a receipt after something was taken back from it or it was claimed.
create table bonus.receipt_left (
    position bigint not null,
    changed_position bigint not null,
    loaded_position bigint not null,
    claim_position bigint,
    lane smallint not null,
    reversal_position bigint,
    lines bigint[] not null,
    constraint receipt_left_pkey primary key (lane, position)
) with (fillfactor = 80);
comment on table bonus.receipt_left is
    'What is left of a receipt; position is that of the row that posted it.';
comment on column bonus.receipt_left.changed_position is
    'The row that changed it last; loaded_position the one before, 0 for the first.';
comment on column bonus.receipt_left.claim_position is
    'The row that gave a receipt without a card to one that claimed it.';
comment on column bonus.receipt_left.reversal_position is 'The row that reversed the receipt.';
comment on column bonus.receipt_left.lines is 'Money left of each line, in the receipt''s order.';
