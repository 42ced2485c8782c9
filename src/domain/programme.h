// SPDX-License-Identifier: Apache-2.0
// The programme: what purchases earn and what points may do, by currency, optionally narrowed to a
// store, in versions. A posting is decided under one version and records it. Settings come one by
// one, as the database keeps them; what is not set has its preset.
#ifndef DOMAIN_PROGRAMME_H
#define DOMAIN_PROGRAMME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/result.h"

enum {
    PROGRAMME_RATES_MAX = LIMIT_PROGRAMME_RATES_MAX,
    PROGRAMME_SHARES_MAX = LIMIT_PROGRAMME_SHARES_MAX,
    PROGRAMME_CATEGORY_BYTES_MAX = 32,     // of a receipt line, with its NUL
    PROGRAMME_SETTING_NAME_BYTES_MAX = 40, // the same
    PROGRAMME_NO_RATE = -1,                // the currency is not part of the programme
    PROGRAMME_TENDERS_ALL = 0x1e,          // bit TenderKind of proto/bonus/v1/purchase.proto
};

#define PROGRAMME_NO_LIMIT INT64_MAX

// What is done about points that cannot be taken back because they were spent.
enum programme_refund_policy {
    PROGRAMME_REFUND_DEBT = 1, // owed, up to debt_max; the rest is written off
    PROGRAMME_REFUND_CAP = 2,  // written off
    PROGRAMME_REFUND_CASH = 3, // kept back from the money that is paid out
};

// Velocity limits: of whom, in which window, what is measured, and what happens.
enum programme_subject {
    PROGRAMME_SUBJECT_CARD,
    PROGRAMME_SUBJECT_CASHIER,
    PROGRAMME_SUBJECT_TILL,
    PROGRAMME_SUBJECT_STORE,
    PROGRAMME_SUBJECT_COUNT,
};

enum programme_window { PROGRAMME_WINDOW_HOUR, PROGRAMME_WINDOW_DAY, PROGRAMME_WINDOW_COUNT };

enum programme_measure {
    PROGRAMME_MEASURE_COUNT, // of postings
    PROGRAMME_MEASURE_POINTS,
    PROGRAMME_MEASURE_MONEY,
    PROGRAMME_MEASURE_KINDS,
};

enum programme_force {
    PROGRAMME_FORCE_SOFT, // flags
    PROGRAMME_FORCE_HARD, // refuses
    PROGRAMME_FORCE_COUNT,
};

// Part of the price of a category's articles that points may pay, where it is not the general one.
struct programme_share {
    char category[PROGRAMME_CATEGORY_BYTES_MAX];
    int64_t share_bp;
};

// All settings of one currency at one store under one version. Names end in their unit: bp (basis
// points), months, days, s; money and debt are in minor units of the currency.
struct programme_settings {
#define PROGRAMME_SETTING(field, option, unit, least, most, preset, help) int64_t field;
#include "domain/programme.def"
#undef PROGRAMME_SETTING
    // The most that is allowed in a window; PROGRAMME_NO_LIMIT.
    int64_t limits[PROGRAMME_SUBJECT_COUNT][PROGRAMME_WINDOW_COUNT][PROGRAMME_MEASURE_KINDS]
                  [PROGRAMME_FORCE_COUNT];
    bool has_limits; // any of them: where there are none nothing need be counted
    uint32_t share_count;
    struct programme_share shares[PROGRAMME_SHARES_MAX];
};

// How a setting is written and shown.
enum programme_unit {
    PROGRAMME_UNIT_RATE,           // 11%
    PROGRAMME_UNIT_COUNT,          // 14
    PROGRAMME_UNIT_COUNT_OR_NEVER, // 12; 0 is "never"
    PROGRAMME_UNIT_COUNT_OR_NONE,  // 5; PROGRAMME_NO_LIMIT is "none"
    PROGRAMME_UNIT_AMOUNT,         // 10.50
    PROGRAMME_UNIT_AMOUNT_OR_NONE, // 10.50; PROGRAMME_NO_LIMIT is "none"
    PROGRAMME_UNIT_FLAG,           // yes, no
    PROGRAMME_UNIT_TENDERS,        // cash,card
    PROGRAMME_UNIT_REFUND_POLICY,  // debt
};

// What is known of a setting itself. Velocity limits follow the settings of programme.def: their
// names are limit_card_hour_count_soft and so on, their option is "limit".
struct programme_setting {
    char name[PROGRAMME_SETTING_NAME_BYTES_MAX];
    const char *option;
    enum programme_unit unit;
    int64_t least;
    int64_t most;
    int64_t preset;
    const char *help;
};

// By index, from 0 on; false behind the last one.
bool programme_setting_at(size_t index, struct programme_setting *setting);

// Whether there is a setting of this name, and its index.
bool programme_setting_find(const char *name, size_t *index);

// Everything preset.
void programme_settings_init(struct programme_settings *settings);

// A value of a setting, for one category of articles or, if it is "", for all. BASE_OUT_OF_RANGE:
// outside of least and most, or a category with a setting other than redeem_max_share_bp.
// BASE_FULL: more categories than PROGRAMME_SHARES_MAX.
struct programme_value {
    size_t setting;
    const char *category;
    int64_t value;
};
BASE_MUST_USE enum base_result programme_settings_put(struct programme_settings *settings,
                                                      const struct programme_value *value);

// The share of a line that points may pay, in basis points.
int64_t programme_redeem_share(const struct programme_settings *settings, const char *category);

// Whether money paid by this TenderKind earns.
bool programme_tender_earns(const struct programme_settings *settings, uint32_t tender_kind);

// When points that a receipt of this local day earns can be spent and when they are gone, as a lot
// has it: active_from 0 is "at once", expires_on LOT_NEVER. Days are counted from 1970-01-01.
// Expiry is rounded to the end of its month in the holder's favour, and not before that of the
// month in which the points become active.
struct programme_days {
    int32_t active_from;
    int32_t expires_on;
};
struct programme_days programme_earned_days(const struct programme_settings *settings,
                                            int32_t receipt_day);

// The rates in force, of whole currencies.
struct programme_currency {
    uint32_t currency; // ISO 4217 numeric code
    uint32_t rate_bp;  // basis points of the money paid: 1100 = 11 %
};

struct programme {
    uint32_t version;
    uint32_t rate_count;
    struct programme_currency rates[PROGRAMME_RATES_MAX]; // each currency once
};

// Whether the programme has a rate for the currency, and which.
bool programme_rate(const struct programme *programme, uint32_t currency, uint32_t *rate_bp);

#endif
