// SPDX-License-Identifier: Apache-2.0
// How many lines receipts have. Counted in the first half of the *Online Retail* data set (Daqing
// Chen, UCI Machine Learning Repository, 2015, doi 10.24432/C5BW33): 9,106 receipts of a gift shop,
// 22.5 lines on average, 12 in the middle, 187 at p99, 675 at most.
#ifndef BENCH_BASKET_H
#define BENCH_BASKET_H

#include <stdint.h>

enum { BASKET_LINES_MAX = 675 };

// Divides all receipts, shortest first, into `count` equal parts and gives the lines of a receipt
// in the middle of part `part` (0 .. count-1): taken together the parts have the distribution.
uint32_t basket_lines(uint32_t part, uint32_t count);

#endif
