// SPDX-License-Identifier: Apache-2.0
// `bonusctl pki init|server|terminal|operator|subscriber`: the chain's own certificate authority in
// one folder: ca.pem, ca.key, and NAME/cert.pem, NAME/key.pem for everyone else.
#include "tools/ctl/commands.h"

#include <jansson.h>
#include <limits.h>

#include "base/random.h"
#include "tools/ctl/certificate.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/pki_certificate.h"
#include "tools/ctl/pki_file.h"

#define PKI_FOLDER_DEFAULT "pki"

enum {
    PKI_AUTHORITY_DAYS = 7300, // tills live long; a new authority means a visit to each of them
    PKI_LEAF_DAYS = 825,
    PKI_DAYS_MAX = 36500,
    PKI_SECOND_US = 1000000,
};

struct pki_values {
    const char *folder;
    const char *name;
    struct option_texts hosts;
    uint32_t days;
    bool force;
};

// What is made, and where.
struct pki_paths {
    char folder[PATH_MAX];
    char certificate[PATH_MAX];
    char key[PATH_MAX];
};

struct pki_pair {
    X509 *certificate;
    EVP_PKEY *key;
};

static void pki_pair_clear(struct pki_pair *pair)
{
    X509_free(pair->certificate);
    EVP_PKEY_free(pair->key);
}

static const char *pki_folder(const struct pki_values *values)
{
    return values->folder != NULL ? values->folder : PKI_FOLDER_DEFAULT;
}

// The authority lies in the folder itself, everyone else in a folder named like them.
static enum ctl_result pki_paths_set(struct ctl *ctl, const struct pki_values *values,
                                     const char *name, struct pki_paths *paths)
{
    const char *root = pki_folder(values);
    int sizes[3];
    if (name == NULL) {
        sizes[0] = snprintf(paths->folder, PATH_MAX, "%s", root);
        sizes[1] = snprintf(paths->certificate, PATH_MAX, "%s/ca.pem", root);
        sizes[2] = snprintf(paths->key, PATH_MAX, "%s/ca.key", root);
    } else {
        sizes[0] = snprintf(paths->folder, PATH_MAX, "%s/%s", root, name);
        sizes[1] = snprintf(paths->certificate, PATH_MAX, "%s/%s/cert.pem", root, name);
        sizes[2] = snprintf(paths->key, PATH_MAX, "%s/%s/key.pem", root, name);
    }
    for (size_t index = 0; index < BASE_COUNT(sizes); index++) {
        if (sizes[index] >= PATH_MAX) {
            return ctl_fail(ctl, CTL_USAGE, NULL, "the folder's name is too long");
        }
    }
    return CTL_OK;
}

static enum ctl_result pki_read_authority(struct ctl *ctl, const struct pki_values *values,
                                          struct pki_pair *authority)
{
    struct pki_paths paths;
    enum ctl_result result = pki_paths_set(ctl, values, NULL, &paths);
    if (result == CTL_OK) {
        result = pki_file_read_certificate(ctl, paths.certificate, &authority->certificate);
    }
    if (result == CTL_OK) {
        result = pki_file_read_key(ctl, paths.key, &authority->key);
    }
    if (result == CTL_OK && X509_check_private_key(authority->certificate, authority->key) != 1) {
        result = ctl_fail(ctl, CTL_DATA, NULL, "%s and %s do not belong together",
                          paths.certificate, paths.key);
    }
    return result;
}

static enum ctl_result pki_write(struct ctl *ctl, const struct pki_paths *paths,
                                 const struct pki_pair *pair, bool force)
{
    enum ctl_result result = pki_file_make_folder(ctl, paths->folder);
    if (result == CTL_OK) {
        result = pki_file_check_free(ctl, paths->certificate, force);
    }
    if (result == CTL_OK) {
        result = pki_file_write_key(ctl, paths->key, pair->key, force);
    }
    if (result == CTL_OK) {
        result = pki_file_write_certificate(ctl, paths->certificate, pair->certificate, force);
    }
    return result;
}

static void pki_print(struct ctl *ctl, const struct pki_paths *paths, const X509 *certificate)
{
    char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES];
    struct tm end = {0};
    char end_text[sizeof("9999-12-31")];
    certificate_print_fingerprint(certificate, fingerprint);
    CHECK(ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) == 1);
    strftime(end_text, sizeof(end_text), "%F", &end);
    if (ctl->json) {
        listing_print_json(ctl, json_pack("{s:s, s:s, s:s, s:s}", "certificate", paths->certificate,
                                          "key", paths->key, "fingerprint", fingerprint,
                                          "valid_until", end_text));
        return;
    }
    fprintf(ctl->out, "certificate  %s\nkey          %s\nSHA-256      %s\nvalid until  %s\n",
            paths->certificate, paths->key, fingerprint, end_text);
}

