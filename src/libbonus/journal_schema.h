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

    // `original` is what a request without a paper of its own is about: the RRN of the hold that a
    // Commit or a Void ends, the STAN that a Reversal names. `reversed_by` is the STAN of the
    // Reversal that gave a request up. A bound row holds its original like its receipt.
    "alter table request add column original integer;"
    "alter table request add column reversed_by integer;"
    "create unique index request_original on request (original, kind)"
    "    where is_bound = 1 and original is not null;"
    "create index request_reversed on request (reversed_by) where reversed_by is not null;"
    "drop index request_open;"
    "create index request_open on request (stan)"
    "    where state not in (1, 4) and reversed_by is null;"
    "drop index request_kept;"
    "create index request_kept on request (answered_at_us)"
    "    where state in (1, 4) and coalesce(body, answer) is not null;"
    // What a till that is started without the server must know.
    "alter table till add column store integer not null default 0;"
    "alter table till add column currency integer not null default 0;"
    // Advices that have no STAN yet, in the order in which they are to be sent.
    "create table advice ("
    "    place integer primary key autoincrement,"
    "    store integer,"
    "    fiscal_device text,"
    "    number text,"
    "    date integer,"
    "    late_claim integer,"
    "    original integer,"
    "    receipt_at_us integer not null,"
    "    total integer not null,"
    "    fingerprint blob not null,"
    "    body blob not null"
    ") strict;"
    "create unique index advice_receipt"
    "    on advice (number, date, store, fiscal_device, late_claim) where number is not null;"
    "create unique index advice_original on advice (original) where original is not null;",
};

#endif
