// SPDX-License-Identifier: Apache-2.0
// Sets the stage for the till's library.
#include "libbonus/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "support/cmocka.h"

static void bench_log(void *context, enum bonus_log_level level, const char *line)
{
    struct bench *bench = context;
    (void)level;
    size_t used = strlen(bench->log);
    snprintf(bench->log + used, sizeof(bench->log) - used, "%s\n", line);
}

static void bench_issue(struct bench *bench)
{
    pki_open(&bench->pki);
    pki_make_authority(&bench->pki, "authority", &bench->authority);
    pki_make_authority(&bench->pki, "stranger", &bench->stranger);
    const struct pki_wish server = {.file = "server", .name = "server", .key_usage = "serverAuth"};
    const struct pki_wish till = {
        .file = "till",
        .unit = "terminal",
        .name = "till-1",
        .key_usage = "clientAuth",
    };
    struct pki_wish strange = till;
    strange.file = "strange-till";
    pki_issue(&bench->pki, &bench->authority, &server, &bench->server_files);
    pki_issue(&bench->pki, &bench->authority, &till, &bench->till_files);
    pki_issue(&bench->pki, &bench->stranger, &strange, &bench->stranger_files);
}

int bench_set_up(void **state)
{
    struct bench *bench = memory_allocate(1, sizeof(*bench));
    bench_issue(bench);
    fake_server_start(&bench->server, &bench->server_files, bench->authority.files.certificate);
    snprintf(bench->journal, sizeof(bench->journal), "%s/journal.db", bench->pki.folder);
    bench->options = (struct bonus_options){
        .host = "127.0.0.1",
        .port = bench->server.port,
        .ca_file = bench->authority.files.certificate,
        .certificate_file = bench->till_files.certificate,
        .key_file = bench->till_files.key,
        .journal_file = bench->journal,
        .slip_width = 32,
        .deadline_ms = BENCH_DEADLINE_MS,
        .connect_ms = BENCH_DEADLINE_MS,
        .answer_ms = BENCH_ANSWER_MS,
        .log = bench_log,
        .log_context = bench,
    };
    *state = bench;
    return 0;
}

int bench_tear_down(void **state)
{
    struct bench *bench = *state;
    bonus_close(bench->till);
    fake_server_stop(&bench->server);
    pki_drop_authority(&bench->authority);
    pki_drop_authority(&bench->stranger);
    pki_close(&bench->pki);
    free(bench);
    return 0;
}

void bench_open(struct bench *bench)
{
    char error[BONUS_ERROR_BYTES_MAX];
    enum bonus_result result = bonus_open(&bench->options, &bench->till, error);
    assert_string_equal(error, "");
    assert_int_equal(result, BONUS_OK);
}

void bench_reopen(struct bench *bench)
{
    bonus_close(bench->till);
    bench_open(bench);
}

void bench_forget_journal(struct bench *bench)
{
    char path[PKI_PATH_BYTES + 8];
    static const char *const endings[] = {"", "-wal", "-shm"};
    bonus_close(bench->till);
    bench->till = NULL;
    for (size_t index = 0; index < BASE_COUNT(endings); index++) {
        snprintf(path, sizeof(path), "%s%s", bench->journal, endings[index]);
        unlink(path);
    }
}

const struct bonus_purchase *bench_receipt(const char *number, int64_t total)
{
    static _Thread_local struct bonus_line line;
    static _Thread_local struct bonus_purchase purchase;
    line = (struct bonus_line){.sku = "85123A", .quantity_milli = 1000, .amount = total};
    purchase = (struct bonus_purchase){
        .card = "2000000178509",
        .entry = BONUS_CARD_ENTRY_BARCODE,
        .receipt = {.fiscal_device = "FD000003", .number = number, .date = 20101201},
        .receipt_at_us = 1291191960000000,
        .utc_offset_min = 180,
        .total = total,
        .lines = &line,
        .line_count = 1,
    };
    return &purchase;
}

enum bonus_result bench_purchase(struct bench *bench, const char *number, int64_t total)
{
    enum bonus_result result =
        bonus_purchase(bench->till, bench_receipt(number, total), &bench->outcome);
    assert_int_equal(result, bench->outcome.result);
    return result;
}
