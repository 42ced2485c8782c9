-- SPDX-License-Identifier: Apache-2.0
-- Rule: a member is named by the position of the activation (kind 2) that it began with.
-- A row here means that an account or a posting belongs to nobody.
select
    m.lane,
    m.member as position,
    pg_catalog.format('member %s of %s did not begin with an activation', m.member, m.source) as what
from (
    select distinct lane, member, 'the journal' as source from bonus.journal
    union
    select lane, member, 'an account' from bonus.account
    union
    select lane, member, 'a card' from bonus.card
) as m
left join bonus.journal as j
    on j.lane = m.lane
    and j.position = m.member
where m.member is not null
    and (j.kind, j.member) is distinct from (2::smallint, m.member);
