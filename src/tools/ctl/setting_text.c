// SPDX-License-Identifier: Apache-2.0
// One reader and one printer for each unit.
#include "tools/ctl/setting_text.h"

#include <inttypes.h>
#include <string.h>

#include "base/decimal.h"
#include "domain/currency.h"
#include "tools/ctl/amount_text.h"
#include "tools/ctl/currency_option.h"

// Words that stand for numbers; a NULL ends each list.
struct setting_word {
    const char *word;
    int64_t value;
};

static const struct setting_word setting_no_words[] = {{NULL, 0}};
static const struct setting_word setting_never[] = {{"never", 0}, {NULL, 0}};
static const struct setting_word setting_none[] = {{"none", PROGRAMME_NO_LIMIT}, {NULL, 0}};
static const struct setting_word setting_flags[] = {{"no", 0}, {"yes", 1}, {NULL, 0}};
static const struct setting_word setting_policies[] = {{"debt", PROGRAMME_REFUND_DEBT},
                                                       {"cap", PROGRAMME_REFUND_CAP},
                                                       {"cash", PROGRAMME_REFUND_CASH},
                                                       {NULL, 0}};
// Bits of TenderKind in proto/bonus/v1/purchase.proto.
static const struct setting_word setting_tenders[] = {
    {"cash", 1 << 1}, {"card", 1 << 2}, {"voucher", 1 << 3}, {"other", 1 << 4}, {NULL, 0}};

static const struct setting_unit {
    const char *example;
    const struct setting_word *words;
    bool takes_number;
    bool takes_amount;
} setting_units[] = {
    [PROGRAMME_UNIT_RATE] = {SETTING_EXAMPLE_RATE, setting_no_words, false, false},
    [PROGRAMME_UNIT_COUNT] = {SETTING_EXAMPLE_COUNT, setting_no_words, true, false},
    [PROGRAMME_UNIT_COUNT_OR_NEVER] = {SETTING_EXAMPLE_COUNT_OR_NEVER, setting_never, true, false},
    [PROGRAMME_UNIT_COUNT_OR_NONE] = {SETTING_EXAMPLE_COUNT_OR_NONE, setting_none, true, false},
    [PROGRAMME_UNIT_AMOUNT] = {SETTING_EXAMPLE_AMOUNT, setting_no_words, false, true},
    [PROGRAMME_UNIT_AMOUNT_OR_NONE] = {SETTING_EXAMPLE_AMOUNT_OR_NONE, setting_none, false, true},
    [PROGRAMME_UNIT_FLAG] = {SETTING_EXAMPLE_FLAG, setting_flags, false, false},
    [PROGRAMME_UNIT_TENDERS] = {SETTING_EXAMPLE_TENDERS, setting_tenders, false, false},
    [PROGRAMME_UNIT_REFUND_POLICY] = {SETTING_EXAMPLE_REFUND_POLICY, setting_policies, false,
                                      false},
};

static unsigned setting_exponent(uint32_t currency)
{
    const struct currency *known = currency_find_numeric(currency);
    return known != NULL ? known->exponent : 2;
}

static const struct setting_word *setting_find_word(const struct setting_word *words,
                                                    const char *text, size_t size)
{
    for (; words->word != NULL; words++) {
        if (strlen(words->word) == size && memcmp(words->word, text, size) == 0) {
            return words;
        }
    }
    return NULL;
}

// "cash,card": bits.
static bool setting_read_tenders(const char *text, int64_t *value)
{
    *value = 0;
    if (strcmp(text, "none") == 0) {
        return true;
    }
    while (true) {
        size_t size = strcspn(text, ",");
        const struct setting_word *word = setting_find_word(setting_tenders, text, size);
        if (word == NULL) {
            return false;
        }
        *value |= word->value;
        if (text[size] == '\0') {
            return true;
        }
        text += size + 1;
    }
}

