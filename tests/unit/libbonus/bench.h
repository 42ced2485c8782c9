// SPDX-License-Identifier: Apache-2.0
// What a test of the till's library needs around it: certificates, a fake server, a journal in a
// folder that is removed, a till with short deadlines, and a receipt.
#ifndef LIBBONUS_BENCH_H
#define LIBBONUS_BENCH_H

#include <bonus/bonus.h>

#include "libbonus/fake_server.h"
#include "net/pki.h"

enum { BENCH_DEADLINE_MS = 600, BENCH_ANSWER_MS = 150 };

struct bench {
    struct pki pki;
    struct pki_authority authority;
    struct pki_authority stranger; // an authority nobody trusts
    struct pki_files server_files;
    struct pki_files till_files;
    struct pki_files stranger_files; // a till's, issued by the stranger
    struct fake_server server;
    char journal[PKI_PATH_BYTES];
    struct bonus_options options;
    struct bonus *till;
    struct bonus_outcome outcome;
    char log[65536]; // every line so far
};

// For cmocka: *state becomes a bench with a server and no till yet.
int bench_set_up(void **state);
int bench_tear_down(void **state);

// Opens the till; must succeed.
void bench_open(struct bench *bench);

// Closes it and opens it again, as a restart would.
void bench_reopen(struct bench *bench);

// Removes the journal's files: what a reinstalled till has.
void bench_forget_journal(struct bench *bench);

// Receipt `number` of one line of `total`; valid until the next call.
const struct bonus_purchase *bench_receipt(const char *number, int64_t total);

// Submits and waits; fails the test if the library's and the outcome's results are not the same.
enum bonus_result bench_purchase(struct bench *bench, const char *number, int64_t total);

#endif
