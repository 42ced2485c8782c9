// SPDX-License-Identifier: Apache-2.0
// Certificates for tests, made on the spot: authorities and what they issue, good or bad on
// purpose, as PEM files in a folder that is removed at the end.
#ifndef NET_PKI_H
#define NET_PKI_H

#include <openssl/types.h>

enum { PKI_PATH_BYTES = 128 };

struct pki {
    char folder[64];
};

struct pki_files {
    char certificate[PKI_PATH_BYTES];
    char key[PKI_PATH_BYTES];
};

struct pki_authority {
    X509 *certificate;
    EVP_PKEY *key;
    struct pki_files files;
};

// What shall stand in a certificate; NULL leaves an entry out.
struct pki_wish {
    const char *file; // name of the files in the folder, without ending
    const char *unit;
    const char *second_unit;
    const char *name;
    const char *curve;         // NULL for P-256
    const char *key_usage;     // extended: "clientAuth", "serverAuth"; NULL for none
    int days_from, days_until; // from now; both 0 for yesterday until in a week
};

void pki_open(struct pki *pki);

// Removes the folder.
void pki_close(struct pki *pki);

void pki_make_authority(struct pki *pki, const char *file, struct pki_authority *authority);
void pki_drop_authority(struct pki_authority *authority);

// Issues a certificate, valid for 127.0.0.1 and localhost, and writes it and its key.
void pki_issue(struct pki *pki, const struct pki_authority *authority, const struct pki_wish *wish,
               struct pki_files *files);

// The certificate alone, as an object that the caller frees.
X509 *pki_issue_certificate(const struct pki_authority *authority, const struct pki_wish *wish,
                            EVP_PKEY *key);

// A file with any text in it.
void pki_write_text(struct pki *pki, const char *file, const char *text, char path[PKI_PATH_BYTES]);

#endif