// Makes key and certificate for the subject, signed by the authority, or by itself if that is NULL.
static enum ctl_result pki_make(struct ctl *ctl, const struct pki_values *values,
                                struct pki_subject *subject, const struct pki_pair *authority)
{
    struct pki_paths paths;
    struct pki_pair made = {0};
    enum ctl_result result =
        pki_paths_set(ctl, values, authority == NULL ? NULL : subject->name, &paths);
    if (result != CTL_OK) {
        return result;
    }
    subject->now_s = ctl->clock.wall_us(ctl->clock.context) / PKI_SECOND_US;
    random_fill(subject->serial, sizeof(subject->serial));
    made.key = pki_key_create();
    if (made.key != NULL) {
        made.certificate = pki_certificate_create(subject, made.key,
                                                  authority == NULL ? NULL : authority->certificate,
                                                  authority == NULL ? made.key : authority->key);
    }
    if (made.certificate == NULL) {
        result = ctl_fail(ctl, CTL_SOFTWARE, NULL, "OpenSSL could not make the certificate");
    } else {
        result = pki_write(ctl, &paths, &made, values->force);
    }
    if (result == CTL_OK) {
        pki_print(ctl, &paths, made.certificate);
    }
    pki_pair_clear(&made);
    return result;
}

static enum ctl_result pki_check_hosts(struct ctl *ctl, const struct pki_subject *subject)
{
    for (size_t index = 0; index < subject->host_count; index++) {
        if (!pki_host_is_valid(subject->hosts[index])) {
            return ctl_fail(ctl, CTL_USAGE, NULL, "\"%s\" is no host name and no IP address",
                            subject->hosts[index]);
        }
    }
    return CTL_OK;
}

// A certificate that outlives its authority fails all at once on a day nobody thinks of.
static enum ctl_result pki_check_end(struct ctl *ctl, const struct pki_subject *subject,
                                     const X509 *authority)
{
    time_t end = (time_t)(ctl->clock.wall_us(ctl->clock.context) / PKI_SECOND_US) +
                 (time_t)subject->days * 86400;
    if (X509_cmp_time(X509_get0_notAfter(authority), &end) < 0) {
        return ctl_fail(ctl, CTL_DATA, "give fewer --days, or make a new authority in time",
                        "the authority expires before %u days are over", subject->days);
    }
    return CTL_OK;
}

static enum ctl_result pki_make_leaf(struct ctl *ctl, const struct pki_values *values,
                                     struct pki_subject *subject)
{
    if (!pki_name_is_valid(subject->name)) {
        return ctl_fail(ctl, CTL_USAGE,
                        "letters, digits, '.', '-' and '_', up to 63, beginning with a letter or "
                        "a digit",
                        "\"%s\" is no name", subject->name);
    }
    struct pki_pair authority = {0};
    enum ctl_result result = pki_check_hosts(ctl, subject);
    if (result == CTL_OK) {
        result = pki_read_authority(ctl, values, &authority);
    }
    if (result == CTL_OK) {
        result = pki_check_end(ctl, subject, authority.certificate);
    }
    if (result == CTL_OK) {
        result = pki_make(ctl, values, subject, &authority);
    }
    pki_pair_clear(&authority);
    return result;
}

static enum ctl_result pki_init_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct pki_values *values = arguments->values;
    struct pki_subject subject = {
        .use = PKI_USE_AUTHORITY,
        .unit = "authority",
        .name = values->name != NULL ? values->name : "bonus authority",
        .days = values->days != 0 ? values->days : PKI_AUTHORITY_DAYS,
    };
    return pki_make(ctl, values, &subject, NULL);
}

static enum ctl_result pki_server_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct pki_values *values = arguments->values;
    struct pki_subject subject = {
        .use = PKI_USE_SERVER,
        .unit = "server",
        .name = arguments->words[0],
        .hosts = values->hosts.count > 0 ? values->hosts.texts : arguments->words,
        .host_count = values->hosts.count > 0 ? values->hosts.count : 1,
        .days = values->days != 0 ? values->days : PKI_LEAF_DAYS,
    };
    return pki_make_leaf(ctl, values, &subject);
}

