-- SPDX-License-Identifier: Apache-2.0
-- The cards of the database of calls, as `card import` and activations would have left them: card
-- number 2900000000000 + 10 * index, in lane index modulo lanes. psql variables: cards, and
-- everything in lanes as the ledger has them.
begin;

insert into bonus.journal (
    lane, position, encoding, kind, terminal, epoch, stan, card, member, money, base, earned,
    redeemed, balance_after, lifetime_after, previous_position, programme_version, rate_bp,
    posted_at, arrived_at, salt, body
)
select
    index % lanes, index / lanes + 1, 0, 2, 1, 1, index + 1, (2900000000000 + 10 * index)::text,
    index / lanes + 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, now(), now(), uuid_send(gen_random_uuid()),
    '\x0a0d32393030303030303030303030'
from bonus.ledger
cross join generate_series(0, :cards::bigint - 1) as index;

insert into bonus.posting_key (
    lane, terminal, epoch, stan, position, request_kind, result, fingerprint
)
select lane, terminal, epoch, stan, position, 7, 1, sha256(body)
from bonus.journal;

insert into bonus.card (lane, card, state, member)
select lane, card, 2, member
from bonus.journal;

insert into bonus.seal (lane, first, last, posted_at, seal)
select lane, 1, max(position), now(), sha256('')
from bonus.journal
group by lane;

commit;

vacuum analyze;
