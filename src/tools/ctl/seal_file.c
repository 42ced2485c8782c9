// SPDX-License-Identifier: Apache-2.0
// The signature is looked at before anything else; only to explain why it does not fit is a file
// read whose signature does not.
#include "tools/ctl/seal_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/memory.h"
#include "tools/ctl/whole_file.h"

enum ctl_result seal_file_write(struct ctl *ctl, const char *path, EVP_PKEY *key,
                                const struct seal_export *exported)
{
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    char *text = memory_allocate(1, SEAL_EXPORT_BYTES_MAX);
    const size_t signed_size = seal_export_print(exported, text);
    enum ctl_result result = seal_key_sign(ctl, key, text, signed_size, signature);
    if (result == CTL_OK) {
        const size_t size = seal_export_print_signature(text, signed_size, signature);
        const struct whole_file file = {.path = path, .mode = 0644};
        if (path == NULL) {
            fwrite(text, 1, size, ctl->out);
        } else {
            result = whole_file_write(ctl, &file, text, size);
        }
    }
    free(text);
    return result;
}

static enum ctl_result seal_file_refuse_signature(struct ctl *ctl, const char *path, EVP_PKEY *key,
                                                  const char *text, size_t signed_size)
{
    struct seal_export claimed;
    uint8_t fingerprint[DIGEST_BYTES];
    char given_text[HEX_TEXT_BYTES(DIGEST_BYTES)];
    char claimed_text[HEX_TEXT_BYTES(DIGEST_BYTES)];
    seal_key_fingerprint(key, fingerprint);
    if (seal_export_parse(text, signed_size, &claimed) == 0 &&
        memcmp(claimed.key, fingerprint, DIGEST_BYTES) != 0) {
        hex_print(fingerprint, DIGEST_BYTES, given_text);
        hex_print(claimed.key, DIGEST_BYTES, claimed_text);
        return ctl_fail(ctl, CTL_DATA, "--public-key names the key of whoever signed it",
                        "%s says that it was signed with key %s, not with %s", path, claimed_text,
                        given_text);
    }
    return ctl_fail(ctl, CTL_DATA, "take the copy that was kept",
                    "%s is not as it was signed: the signature does not fit", path);
}

static enum ctl_result seal_file_check(struct ctl *ctl, const char *path, EVP_PKEY *key,
                                       const char *text, size_t size, struct seal_export *exported)
{
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    size_t signed_size = 0;
    if (!seal_export_split(text, size, &signed_size, signature)) {
        return ctl_fail(ctl, CTL_DATA, "bonusctl seal export writes such files",
                        "%s is no whole export of heads", path);
    }
    if (!seal_key_has_signed(key, text, signed_size, signature)) {
        return seal_file_refuse_signature(ctl, path, key, text, signed_size);
    }
    const size_t line = seal_export_parse(text, signed_size, exported);
    if (line != 0) {
        return ctl_fail(ctl, CTL_DATA, NULL, "%s:%zu: no line of an export", path, line);
    }
    return CTL_OK;
}

enum ctl_result seal_file_read(struct ctl *ctl, const char *path, EVP_PKEY *key,
                               struct seal_export *exported)
{
    char *text = NULL;
    size_t size = 0;
    enum ctl_result result = whole_file_read(ctl, path, SEAL_EXPORT_BYTES_MAX, &text, &size);
    if (result == CTL_OK) {
        result = seal_file_check(ctl, path, key, text, size, exported);
    }
    free(text);
    return result;
}
