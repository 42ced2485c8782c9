// SPDX-License-Identifier: Apache-2.0
// Loads everything a configuration file leads to.
#include "daemon/startup.h"

#include <stddef.h>
#include <string.h>

#include "net/result.h"
#include "net/tls.h"

// The setting that named the file an error is about.
static enum config_setting startup_find_setting(const struct config *config, const char *fact)
{
    if (strncmp(fact, config->tls_key, strlen(config->tls_key)) == 0) {
        return CONFIG_SETTING_tls_key;
    }
    if (strncmp(fact, config->tls_authority, strlen(config->tls_authority)) == 0) {
        return CONFIG_SETTING_tls_authority;
    }
    return CONFIG_SETTING_tls_certificate;
}

struct net_tls *startup_load(const char *path, struct config *config, struct config_errors *errors)
{
    config_read(config, path, errors);
    if (errors->count > 0) {
        return NULL;
    }
    const struct net_tls_files files = {
        .certificate = config->tls_certificate,
        .key = config->tls_key,
        .authority = config->tls_authority,
    };
    struct net_tls *tls = NULL;
    struct net_error error;
    if (net_tls_create_server(&files, &tls, &error) != NET_OK) {
        config_add_error(errors, config, path, startup_find_setting(config, error.fact), error.fact,
                         error.hint);
        return NULL;
    }
    return tls;
}
