// SPDX-License-Identifier: Apache-2.0
// The command line of bonusd.
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "daemon/config.h"
#include "daemon/daemon.h"
#include "daemon/startup.h"
#include "net/tls.h"

enum main_action { MAIN_RUN, MAIN_CHECK, MAIN_PRINT, MAIN_PRINT_DOCS, MAIN_VERSION, MAIN_HELP };

struct main_options {
    enum main_action action;
    const char *config_path;
};

static const char main_usage[] =
    "usage: bonusd --config FILE [--check-config | --print-config]\n"
    "       bonusd --version | --help | --print-config-docs\n"
    "\n"
    "  --config FILE        configuration file, see docs/configuration.md\n"
    "  --check-config       report every error in it and in the certificates it names\n"
    "  --print-config       print the values in effect\n"
    "  --print-config-docs  print docs/configuration.md\n";

static bool main_parse(int argc, char **argv, struct main_options *options)
{
    enum { CONFIG_FILE = 256 };
    static const struct option known[] = {
        {"config", required_argument, NULL, CONFIG_FILE},
        {"check-config", no_argument, NULL, MAIN_CHECK},
        {"print-config", no_argument, NULL, MAIN_PRINT},
        {"print-config-docs", no_argument, NULL, MAIN_PRINT_DOCS},
        {"version", no_argument, NULL, MAIN_VERSION},
        {"help", no_argument, NULL, MAIN_HELP},
        {NULL, 0, NULL, 0},
    };
    int found;
    while ((found = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (found == '?') {
            return false;
        }
        if (found == CONFIG_FILE) {
            options->config_path = optarg;
        } else {
            options->action = (enum main_action)found;
        }
    }
    bool needs_file = options->action <= MAIN_PRINT;
    return optind == argc && (!needs_file || options->config_path != NULL);
}

static void main_write(FILE *file, const struct buffer *text)
{
    if (buffer_size(text) > 0) {
        fwrite(buffer_bytes(text), 1, buffer_size(text), file);
    }
}

static int main_print_docs(void)
{
    struct buffer text;
    buffer_init(&text, CONFIG_ERRORS_BYTES_MAX);
    config_print_docs(&text);
    main_write(stdout, &text);
    buffer_clear(&text);
    return EX_OK;
}

static int main_print(const struct config *config)
{
    struct buffer text;
    buffer_init(&text, CONFIG_ERRORS_BYTES_MAX);
    config_print(config, &text);
    main_write(stdout, &text);
    buffer_clear(&text);
    return EX_OK;
}

// With a configuration that has no error. The certificates are not needed to print it.
static int main_act(const struct main_options *options, const struct config *config,
                    struct net_tls *tls)
{
    if (options->action == MAIN_PRINT) {
        return main_print(config);
    }
    if (options->action == MAIN_CHECK) {
        printf("%s: ok\n", options->config_path);
        net_tls_release(tls);
        return EX_OK;
    }
    return daemon_run(&(struct daemon_options){
        .config_path = options->config_path,
        .config = config,
        .tls = tls,
        .notify_socket = getenv("NOTIFY_SOCKET"),
        .watchdog_usec = getenv("WATCHDOG_USEC"),
        .watchdog_pid = getenv("WATCHDOG_PID"),
    });
}

static int main_with_config(const struct main_options *options)
{
    memory_keep_freed();
    struct config config;
    struct buffer text;
    buffer_init(&text, CONFIG_ERRORS_BYTES_MAX);
    struct config_errors errors = {.text = &text};
    struct net_tls *tls = NULL;
    if (options->action == MAIN_PRINT) {
        config_read(&config, options->config_path, &errors);
    } else {
        tls = startup_load(options->config_path, &config, &errors);
    }
    main_write(stderr, &text);
    buffer_clear(&text);
    return errors.count > 0 ? EX_CONFIG : main_act(options, &config, tls);
}

int main(int argc, char **argv)
{
    struct main_options options = {.action = MAIN_RUN};
    if (!main_parse(argc, argv, &options)) {
        fputs(main_usage, stderr);
        return EX_USAGE;
    }
    switch (options.action) {
    case MAIN_VERSION:
        printf("bonusd %s\n", BONUS_VERSION);
        return EX_OK;
    case MAIN_HELP:
        fputs(main_usage, stdout);
        return EX_OK;
    case MAIN_PRINT_DOCS:
        return main_print_docs();
    case MAIN_RUN:
    case MAIN_CHECK:
    case MAIN_PRINT:
        break;
    }
    return main_with_config(&options);
}
