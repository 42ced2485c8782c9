-- SPDX-License-Identifier: Apache-2.0
-- What passed by card, cashier, till and store, hour by hour, for the limits of the programme. Nothing
-- is counted where there are none.

create table bonus.velocity (
    count bigint not null,
    points bigint not null,
    money bigint not null,
    hour integer not null,
    lane smallint not null,
    subject smallint not null,
    key text not null,
    constraint velocity_pkey primary key (lane, subject, key, hour)
) with (fillfactor = 70);
create index velocity_hour on bonus.velocity (hour);
comment on table bonus.velocity is
    'Postings on cards in each hour, by whom; three days of it are kept.';
comment on column bonus.velocity.hour is 'Of the store: hours of its local time since 1970-01-01.';
comment on column bonus.velocity.subject is '0 card, 1 cashier, 2 till, 3 store.';
comment on column bonus.velocity.key is
    'The card''s number; "store/cashier"; the number of the till, of the store.';
comment on column bonus.velocity.points is 'Earned and redeemed.';
