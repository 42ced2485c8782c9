-- SPDX-License-Identifier: Apache-2.0
-- Called by `bonusctl db migrate` and by each daemon at its start and every minute: makes sure that
-- partitions for at least `rows_ahead` positions beyond the highest head exist. Locks nothing that
-- a turn needs: a partition is made apart and then attached (SHARE UPDATE EXCLUSIVE). Two callers
-- at once take turns by an advisory lock. Bodies are compressed in their rows from a row of 256 bytes
-- on. Returns the number of partitions made.
create or replace function bonus.journal_partition_ahead_v1(rows_ahead bigint)
    returns integer
    language plpgsql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    partition_rows constant bigint := 5000000;
    made integer := 0;
    wanted bigint;
    partition_from bigint;
    partition_name text;
begin
    perform pg_advisory_xact_lock(hashtext('bonus.journal_partition'));
    select coalesce(max(s.last), 0) + rows_ahead
    into wanted
    from bonus.lane l
    cross join lateral (
        select last from bonus.seal where lane = l.lane order by last desc limit 1
    ) s;
    for partition_from in
        select * from generate_series(0::bigint, wanted, partition_rows)
    loop
        partition_name := format('journal_%s', lpad((partition_from / partition_rows)::text, 5, '0'));
        continue when to_regclass(format('bonus.%I', partition_name)) is not null;
        execute format(
            'create table bonus.%I (like bonus.journal including defaults including constraints'
            ' including compression including storage) with (toast_tuple_target = 256)',
            partition_name);
        execute format(
            'alter table bonus.journal attach partition bonus.%I for values from (%s) to (%s)',
            partition_name, partition_from, partition_from + partition_rows);
        made := made + 1;
    end loop;
    return made;
end
$$;