static bool setting_read_plain(const struct programme_setting *setting, uint32_t currency,
                               const char *text, int64_t *value)
{
    const struct setting_unit *unit = &setting_units[setting->unit];
    if (setting->unit == PROGRAMME_UNIT_TENDERS) {
        return setting_read_tenders(text, value);
    }
    const struct setting_word *word = setting_find_word(unit->words, text, strlen(text));
    if (word != NULL) {
        *value = word->value;
        return true;
    }
    unsigned exponent = unit->takes_amount ? setting_exponent(currency) : 0;
    return (unit->takes_number || unit->takes_amount) &&
           decimal_parse(text, strlen(text), exponent, value) == BASE_OK &&
           *value >= setting->least && *value <= setting->most;
}

// "from 0 to 240", or the list of words.
static void setting_describe(const struct programme_setting *setting, uint32_t currency, char *text,
                             size_t size)
{
    const struct setting_unit *unit = &setting_units[setting->unit];
    char least[SETTING_TEXT_BYTES];
    char most[SETTING_TEXT_BYTES];
    if (!unit->takes_number || setting->most == PROGRAMME_NO_LIMIT) {
        snprintf(text, size, "for instance %s", unit->example);
        return;
    }
    setting_text_print(setting, currency, setting->least, least);
    setting_text_print(setting, currency, setting->most, most);
    snprintf(text, size, "from %s to %s", least, most);
}

enum ctl_result setting_text_read(struct ctl *ctl, const struct programme_setting *setting,
                                  uint32_t currency, const char *text, int64_t *value)
{
    if (setting->unit == PROGRAMME_UNIT_RATE) {
        uint32_t basis_points = 0;
        enum ctl_result result = rate_option_read(ctl, text, &basis_points);
        *value = basis_points;
        return result;
    }
    if (setting_read_plain(setting, currency, text, value)) {
        return CTL_OK;
    }
    char hint[2 * SETTING_TEXT_BYTES + 16];
    setting_describe(setting, currency, hint, sizeof(hint));
    return ctl_fail(ctl, CTL_USAGE, hint, "--%s cannot be \"%s\"", setting->option, text);
}

void short_text_print(int64_t value, unsigned places, char text[SETTING_TEXT_BYTES])
{
    size_t size = decimal_print(value, places, text);
    while (places > 0 && text[size - 1] == '0') {
        size--;
        places--;
    }
    if (places == 0 && text[size - 1] == '.') {
        size--;
    }
    text[size] = '\0';
}

static void setting_print_tenders(int64_t value, char text[SETTING_TEXT_BYTES])
{
    size_t used = 0;
    for (const struct setting_word *word = setting_tenders; word->word != NULL; word++) {
        if ((value & word->value) != 0) {
            used += (size_t)snprintf(text + used, SETTING_TEXT_BYTES - used, "%s%s",
                                     used == 0 ? "" : ",", word->word);
        }
    }
    if (used == 0) {
        snprintf(text, SETTING_TEXT_BYTES, "none");
    }
}

void setting_text_print(const struct programme_setting *setting, uint32_t currency, int64_t value,
                        char text[SETTING_TEXT_BYTES])
{
    const struct setting_unit *unit = &setting_units[setting->unit];
    if (setting->unit == PROGRAMME_UNIT_TENDERS) {
        setting_print_tenders(value, text);
        return;
    }
    for (const struct setting_word *word = unit->words; word->word != NULL; word++) {
        if (word->value == value) {
            snprintf(text, SETTING_TEXT_BYTES, "%s", word->word);
            return;
        }
    }
    if (setting->unit == PROGRAMME_UNIT_RATE) {
        char rate[SETTING_TEXT_BYTES];
        short_text_print(value, 2, rate);
        snprintf(text, SETTING_TEXT_BYTES, "%.*s%%", SETTING_TEXT_BYTES - 2, rate);
    } else if (unit->takes_amount) {
        amount_text_print(value, currency, text);
    } else {
        snprintf(text, SETTING_TEXT_BYTES, "%" PRId64, value);
    }
}
