// SPDX-License-Identifier: Apache-2.0
// Reads the identity out of an X.509 subject, strictly: two names in one subject, or a zero byte in
// one, are how one certificate passes for another.
#include "net/peer.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

// The only entry of its kind in the subject, as UTF-8 in `text`.
static enum net_result net_peer_read_entry(const X509_NAME *subject, int kind, char *text,
                                           size_t text_size)
{
    int place = X509_NAME_get_index_by_NID(subject, kind, -1);
    if (place < 0 || X509_NAME_get_index_by_NID(subject, kind, place) >= 0) {
        return NET_BAD_CERTIFICATE;
    }
    unsigned char *utf8 = NULL;
    const X509_NAME_ENTRY *entry = X509_NAME_get_entry(subject, place);
    int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
    if (size < 0) {
        return NET_BAD_CERTIFICATE;
    }
    enum net_result result = NET_BAD_CERTIFICATE;
    if (size > 0 && (size_t)size < text_size && memchr(utf8, '\0', (size_t)size) == NULL) {
        memcpy(text, utf8, (size_t)size);
        text[size] = '\0';
        result = NET_OK;
    }
    OPENSSL_free(utf8);
    return result;
}

enum net_result net_peer_read_certificate(struct net_peer *peer, X509 *certificate)
{
    const X509_NAME *subject = X509_get_subject_name(certificate);
    enum net_result result =
        net_peer_read_entry(subject, NID_organizationalUnitName, peer->unit, sizeof(peer->unit));
    if (result != NET_OK) {
        return result;
    }
    result = net_peer_read_entry(subject, NID_commonName, peer->name, sizeof(peer->name));
    if (result != NET_OK) {
        return result;
    }
    unsigned size = 0;
    if (X509_digest(certificate, EVP_sha256(), peer->fingerprint, &size) != 1) {
        return NET_BAD_CERTIFICATE;
    }
    CHECK(size == DIGEST_BYTES);
    return NET_OK;
}
