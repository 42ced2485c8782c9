// SPDX-License-Identifier: Apache-2.0
// Opens and closes the handle: options to settings, the journal, the certificates, the session.
#include "libbonus/till_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "libbonus/backoff.h"
#include "libbonus/tls.h"

#define TILL_SOFTWARE_DEFAULT "libbonus"

static_assert((int)BONUS_WAITING_MAX == (int)LIMIT_TILL_REQUESTS_MAX,
              "bonus.h says what limits.h says");
static_assert((int)BONUS_DEADLINE_MS_DEFAULT == (int)LIMIT_TILL_DEADLINE_MS, "the same");
static_assert((int)BONUS_CONNECT_MS_DEFAULT == (int)LIMIT_TILL_CONNECT_MS, "the same");
static_assert((int)BONUS_ANSWER_MS_DEFAULT == (int)LIMIT_TILL_ANSWER_MS, "the same");
static_assert((int)BONUS_ADVICES_MAX == (int)LIMIT_TILL_ADVICES_MAX, "the same");
static_assert((int)BONUS_KEPT_DAYS == (int)LIMIT_TILL_KEPT_DAYS, "the same");
static_assert((int)BONUS_LOG_DEBUG == (int)LOG_DEBUG, "the levels of both logs are one");
static_assert((int)BONUS_LOG_ERROR == (int)LOG_ERROR, "the levels of both logs are one");

int64_t till_now_us(const struct bonus *till)
{
    return till->clock.monotonic_us(till->clock.context);
}

int64_t till_wall_us(const struct bonus *till)
{
    return till->clock.wall_us(till->clock.context);
}

// The level stands in the line already; the callback wants it apart.
static enum bonus_log_level till_level_of_line(const char *line)
{
    for (enum log_level level = LOG_ERROR; level > LOG_DEBUG; level--) {
        const char *found = strstr(line, " level=");
        if (found != NULL && strncmp(found + strlen(" level="), log_level_name(level),
                                     strlen(log_level_name(level))) == 0) {
            return (enum bonus_log_level)level;
        }
    }
    return BONUS_LOG_DEBUG;
}

static void till_log_line(void *context, const char *line, size_t size)
{
    const struct bonus *till = context;
    char text[LIMIT_LOG_LINE_BYTES_MAX + 1];
    memcpy(text, line, size);
    text[size - 1] = '\0'; // the newline
    till->log_line(till->log_context, till_level_of_line(text), text);
}

static int64_t till_choose_us(int asked_ms, int default_ms)
{
    return (int64_t)(asked_ms == 0 ? default_ms : asked_ms) * 1000;
}

static enum bonus_result till_check_options(const struct bonus_options *options,
                                            struct fault *fault)
{
    const struct {
        const char *name;
        const char *value;
    } needed[] = {
        {"host", options->host},
        {"port", options->port},
        {"certificate authority's file", options->ca_file},
        {"certificate's file", options->certificate_file},
        {"private key's file", options->key_file},
        {"journal's file", options->journal_file},
    };
    for (size_t index = 0; index < BASE_COUNT(needed); index++) {
        if (needed[index].value == NULL || needed[index].value[0] == '\0') {
            return fault_set(fault, BONUS_INVALID, "The %s is missing.", needed[index].name);
        }
    }
    if (options->deadline_ms < 0 || options->connect_ms < 0 || options->answer_ms < 0) {
        return fault_set(fault, BONUS_INVALID, "A time cannot be negative.");
    }
    if (options->slip_width != 0 && options->slip_width != 32 && options->slip_width != 40 &&
        options->slip_width != 48) {
        return fault_set(fault, BONUS_INVALID, "A slip has 32, 40 or 48 columns, not %u.",
                         options->slip_width);
    }
    if (options->slip_language != NULL && strlen(options->slip_language) != 2) {
        return fault_set(fault, BONUS_INVALID,
                         "A slip's language has two letters, such as \"en\".");
    }
    return BONUS_OK;
}

