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
    next_position bigint;
    points bigint;
    turn_at timestamptz;
    salt bytea;
    account_position bigint;
    balance bigint;
    lifetime bigint;
    lots bigint[];
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
        select (select max(version) from bonus.programme) as version, value as rate_bp
        from bonus.programme_setting
        where currency = of_currency
            and setting = 'rate_bp'
            and store is null
            and to_version is null
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

    next_position := coalesce(known.head, 0) + 1;
    points := of_total * known.rate_bp / 10000;
    turn_at := greatest(known.now, known.sealed_at);
    salt := uuid_send(gen_random_uuid());
    account_position := coalesce(known.account_position, 0);
    balance := coalesce(known.balance, 0) + points;
    lifetime := coalesce(known.lifetime, 0) + of_total;
    -- What is earned never expires, so its lot is the last one if it is there.
    lots := known.lots;
    if lots[cardinality(lots) - 4:cardinality(lots) - 1] = '{2147483647,0,0,0}' then
        lots[cardinality(lots)] := lots[cardinality(lots)] + points;
    else
        lots := lots || array[2147483647, 0, 0, 0, points];
    end if;

    with journal as (
        insert into bonus.journal (
            lane, position, encoding, kind, terminal, epoch, stan, store, card, member, currency,
            money, base, earned, redeemed, balance_after, lifetime_after, previous_position,
            programme_version, rate_bp, posted_at, receipt_at, utc_offset_min, sent_at, arrived_at,
            salt, body
        )
        values (of_lane, next_position, 0, 1, of_terminal, of_epoch, of_stan, of_store, of_card,
            known.member, of_currency, of_total, of_total, points, 0, balance, lifetime,
            account_position, known.version, known.rate_bp, turn_at, of_sent_at, 180, of_sent_at,
            known.now, salt, of_body)
    ),
    posting_key as (
        insert into bonus.posting_key (
            lane, terminal, epoch, stan, position, request_kind, result, fingerprint
        )
        values (of_lane, of_terminal, of_epoch, of_stan, next_position, 5, 1, sha256(of_body))
    ),
    receipt as (
        insert into bonus.receipt (lane, store, fiscal_device, date, number, position)
        values (of_lane, of_store, of_device, of_date, of_number, next_position)
    ),
    seal as (
        insert into bonus.seal (lane, first, last, posted_at, seal)
        values (of_lane, next_position, next_position, turn_at,
            sha256(coalesce(known.seal, '') || record_send(row(of_lane, next_position, 0, 1,
                of_terminal, of_epoch, of_stan, of_store, of_card, known.member, of_currency,
                of_total, of_total, points, 0, balance, lifetime, account_position, known.version,
                known.rate_bp, turn_at, of_sent_at, 180, of_sent_at, known.now, salt, of_body))))
    )
    insert into bonus.account (
        lane, member, currency, loaded_position, position, balance, lifetime, lots
    )
    values (of_lane, known.member, of_currency, account_position, next_position, balance, lifetime,
        lots)
    on conflict (lane, member, currency) do update
    set loaded_position = excluded.loaded_position,
        position = excluded.position,
        balance = excluded.balance,
        lifetime = excluded.lifetime,
        lots = excluded.lots;

    return (1, false, next_position, points, balance, lifetime, known.version,
        turn_at)::bench.answer;
end
$$;
