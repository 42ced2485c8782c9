// SPDX-License-Identifier: Apache-2.0
// What the compiler and the program check for us: must-use results, array sizes, and CHECK for the
// things that can only be wrong if our own code is wrong.
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <assert.h> // static_assert

// Put on every function whose result says whether it worked.
#define BASE_MUST_USE __attribute__((warn_unused_result))

// A printf-like function: the format is argument `format` and its values start at `values`,
// counted from 1.
#define BASE_PRINTF(format_at, values_at) __attribute__((format(printf, format_at, values_at)))

// The number of elements of an array; a pointer does not compile.
#define BASE_COUNT(array)                                                                          \
    (sizeof(array) / sizeof((array)[0]) +                                                          \
     0 * sizeof(struct {                                                                           \
         static_assert(!__builtin_types_compatible_p(__typeof__(array), __typeof__(&(array)[0])),  \
                       "BASE_COUNT takes an array, not a pointer");                                \
         int unused_;                                                                              \
     }))

// True of 1, 2, 4, 8 ...; usable in static_assert.
#define BASE_IS_POWER_OF_TWO(number) ((number) > 0 && ((number) & ((number)-1)) == 0)

// Aborts, in production too, when our own code is wrong. Never used for what a peer, a file or a
// database may do: those get results.
#define CHECK(condition) ((condition) ? (void)0 : check_fail(__FILE__, __LINE__, #condition))

__attribute__((noreturn, cold)) void check_fail(const char *file, int line, const char *condition);

#endif
