// SPDX-License-Identifier: Apache-2.0
// Extensions by use are a table; subject alternative names are built as structures, never parsed
// from a configuration text that data could break out of.
#include "tools/ctl/pki_certificate.h"

#include <openssl/ec.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "base/check.h"

#define PKI_ORGANIZATION "bonus"

enum {
    PKI_VERSION_3 = 2, // as encoded
    PKI_EXTENSIONS_MAX = 5,
};

static const char pki_name_letters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

// By use, a row without a value ends the list.
static const struct pki_extension {
    int nid;
    const char *value;
} pki_extensions[][PKI_EXTENSIONS_MAX + 1] = {
    [PKI_USE_AUTHORITY] = {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                           {NID_key_usage, "critical,keyCertSign,cRLSign"},
                           {NID_subject_key_identifier, "hash"},
                           {0, NULL}},
    [PKI_USE_SERVER] = {{NID_basic_constraints, "critical,CA:FALSE"},
                        {NID_key_usage, "critical,digitalSignature"},
                        {NID_ext_key_usage, "serverAuth"},
                        {NID_subject_key_identifier, "hash"},
                        {NID_authority_key_identifier, "keyid:always"},
                        {0, NULL}},
    [PKI_USE_CLIENT] = {{NID_basic_constraints, "critical,CA:FALSE"},
                        {NID_key_usage, "critical,digitalSignature"},
                        {NID_ext_key_usage, "clientAuth"},
                        {NID_subject_key_identifier, "hash"},
                        {NID_authority_key_identifier, "keyid:always"},
                        {0, NULL}},
};

static bool pki_is_letter_or_digit(char byte)
{
    return byte != '\0' && strchr(pki_name_letters, byte) != NULL;
}

bool pki_name_is_valid(const char *name)
{
    size_t size = 0;
    for (; name[size] != '\0'; size++) {
        const bool is_sign = size > 0 && strchr("._-", name[size]) != NULL;
        if (!is_sign && !pki_is_letter_or_digit(name[size])) {
            return false;
        }
    }
    return size >= 1 && size <= PKI_NAME_BYTES_MAX;
}

static bool pki_host_is_address(const char *host)
{
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(host);
    ASN1_OCTET_STRING_free(address);
    return address != NULL;
}

bool pki_host_is_valid(const char *host)
{
    if (pki_host_is_address(host)) {
        return true;
    }
    const char *name = strncmp(host, "*.", 2) == 0 ? host + 2 : host;
    for (const char *byte = name; *byte != '\0'; byte++) {
        if (!pki_is_letter_or_digit(*byte) && *byte != '-' && *byte != '.') {
            return false;
        }
    }
    return pki_is_letter_or_digit(name[0]) && strlen(name) <= 253;
}

EVP_PKEY *pki_key_create(void)
{
    return EVP_EC_gen("P-256");
}

static bool pki_add_name(X509_NAME *name, const char *field, const char *value)
{
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, (const unsigned char *)value, -1,
                                      -1, 0) == 1;
}

static bool pki_set_serial(X509 *certificate, const uint8_t serial[PKI_SERIAL_BYTES])
{
    uint8_t positive[PKI_SERIAL_BYTES];
    memcpy(positive, serial, sizeof(positive));
    positive[0] = (positive[0] & 0x3F) | 0x40; // never negative, never shorter
    BIGNUM *number = BN_bin2bn(positive, sizeof(positive), NULL);
    const bool done =
        number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return done;
}

static bool pki_set_validity(X509 *certificate, const struct pki_subject *subject)
{
    time_t now = (time_t)subject->now_s;
    return X509_time_adj_ex(X509_getm_notBefore(certificate), 0, -PKI_CLOCK_SKEW_SECONDS, &now) !=
               NULL &&
           X509_time_adj_ex(X509_getm_notAfter(certificate), (int)subject->days, 0, &now) != NULL;
}

static GENERAL_NAME *pki_host_create(const char *host)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(host);
    if (name != NULL && address != NULL) {
        GENERAL_NAME_set0_value(name, GEN_IPADD, address);
        return name;
    }
    ASN1_IA5STRING *text = ASN1_IA5STRING_new();
    if (name != NULL && text != NULL && ASN1_STRING_set(text, host, -1) == 1) {
        GENERAL_NAME_set0_value(name, GEN_DNS, text);
        return name;
    }
    ASN1_IA5STRING_free(text);
    ASN1_OCTET_STRING_free(address);
    GENERAL_NAME_free(name);
    return NULL;
}

static bool pki_add_hosts(X509 *certificate, const struct pki_subject *subject)
{
    if (subject->host_count == 0) {
        return true;
    }
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    bool done = names != NULL;
    for (size_t index = 0; done && index < subject->host_count; index++) {
        GENERAL_NAME *name = pki_host_create(subject->hosts[index]);
        done = name != NULL && sk_GENERAL_NAME_push(names, name) > 0;
        if (!done) {
            GENERAL_NAME_free(name);
        }
    }
    done = done &&
           X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1;
    sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
    return done;
}

static bool pki_add_extensions(X509 *certificate, enum pki_use use, X509 *issuer)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    const struct pki_extension *row = pki_extensions[use];
    for (; row->value != NULL; row++) {
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, row->nid, row->value);
        const bool done = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
        X509_EXTENSION_free(extension);
        if (!done) {
            return false;
        }
    }
    return true;
}

static bool pki_fill(X509 *certificate, const struct pki_subject *subject, EVP_PKEY *key,
                     X509 *issuer)
{
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_set_version(certificate, PKI_VERSION_3) == 1 &&
           pki_set_serial(certificate, subject->serial) && pki_set_validity(certificate, subject) &&
           pki_add_name(name, "O", PKI_ORGANIZATION) && pki_add_name(name, "OU", subject->unit) &&
           pki_add_name(name, "CN", subject->name) && X509_set_pubkey(certificate, key) == 1 &&
           X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
           pki_add_extensions(certificate, subject->use, issuer) &&
           pki_add_hosts(certificate, subject);
}

X509 *pki_certificate_create(const struct pki_subject *subject, EVP_PKEY *key, X509 *issuer,
                             EVP_PKEY *issuer_key)
{
    X509 *certificate = X509_new();
    if (certificate != NULL &&
        pki_fill(certificate, subject, key, issuer != NULL ? issuer : certificate) &&
        X509_sign(certificate, issuer_key, EVP_sha256()) > 0) {
        return certificate;
    }
    X509_free(certificate);
    return NULL;
}
