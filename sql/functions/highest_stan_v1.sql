-- SPDX-License-Identifier: Apache-2.0
-- Called by the daemon at Logon: the highest STAN decided for a terminal and epoch in any lane, 0
-- where there is none. Locks nothing.
create or replace function bonus.highest_stan_v1(of_terminal integer, of_epoch bigint)
    returns bigint
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
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
