// SPDX-License-Identifier: Apache-2.0
// Loads a private key, unless its file is open to those who could then speak in its owner's name.
#include "net/tls_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/key_file.h"

#define NET_TLS_KEY_HINT                                                                           \
    "Give it to the user that runs this program with mode 0600, or to root with mode 0640 and "    \
    "that user's group."

static enum net_result net_tls_read_key(SSL_CTX *context, FILE *in, const char *file,
                                        struct net_error *error)
{
    EVP_PKEY *key = PEM_read_PrivateKey(in, NULL, NULL, NULL);
    bool is_loaded = key != NULL && SSL_CTX_use_PrivateKey(context, key) == 1;
    EVP_PKEY_free(key);
    if (!is_loaded) {
        return net_tls_explain_openssl(error, file,
                                       "Give the private key that belongs to the certificate.");
    }
    return NET_OK;
}

// What is looked at is what is read: a file exchanged meanwhile has a descriptor of its own.
enum net_result net_tls_load_key(SSL_CTX *context, const char *file, struct net_error *error)
{
    char reason[NET_TLS_REASON_BYTES];
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); // no waiting for a pipe
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        snprintf(reason, sizeof(reason), "%m");
        if (fd >= 0) {
            close(fd);
        }
        return net_tls_explain(error, file, reason,
                               "Give the private key that belongs to the certificate.");
    }
    const char *fault = key_file_find_fault(&status, geteuid());
    if (fault != NULL) {
        close(fd);
        snprintf(reason, sizeof(reason), "%s (owner %u, mode %04o)", fault, (unsigned)status.st_uid,
                 (unsigned)status.st_mode & 07777);
        return net_tls_explain(error, file, reason, NET_TLS_KEY_HINT);
    }
    FILE *in = fdopen(fd, "r");
    CHECK(in != NULL);
    enum net_result result = net_tls_read_key(context, in, file, error);
    fclose(in);
    return result;
}
