-- SPDX-License-Identifier: Apache-2.0
-- Called by lane_post_v1 for a row that must never be: raises BN001 and names the posting's ordinal
-- in DETAIL, so that the daemon refuses that one and posts the rest. Never returns.
create or replace function bonus.posting_refuse_v1(ordinal integer, reason text)
    returns bigint
    language plpgsql
    volatile
as $$
begin
    raise exception '%', reason
        using errcode = 'BN001', detail = pg_catalog.format('ordinal=%s', ordinal);
end
$$;
