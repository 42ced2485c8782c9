-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon every second with the tokens of its live sessions, a part of them at a time.
-- Locks nothing while every terminal has its row. Where one has none, because a crash emptied the
-- table, the first daemon that asks puts its own session in force. Returns the ordinals, from 1, of
-- the sessions that a newer Logon has taken over.
create or replace function bonus.terminal_takeovers_v1(
    of_terminals integer[],
    of_tokens bigint[]
)
    returns setof integer
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into bonus.terminal_session (terminal, token, since)
    select asked.terminal, asked.token, clock_timestamp()
    from unnest(of_terminals, of_tokens) as asked (terminal, token)
    where not exists (
        select
        from bonus.terminal_session as s
        where s.terminal = asked.terminal
    )
    order by asked.terminal -- two daemons must not wait for each other
    on conflict on constraint terminal_session_pkey do nothing;
    return query
    select asked.ordinal::integer
    from unnest(of_terminals, of_tokens) with ordinality as asked (terminal, token, ordinal)
    join bonus.terminal_session as s
        on s.terminal = asked.terminal
        and s.token <> asked.token;
end
$$;
