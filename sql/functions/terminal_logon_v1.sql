-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon at Logon: from now on the session with this token is the terminal's only one.
-- Locks the terminal's row of terminal_session, so that of several Logons the last one stands; those
-- of other terminals do not wait. Returns the highest STAN decided for the terminal and epoch in any
-- lane, 0 where there is none.
create or replace function bonus.terminal_logon_v1(
    of_terminal integer,
    of_epoch bigint,
    of_token bigint
)
    returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into bonus.terminal_session (terminal, token, since)
    values (of_terminal, of_token, clock_timestamp())
    on conflict on constraint terminal_session_pkey do update
    set token = excluded.token,
        since = excluded.since;
    return (
        select coalesce(max(k.stan), 0)
        from bonus.lane as l
        cross join lateral (
            select stan
            from bonus.posting_key
            where posting_key.lane = l.lane
                and terminal = of_terminal
                and epoch = of_epoch
            order by stan desc
            limit 1
        ) as k
    );
end
$$;
