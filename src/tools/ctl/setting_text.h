// SPDX-License-Identifier: Apache-2.0
// Values of the programme's settings as people write them: "11%", "12", "never", "10.50", "none",
// "yes", "cash,card", "debt". Which it is follows from the setting's unit.
#ifndef CTL_SETTING_TEXT_H
#define CTL_SETTING_TEXT_H

#include <stdint.h>

#include "domain/programme.h"
#include "tools/ctl/ctl.h"

enum { SETTING_TEXT_BYTES = 64 };

// What --help shows as the value of an option, by its unit.
#define SETTING_EXAMPLE_RATE "11%"
#define SETTING_EXAMPLE_COUNT "N"
#define SETTING_EXAMPLE_COUNT_OR_NEVER "N|never"
#define SETTING_EXAMPLE_COUNT_OR_NONE "N|none"
#define SETTING_EXAMPLE_AMOUNT "10.50"
#define SETTING_EXAMPLE_AMOUNT_OR_NONE "10.50|none"
#define SETTING_EXAMPLE_FLAG "yes|no"
#define SETTING_EXAMPLE_TENDERS "cash,card"
#define SETTING_EXAMPLE_REFUND_POLICY "debt|cap|cash"

// Amounts are of the currency, an ISO 4217 number.
BASE_MUST_USE enum ctl_result setting_text_read(struct ctl *ctl,
                                                const struct programme_setting *setting,
                                                uint32_t currency, const char *text,
                                                int64_t *value);
void setting_text_print(const struct programme_setting *setting, uint32_t currency, int64_t value,
                        char text[SETTING_TEXT_BYTES]);

// A number without the zeros at its end: 1250 with two places is "12.5".
void short_text_print(int64_t value, unsigned places, char text[SETTING_TEXT_BYTES]);

#endif
