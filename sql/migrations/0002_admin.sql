-- SPDX-License-Identifier: Apache-2.0
-- The role of those who run bonusctl: it reads everything and changes the registry and the stock of
-- cards through functions alone. What each role may do stands in sql/grants.sql.

do $$
begin
    if not exists (select from pg_catalog.pg_roles where rolname = 'bonus_admin') then
        create role bonus_admin nologin;
    end if;
end
$$;
