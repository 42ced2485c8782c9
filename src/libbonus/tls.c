// SPDX-License-Identifier: Apache-2.0
// OpenSSL's settings for a till. OpenSSL sees memory only, never the socket: its own writing to a
// socket may raise SIGPIPE, and a library has no business changing a program's signals.
#include "libbonus/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/key_file.h"
#include "base/openssl.h"

static enum bonus_result tls_refuse_file(struct fault *fault, const char *what, const char *path)
{
    char reason[OPENSSL_REASON_BYTES];
    openssl_describe_error(reason, sizeof(reason));
    return fault_set(fault, BONUS_FILES, "The %s %s cannot be used: %s.", what, path, reason);
}

// Refuses a key that others could use to speak in this till's name. *file is to be closed.
static enum bonus_result tls_open_key(const char *path, FILE **file, struct fault *fault)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); // waits for no pipe
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        fault_set(fault, BONUS_FILES, "The private key %s cannot be used: %s.", path,
                  strerrordesc_np(errno));
        if (descriptor >= 0) {
            close(descriptor);
        }
        return BONUS_FILES;
    }
    const char *reason = key_file_find_fault(&status, geteuid());
    if (reason != NULL) {
        close(descriptor);
        return fault_set(fault, BONUS_FILES,
                         "The private key %s %s (owner %u, mode %04o). Give it to the user that "
                         "runs this program with mode 0600, or to root with mode 0640 and that "
                         "user's group.",
                         path, reason, (unsigned)status.st_uid, (unsigned)status.st_mode & 07777);
    }
    *file = fdopen(descriptor, "r");
    CHECK(*file != NULL);
    return BONUS_OK;
}

// What is looked at is what is read: a file exchanged meanwhile has a descriptor of its own.
static enum bonus_result tls_load_key(SSL_CTX *context, const char *path, struct fault *fault)
{
    FILE *file = NULL;
    enum bonus_result result = tls_open_key(path, &file, fault);
    if (result != BONUS_OK) {
        return result;
    }
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    if (key == NULL || SSL_CTX_use_PrivateKey(context, key) != 1) {
        result = tls_refuse_file(fault, "private key", path);
    }
    EVP_PKEY_free(key);
    return result;
}

static enum bonus_result tls_load(SSL_CTX *context, const struct tls_files *files,
                                  struct fault *fault)
{
    if (SSL_CTX_load_verify_file(context, files->ca) != 1) {
        return tls_refuse_file(fault, "certificate authority", files->ca);
    }
    if (SSL_CTX_use_certificate_chain_file(context, files->certificate) != 1) {
        return tls_refuse_file(fault, "certificate", files->certificate);
    }
    return tls_load_key(context, files->key, fault);
}

enum bonus_result tls_context_create(const struct tls_files *files, SSL_CTX **context,
                                     struct fault *fault)
{
    ERR_clear_error();
    SSL_CTX *created = SSL_CTX_new(TLS_client_method());
    CHECK(created != NULL);
    CHECK(SSL_CTX_set_min_proto_version(created, TLS1_3_VERSION) == 1);
    SSL_CTX_set_session_cache_mode(created, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(created, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(created, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_verify(created, SSL_VERIFY_PEER, NULL);
    enum bonus_result result = tls_load(created, files, fault);
    if (result != BONUS_OK) {
        SSL_CTX_free(created);
        created = NULL;
    }
    *context = created;
    return result;
}

// Server name indication. The macro for it casts the constness away, which we do not allow.
static bool tls_ask_for(SSL *connection, const char *name)
{
    return SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                    (void *)(uintptr_t)name) == 1;
}

SSL *tls_connection_create(SSL_CTX *context, const char *name)
{
    SSL *created = SSL_new(context);
    BIO *received = BIO_new(BIO_s_mem());
    BIO *to_send = BIO_new(BIO_s_mem());
    CHECK(created != NULL && received != NULL && to_send != NULL);
    BIO_set_mem_eof_return(received, -1); // empty means "not yet", the socket knows the end
    SSL_set_bio(created, received, to_send);
    SSL_set_connect_state(created);

    unsigned char address[sizeof(struct in6_addr)];
    bool is_address =
        inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
    bool is_taken = is_address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(created), name) == 1
                               : SSL_set1_host(created, name) == 1 && tls_ask_for(created, name);
    if (!is_taken) {
        SSL_free(created);
        return NULL;
    }
    return created;
}
