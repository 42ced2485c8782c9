-- SPDX-License-Identifier: Apache-2.0
-- Registers what `bonus-bench pki` issued, read from standard input: all tills in store 1.
create temporary table holder (
    name text,
    role text,
    fingerprint text
);
\copy holder from pstdin

insert into bonus.terminal (name, role, store)
select name, role, case role when 'terminal' then 1 end
from holder;

insert into bonus.terminal_certificate (terminal, fingerprint)
select t.terminal, decode(h.fingerprint, 'hex')
from holder as h
join bonus.terminal as t on t.name = h.name;

select bonus.registry_revision_raise_v1();
