// SPDX-License-Identifier: Apache-2.0
// Settings to the library's options.
#include "tools/pos/tills.h"

#include <string.h>

#include "base/decimal.h"
#include "tools/pos/answer.h"

enum { TILLS_HOST_BYTES = 256 };

static const char tills_setting_hint[] =
    "say it on the command line, or in section [till] of the file named by --config";

// What the library reports of itself; --verbose turns it on.
static void tills_log(void *context, enum bonus_log_level level, const char *line)
{
    const struct pos *pos = context;
    (void)level;
    fprintf(pos->error, "%s\n", line);
}

static const char *tills_hint(enum bonus_result result)
{
    static const char *const hints[] = {
        [BONUS_UNREACHABLE] = "is the server running, and is --server right?",
        [BONUS_TLS_REFUSED] = "--ca, --cert, --key and --server-name must fit the server's",
        [BONUS_LOGON_REFUSED] = "bonusctl terminal list shows what the server knows",
        [BONUS_JOURNAL_FOREIGN] = "name this till's own journal with --journal",
    };
    return (size_t)result < BASE_COUNT(hints) ? hints[result] : NULL;
}

enum pos_result tills_fail(const struct pos *pos, const struct bonus *till,
                           enum bonus_result result)
{
    return pos_fail(pos, pos_result_of(result), tills_hint(result), "%s", bonus_error(till));
}

static enum pos_result tills_require(const struct pos *pos, const char *option, const char *value)
{
    if (value == NULL) {
        return pos_fail(pos, POS_USAGE, tills_setting_hint, "--%s is not set", option);
    }
    return POS_OK;
}

// "host:port" or "[address]:port".
static enum pos_result tills_split_server(const struct pos *pos, const char *server,
                                          char host[TILLS_HOST_BYTES], const char **port)
{
    const char *colon = strrchr(server, ':');
    size_t size = colon == NULL ? 0 : (size_t)(colon - server);
    bool is_bracketed = size >= 2 && server[0] == '[' && server[size - 1] == ']';
    if (size == 0 || size >= TILLS_HOST_BYTES || colon[1] == '\0') {
        return pos_fail(pos, POS_USAGE, NULL,
                        "--server is \"%s\", it should be HOST:PORT, such as bonus.example:7450",
                        server);
    }
    snprintf(host, TILLS_HOST_BYTES, "%.*s", (int)(is_bracketed ? size - 2 : size),
             server + is_bracketed);
    *port = colon + 1;
    return POS_OK;
}

static enum pos_result tills_check(const struct pos *pos, const struct settings *settings,
                                   const struct tills_files *files)
{
    const struct {
        const char *option;
        const char *value;
    } needed[] = {
        {"server", settings->server}, {"ca", settings->ca},        {"cert", files->certificate},
        {"key", files->key},          {"journal", files->journal},
    };
    enum pos_result result = POS_OK;
    for (size_t index = 0; index < BASE_COUNT(needed) && result == POS_OK; index++) {
        result = tills_require(pos, needed[index].option, needed[index].value);
    }
    return result;
}

enum pos_result tills_open(const struct pos *pos, const struct settings *settings,
                           const struct tills_files *files, struct bonus **till)
{
    const struct tills_files own = {settings->certificate, settings->key, settings->journal};
    char host[TILLS_HOST_BYTES];
    const char *port = NULL;
    files = files == NULL ? &own : files;
    *till = NULL;
    enum pos_result result = tills_check(pos, settings, files);
    if (result == POS_OK) {
        result = tills_split_server(pos, settings->server, host, &port);
    }
    if (result != POS_OK) {
        return result;
    }
    const struct bonus_options options = {
        .host = host,
        .port = port,
        .server_name = settings->server_name,
        .ca_file = settings->ca,
        .certificate_file = files->certificate,
        .key_file = files->key,
        .journal_file = files->journal,
        .software = "bonus-pos " BONUS_VERSION,
        .slip_language = settings->language,
        .slip_width = settings->width,
        .deadline_ms = (int)settings->deadline_ms,
        .log = settings->verbose ? tills_log : NULL,
        // The callback takes it back as what it was.
        .log_context = (void *)(uintptr_t)pos,
    };
    char error[BONUS_ERROR_BYTES_MAX];
    enum bonus_result opened = bonus_open(&options, till, error);
    if (opened != BONUS_OK) {
        return pos_fail(pos, pos_result_of(opened), NULL, "%s", error);
    }
    return POS_OK;
}

enum pos_result tills_connect(const struct pos *pos, const struct settings *settings,
                              struct bonus **till)
{
    enum pos_result result = tills_open(pos, settings, NULL, till);
    if (result != POS_OK) {
        return result;
    }
    enum bonus_result connected = bonus_connect(*till);
    if (connected != BONUS_OK) {
        result = tills_fail(pos, *till, connected);
        bonus_close(*till);
        *till = NULL;
    }
    return result;
}

enum pos_result tills_reach(const struct pos *pos, const struct settings *settings,
                            struct bonus **till)
{
    return settings->offline ? tills_open(pos, settings, NULL, till)
                             : tills_connect(pos, settings, till);
}

enum pos_result tills_advise(const struct pos *pos, struct bonus *till,
                             const struct bonus_advice *happened)
{
    struct bonus_advice advice = *happened;
    advice.reason = BONUS_ADVICE_NO_CONNECTION;
    enum bonus_result advised = bonus_advise(till, &advice);
    if (advised != BONUS_OK) {
        return tills_fail(pos, till, advised);
    }
    size_t waiting = bonus_advices_waiting(till);
    if (pos->json) {
        answer_print_json(pos, json_pack("{s:I}", "advices_waiting", (json_int_t)waiting));
    } else {
        fprintf(pos->error, "bonus-pos: kept; %zu for bonus-pos advise to send\n", waiting);
    }
    return POS_OK;
}

enum pos_result tills_read_stan(const struct pos *pos, const char *word, uint64_t *stan)
{
    int64_t number = 0;
    if (decimal_parse(word, strlen(word), 0, &number) != BASE_OK || number < 1) {
        return pos_fail(pos, POS_USAGE, "bonus-pos pending lists those without an answer",
                        "\"%s\" is not a STAN: it should be a number from 1", word);
    }
    *stan = (uint64_t)number;
    return POS_OK;
}
