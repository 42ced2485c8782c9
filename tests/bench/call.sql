-- SPDX-License-Identifier: Apache-2.0
-- What the turns are measured against: one function call, one transaction, per purchase. It writes
-- the same rows into the same tables and keeps the same promises as bonusd: a key is decided once for
-- ever and a repeat gets the first answer, the same paper receipt is posted once, positions of a lane
-- are gap-free in commit order, every row is sealed into the lane's chain, accounts hold lots, and
-- the lane's row is only locked, never updated. Written to be as fast as such a function can be:
-- everything is loaded by one statement, everything is written by one other.
--
-- Two things are cheaper here than in bonusd: the seal covers the row as the database would send it
-- instead of a canonical encoding with salted digests, and no slip is made.
create schema bench;

create type bench.answer as (
    result smallint,
    repeated boolean,
    rrn_position bigint,
    earned bigint,
    balance_after bigint,
    lifetime_after bigint,
    programme_version integer,
    posted_at timestamptz
);

-- Called by pgbench, which is the till and has chosen the lane by the card. Locks the lane's row
-- until COMMIT. Returns the answer's facts; result as in the protocol.
create function bench.purchase(
    of_lane smallint,
    of_terminal integer,
    of_epoch bigint,
    of_stan bigint,
    of_card text,
    of_store integer,
    of_device text,
    of_date integer,
    of_number text,
    of_currency smallint,
    of_total bigint,
    of_sent_at timestamptz,
    of_body bytea
)
    returns bench.answer
    language plpgsql
    volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    known record;
    new_row bonus.journal;
    lots bigint[];
    seal_now bytea;
begin
    perform from bonus.lane where lane = of_lane for update;

    select
        clock_timestamp() as now,
        k.position as key_position, k.result as key_result, k.fingerprint,
        s.last as head, s.seal, s.posted_at as sealed_at,
        r.position as receipt_position,
        c.state, c.member,
        a.position as account_position, a.balance, a.lifetime, a.lots,
        t.store, t.blocked, t.currency, p.version, p.rate_bp
    into known
    from (values (1)) as one
    left join lateral (
        select *
        from bonus.posting_key
        where lane = of_lane and terminal = of_terminal and epoch = of_epoch and stan = of_stan
    ) as k on true
    left join lateral (
        select last, seal, posted_at from bonus.seal where lane = of_lane order by last desc limit 1
    ) as s on true
    left join lateral (
        select position
        from bonus.receipt
        where lane = of_lane and store = of_store and fiscal_device = of_device
            and date = of_date and number = of_number
    ) as r on true
    left join lateral (
        select state, member from bonus.card where lane = of_lane and card = of_card
    ) as c on true
    left join lateral (
        select *
        from bonus.account
        where lane = of_lane and member = c.member and currency = of_currency
    ) as a on true
    left join lateral (
        select terminal.store, terminal.blocked, store.currency
        from bonus.terminal
        join bonus.store on store.store = terminal.store
        where terminal = of_terminal
    ) as t on true
    left join lateral (
        select version, rate_bp
        from bonus.programme_rate
        where currency = of_currency
        order by version desc
        limit 1
    ) as p on true;

    if known.key_result is not null then
        if known.fingerprint <> sha256(of_body) then
            return (30, false, null, null, null, null, null, null)::bench.answer;
        end if;
        return (
            select row(known.key_result, true, j.position, j.earned, j.balance_after,
                j.lifetime_after, j.programme_version, j.posted_at)::bench.answer
            from (values (1)) as one
            left join bonus.journal as j
                on j.lane = of_lane
                and j.position = known.key_position
        );
    end if;
    if known.store is distinct from of_store or known.blocked
        or known.currency is distinct from of_currency or known.version is null
        or known.receipt_position is not null or known.state is distinct from 2
    then
        insert into bonus.posting_key (
            lane, terminal, epoch, stan, position, request_kind, result, fingerprint
        )
        values (of_lane, of_terminal, of_epoch, of_stan, 0, 5, 50, sha256(of_body));
        return (50, false, null, null, null, null, null, null)::bench.answer;
    end if;

    new_row.lane := of_lane;
    new_row.position := coalesce(known.head, 0) + 1;
    new_row.encoding := 0;
    new_row.kind := 1;
    new_row.terminal := of_terminal;
    new_row.epoch := of_epoch;
    new_row.stan := of_stan;
    new_row.store := of_store;
    new_row.card := of_card;
    new_row.member := known.member;
    new_row.currency := of_currency;
    new_row.money := of_total;
    new_row.base := of_total;
    new_row.rate_bp := known.rate_bp;
    new_row.earned := of_total * known.rate_bp / 10000;
    new_row.redeemed := 0;
    new_row.balance_after := coalesce(known.balance, 0) + new_row.earned;
    new_row.lifetime_after := coalesce(known.lifetime, 0) + of_total;
    new_row.previous_position := coalesce(known.account_position, 0);
    new_row.programme_version := known.version;
    new_row.posted_at := greatest(known.now, known.sealed_at);
    new_row.arrived_at := known.now;
    new_row.sent_at := of_sent_at;
    new_row.receipt_at := of_sent_at;
    new_row.utc_offset_min := 180;
    new_row.salt := uuid_send(gen_random_uuid());
    new_row.body := of_body;
    seal_now := sha256(coalesce(known.seal, '') || record_send(new_row));
    -- What is earned never expires, so its lot is the last one if it is there.
    lots := known.lots;
    if lots[cardinality(lots) - 4:cardinality(lots) - 1] = '{2147483647,0,0,0}' then
        lots[cardinality(lots)] := lots[cardinality(lots)] + new_row.earned;
    else
        lots := lots || array[2147483647, 0, 0, 0, new_row.earned];
    end if;

    with journal as (
        insert into bonus.journal values (new_row.*)
    ),
    posting_key as (
        insert into bonus.posting_key (
            lane, terminal, epoch, stan, position, request_kind, result, fingerprint
        )
        values (of_lane, of_terminal, of_epoch, of_stan, new_row.position, 5, 1, sha256(of_body))
    ),
    receipt as (
        insert into bonus.receipt (lane, store, fiscal_device, date, number, position)
        values (of_lane, of_store, of_device, of_date, of_number, new_row.position)
    ),
    seal as (
        insert into bonus.seal (lane, first, last, posted_at, seal)
        values (of_lane, new_row.position, new_row.position, new_row.posted_at, seal_now)
    )
    insert into bonus.account (
        lane, member, currency, previous_position, position, balance, lifetime, lots
    )
    values (of_lane, known.member, of_currency, new_row.previous_position, new_row.position,
        new_row.balance_after, new_row.lifetime_after, lots)
    on conflict (lane, member, currency) do update
    set previous_position = excluded.previous_position,
        position = excluded.position,
        balance = excluded.balance,
        lifetime = excluded.lifetime,
        lots = excluded.lots;

    return (1, false, new_row.position, new_row.earned, new_row.balance_after,
        new_row.lifetime_after, new_row.programme_version, new_row.posted_at)::bench.answer;
end
$$;