static void till_set_options(struct bonus *till, const struct bonus_options *options)
{
    const char *name = options->server_name == NULL ? options->host : options->server_name;
    const char *software = options->software == NULL ? TILL_SOFTWARE_DEFAULT : options->software;
    till->texts = (struct till_texts){
        .host = memory_copy_text(options->host),
        .port = memory_copy_text(options->port),
        .server_name = memory_copy_text(name),
        .software = memory_copy_text(software),
    };
    till->slip.width = options->slip_width;
    memcpy(till->slip.language, options->slip_language == NULL ? "en" : options->slip_language, 3);
    till->deadline_us = till_choose_us(options->deadline_ms, LIMIT_TILL_DEADLINE_MS);
    till->answer_us = till_choose_us(options->answer_ms, LIMIT_TILL_ANSWER_MS);
    till->clock = clock_of_system;
    till->log_line = options->log;
    till->log_context = options->log_context;
    log_init(&till->log, -1, LOG_DEBUG);
    till->log.sink = till_log_line;
    till->log.sink_context = till;
    random_fill(&till->random, sizeof(till->random));
    call_table_init(&till->calls, options->log == NULL ? NULL : &till->log);
}

static enum bonus_result till_open_journal(struct bonus *till, const char *path,
                                           struct fault *fault)
{
    uint64_t epoch = 0;
    while (epoch == 0) {
        random_fill(&epoch, sizeof(epoch));
    }
    return journal_open(path, epoch, &till->journal, fault);
}

static void till_create_session(struct bonus *till, const struct bonus_options *options)
{
    till->session = session_create(&(struct session_settings){
        .context = till->context,
        .target = {till->texts.host, till->texts.port, till->texts.server_name},
        .epoch = journal_epoch(till->journal),
        .software = till->texts.software,
        .connect_us = till_choose_us(options->connect_ms, LIMIT_TILL_CONNECT_MS),
        .seed = backoff_random(&till->random),
        .clock = till->clock,
        .log = till->calls.log,
    });
}

enum bonus_result bonus_open(const struct bonus_options *options, struct bonus **till,
                             char error[BONUS_ERROR_BYTES_MAX])
{
    struct fault fault = {.text = ""};
    struct bonus *opened = NULL;
    enum bonus_result result = till_check_options(options, &fault);
    if (result == BONUS_OK) {
        const struct tls_files files = {
            .ca = options->ca_file,
            .certificate = options->certificate_file,
            .key = options->key_file,
        };
        opened = memory_allocate(1, sizeof(*opened));
        till_set_options(opened, options);
        result = tls_context_create(&files, &opened->context, &fault);
    }
    if (result == BONUS_OK) {
        result = till_open_journal(opened, options->journal_file, &fault);
    }
    if (result == BONUS_OK) {
        const struct journal_owner owner = journal_owner(opened->journal);
        opened->facts = (struct bonus_session){.store = owner.store, .currency = owner.currency};
        till_create_session(opened, options);
    } else {
        bonus_close(opened);
        opened = NULL;
    }
    memcpy(error, fault.text, sizeof(fault.text));
    *till = opened;
    return result;
}

void bonus_close(struct bonus *till)
{
    if (till == NULL) {
        return;
    }
    session_destroy(till->session);
    if (till->journal != NULL && journal_commit(till->journal, &till->fault) != BONUS_OK) {
        log_event(till->calls.log, LOG_ERROR, "journal_failed",
                  LOG_TEXT("reason", till->fault.text));
    }
    journal_close(till->journal);
    SSL_CTX_free(till->context);
    call_table_clear(&till->calls);
    free(till->outcome.slip);
    free(till->texts.host);
    free(till->texts.port);
    free(till->texts.server_name);
    free(till->texts.software);
    free(till);
}

const char *bonus_error(const struct bonus *till)
{
    return till->fault.text;
}

enum bonus_result bonus_connect(struct bonus *till)
{
    fault_clear(&till->fault);
    return exchange_connect(till);
}

const struct bonus_session *bonus_session(const struct bonus *till)
{
    return till->is_checked ? &till->facts : NULL;
}

uint32_t bonus_store(const struct bonus *till)
{
    return till->facts.store;
}
