-- SPDX-License-Identifier: Apache-2.0
-- The award rate of each currency under each version, in basis points: 1100 = 11 %. Stores may have
-- rates of their own beside it.
create or replace view bonus.programme_rate as
select
    p.version,
    s.currency,
    s.value::integer as rate_bp
from bonus.programme as p
join bonus.programme_setting as s
    on s.setting = 'rate_bp'
    and s.store is null
    and s.from_version <= p.version
    and (s.to_version is null or p.version < s.to_version);
comment on view bonus.programme_rate is 'The award rate of each currency under each version.';
