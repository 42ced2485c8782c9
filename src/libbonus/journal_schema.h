// SPDX-License-Identifier: Apache-2.0
// The journal's tables. `pragma user_version` numbers them; a released version is never edited, the
// next one is added behind it and applied when an older journal is opened.
#ifndef LIBBONUS_JOURNAL_SCHEMA_H
#define LIBBONUS_JOURNAL_SCHEMA_H

// Text of each version, from 1.
static const char *const journal_schema_versions[] = {
    "create table till ("
    "    one integer primary key check (one = 1),"
    "    epoch integer not null check (epoch <> 0)," // 64 bits, as a signed number
    "    stan_highest integer not null check (stan_highest >= 0),"
    "    terminal integer not null" // 0: not used yet
    ") strict;"
    // One row for each keyed request. The receipt's columns are null where there is no receipt;
    // `is_bound` rows are those that hold their receipt. Body and answer become null some time
    // after the answer; the fingerprint, the body's SHA-256, tells the same request from another
    // for ever.
    "create table request ("
    "    stan integer primary key check (stan > 0),"
    "    kind integer not null,"
    "    state integer not null default 0,"
    "    code integer not null default 0,"
    "    is_bound integer not null,"
    "    store integer,"
    "    fiscal_device text,"
    "    number text,"
    "    date integer,"
    "    late_claim integer,"
    "    receipt_at_us integer not null,"
    "    total integer not null,"
    "    created_at_us integer not null,"
    "    answered_at_us integer,"
    "    fingerprint blob not null,"
    "    body blob,"
    "    answer blob"
    ") strict;"
    "create unique index request_receipt"
    "    on request (number, date, store, fiscal_device, late_claim) where is_bound = 1;"
    "create index request_open on request (stan) where state <> 1;"
    "create index request_kept on request (answered_at_us)"
    "    where state = 1 and coalesce(body, answer) is not null;",
};

#endif