static enum ctl_result pki_client_make(struct ctl *ctl, const struct arguments *arguments,
                                       const char *role)
{
    const struct pki_values *values = arguments->values;
    struct pki_subject subject = {
        .use = PKI_USE_CLIENT,
        .unit = role,
        .name = arguments->words[0],
        .days = values->days != 0 ? values->days : PKI_LEAF_DAYS,
    };
    return pki_make_leaf(ctl, values, &subject);
}

static enum ctl_result pki_terminal_run(struct ctl *ctl, const struct arguments *arguments)
{
    return pki_client_make(ctl, arguments, "terminal");
}

static enum ctl_result pki_operator_run(struct ctl *ctl, const struct arguments *arguments)
{
    return pki_client_make(ctl, arguments, "operator");
}

static enum ctl_result pki_subscriber_run(struct ctl *ctl, const struct arguments *arguments)
{
    return pki_client_make(ctl, arguments, "subscriber");
}

#define PKI_OPTION_FOLDER                                                                          \
    {                                                                                              \
        .name = "dir", .kind = OPTION_TEXT, .offset = offsetof(struct pki_values, folder),         \
        .value_name = "DIR", .help = "where the authority lives; default " PKI_FOLDER_DEFAULT      \
    }
#define PKI_OPTION_DAYS(text)                                                                      \
    {                                                                                              \
        .name = "days", .kind = OPTION_NUMBER, .offset = offsetof(struct pki_values, days),        \
        .value_name = "N", .number_min = 1, .number_max = PKI_DAYS_MAX,                            \
        .help = "validity; default " text                                                          \
    }
#define PKI_OPTION_FORCE                                                                           \
    {                                                                                              \
        .name = "force", .kind = OPTION_FLAG, .offset = offsetof(struct pki_values, force),        \
        .help = "replace files that are there"                                                     \
    }

static const struct option pki_init_options[] = {
    PKI_OPTION_FOLDER,
    {.name = "name",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct pki_values, name),
     .value_name = "TEXT",
     .help = "name of the authority"},
    PKI_OPTION_DAYS("7300"),
    PKI_OPTION_FORCE,
};

static const struct option pki_server_options[] = {
    PKI_OPTION_FOLDER,
    {.name = "host",
     .kind = OPTION_TEXTS,
     .offset = offsetof(struct pki_values, hosts),
     .value_name = "HOST",
     .help = "DNS name or IP address tills connect to; may be repeated; default NAME"},
    PKI_OPTION_DAYS("825"),
    PKI_OPTION_FORCE,
};

static const struct option pki_client_options[] = {
    PKI_OPTION_FOLDER,
    PKI_OPTION_DAYS("825"),
    PKI_OPTION_FORCE,
};

#define PKI_TEXT                                                                                   \
    "Writes DIR/NAME/cert.pem and DIR/NAME/key.pem (readable by the owner alone) and prints the\n" \
    "certificate's SHA-256. Keys are P-256. Nothing that is there is replaced without --force."

const struct command pki_init_command = {
    .path = "pki init",
    .words = "",
    .options = pki_init_options,
    .option_count = BASE_COUNT(pki_init_options),
    .values_size = sizeof(struct pki_values),
    .has_json = true,
    .summary = "make the certificate authority",
    .text =
        "Writes DIR/ca.pem and DIR/ca.key (readable by the owner alone). Whoever has ca.key can\n"
        "make tills and operators: keep it off the servers.",
    .run = pki_init_run,
};

const struct command pki_server_command = {
    .path = "pki server",
    .words = "NAME",
    .words_min = 1,
    .words_max = 1,
    .options = pki_server_options,
    .option_count = BASE_COUNT(pki_server_options),
    .values_size = sizeof(struct pki_values),
    .has_json = true,
    .summary = "make a server's certificate",
    .text = PKI_TEXT,
    .run = pki_server_run,
};

#define PKI_CLIENT_COMMAND(role, description)                                                      \
    const struct command pki_##role##_command = {                                                  \
        .path = "pki " #role,                                                                      \
        .words = "NAME",                                                                           \
        .words_min = 1,                                                                            \
        .words_max = 1,                                                                            \
        .options = pki_client_options,                                                             \
        .option_count = BASE_COUNT(pki_client_options),                                            \
        .values_size = sizeof(struct pki_values),                                                  \
        .has_json = true,                                                                          \
        .summary = description,                                                                    \
        .text = PKI_TEXT,                                                                          \
        .run = pki_##role##_run,                                                                   \
    }

PKI_CLIENT_COMMAND(terminal, "make a terminal's certificate");
PKI_CLIENT_COMMAND(operator, "make an operator's certificate");
PKI_CLIENT_COMMAND(subscriber, "make a feed subscriber's certificate");
