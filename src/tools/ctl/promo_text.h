// SPDX-License-Identifier: Apache-2.0
// Weekdays and hours as people write them, and as the bits that promotions keep.
#ifndef CTL_PROMO_TEXT_H
#define CTL_PROMO_TEXT_H

#include <stdbool.h>
#include <stdint.h>

enum { PROMO_TEXT_BYTES = 96 };

// "mon-fri,sun": bit 0 is Monday. A range may go over Sunday. False: not such a text.
bool promo_weekdays_read(const char *text, uint32_t *weekdays);
void promo_weekdays_print(uint32_t weekdays, char text[PROMO_TEXT_BYTES]);

// "10-12,22-2": from the first hour up to the second, which may be 24; a range may go over
// midnight.
bool promo_hours_read(const char *text, uint32_t *hours);
void promo_hours_print(uint32_t hours, char text[PROMO_TEXT_BYTES]);

// "2026-12-31" is a day of the calendar.
bool promo_day_is_real(const char *text);

#endif
