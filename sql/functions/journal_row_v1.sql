-- SPDX-License-Identifier: Apache-2.0
-- Called by lane_facts_v1 for the few requests whose key is known: the row that was posted under
-- it. A function of its own so that a turn without repeats never opens the journal's partitions.
-- Locks nothing. Returns one row, or none where that partition is detached.
create or replace function bonus.journal_row_v1(of_lane smallint, of_position bigint)
    returns setof bonus.journal
    language plpgsql
    stable
    rows 1
as $$
begin
    return query
    select *
    from bonus.journal as j
    where j.lane = of_lane
        and j.position = of_position;
end
$$;
