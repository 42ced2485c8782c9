// SPDX-License-Identifier: Apache-2.0
// Amounts, rates, times and card numbers as a slip shows them, in a language's own form.
#ifndef DOMAIN_SLIP_FORM_INTERNAL_H
#define DOMAIN_SLIP_FORM_INTERNAL_H

#include <stdint.h>

#include "domain/slip_words_internal.h"

enum { SLIP_FORM_BYTES = 40 }; // any of these with its NUL

// "1 250.00", "-1 250,00"
void slip_form_amount(const struct slip_words *words, int64_t minor, unsigned exponent,
                      char text[SLIP_FORM_BYTES]);

// "11%", "12.5%": no needless decimals
void slip_form_rate(const struct slip_words *words, uint32_t rate_bp, char text[SLIP_FORM_BYTES]);

// "2026-11-21 14:05", "21.11.2026 14:05"
void slip_form_time(const struct slip_words *words, int64_t at_us, int32_t utc_offset_min,
                    char text[SLIP_FORM_BYTES]);

// "2026-11-21", "21.11.2026" of a day written YYYYMMDD
void slip_form_day(const struct slip_words *words, uint32_t yyyymmdd, char text[SLIP_FORM_BYTES]);

// "*********0017": all but the last four digits hidden; every one of a number of four or less
void slip_form_card(const char *card, char text[SLIP_FORM_BYTES]);

#endif
