-- SPDX-License-Identifier: Apache-2.0
-- A late claim over two lanes has one key in both, and only the card's half answers for it.
begin;
select plan(4);
select till.open_shop();

create function till.status_of(stan integer)
    returns setof text language sql volatile as $$
    select format('lane %s position %s result %s', lane, key_position, key_result)
    from bonus.posting_status_v1(1, 77, stan)
$$;

-- The receipt without a card at 6 is given away under STAN 50.
update bonus.journal set kind = 13, original_position = 4, stan = 50 where lane = 1 and position = 6;
update bonus.posting_key set stan = 50 where lane = 1 and position = 6;
insert into bonus.receipt_left (lane, position, changed_position, loaded_position, claim_position, lines)
values (1, 4, 6, 0, 6, '{}');
select is_empty('select till.status_of(50)', 'what was given and not taken is not found yet');

select till.purchase(2, null, 5000, 50, 'R-50');
select results_eq('select till.status_of(50)', $$ values ('lane 2 position 1 result 1') $$,
    'what was taken is what the card''s lane decided');
select is_empty('select * from bonus.stan_conflict', 'and one STAN was not used for two cards');

update bonus.posting_key set result = 46, position = 0 where lane = 2;
select results_eq('select till.status_of(50)', $$ values ('lane 2 position 0 result 46') $$,
    'also where that is a refusal');

select * from finish();
rollback;
