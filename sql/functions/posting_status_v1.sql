-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon for TransactionStatus: what a key was decided to, in whatever lane. Locks
-- nothing. Returns no row where the key is not known, and one for each lane where it is: what was
-- posted before what was refused. More than one means that a till used one STAN for two cards. The
-- receipt's half of a late claim is none of them: the card's half decides it.
create or replace function bonus.posting_status_v1(
    of_terminal integer,
    of_epoch bigint,
    of_stan bigint,
    out lane smallint,
    out revision bigint,
    out key_position bigint,
    out key_request_kind smallint,
    out key_result smallint,
    out key_fingerprint bytea,
    out posted_money bigint,
    out posted_base bigint,
    out posted_earned bigint,
    out posted_redeemed bigint,
    out posted_balance_after bigint,
    out posted_lifetime_after bigint,
    out posted_at timestamptz,
    out posted_member bigint,
    out posted_programme_version integer,
    out posted_rate_bp integer,
    out posted_kind smallint,
    out posted_currency smallint,
    out posted_original_position bigint,
    out posted_spendable_after bigint,
    out posted_pending_after bigint,
    out posted_held_after bigint,
    out posted_debt_after bigint,
    out posted_hold_until timestamptz,
    out posted_expiring_after bigint,
    out posted_expiring_on integer,
    out posted_written_off bigint,
    out posted_cash_deducted bigint,
    out posted_flags integer,
    out posted_reason smallint,
    out posted_rules integer[]
)
    returns setof record
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    if current_setting('synchronous_standby_names') <> '' then
        -- What is found may not be on a standby yet; a record of our own makes the end of this statement
        -- wait for it.
        perform pg_logical_emit_message(true, 'bonus', '');
    end if;
    return query
    select l.lane, v.revision, k.position, k.request_kind, k.result, k.fingerprint, p.money,
        p.base, p.earned, p.redeemed, p.balance_after, p.lifetime_after, p.posted_at, p.member,
        p.programme_version, p.rate_bp, p.kind, p.currency, p.original_position,
        p.spendable_after, p.pending_after, p.held_after, p.debt_after, p.hold_until,
        p.expiring_after, p.expiring_on, p.written_off, p.cash_deducted, p.flags, p.reason,
        p.rules
    from bonus.lane as l
    cross join bonus.revision as v
    join bonus.posting_key as k
        on k.lane = l.lane
        and k.terminal = of_terminal
        and k.epoch = of_epoch
        and k.stan = of_stan
    left join lateral (
        select *
        from bonus.journal_row_v1(l.lane, k.position)
        where k.position > 0
        offset 0 -- keeps the condition before the call
    ) as p on true
    where p.kind is distinct from 13 -- claim_given
    order by k.result <> 1, l.lane;
end
$$;
