-- SPDX-License-Identifier: Apache-2.0
-- Called by lane_recall_v1 for the few requests whose key is known: the row that was posted under
-- it. A function of its own so that a turn without repeats never opens the journal's partitions.
-- Locks nothing. Returns the row; all of it is null where that partition is detached.
create or replace function bonus.journal_row_v1(of_lane smallint, of_position bigint)
    returns bonus.journal
    language plpgsql
    stable
as $$
declare
    found_row bonus.journal;
begin
    select *
    into found_row
    from bonus.journal as j
    where j.lane = of_lane
        and j.position = of_position;
    return found_row;
end
$$;
