// SPDX-License-Identifier: Apache-2.0
// What a call of libbonus can come to, what the server can say, and the kinds of request: each a
// list from which the enum and its names are made.
#ifndef BONUS_CODES_H
#define BONUS_CODES_H

#ifdef __cplusplus
extern "C" {
#endif

// What became of a call: X(name, text). Zero is OK.
#define BONUS_RESULT_LIST(X)                                                                       \
    X(OK, "done")                                                                                  \
    X(NOTHING_YET, "no request has an outcome yet")                                                \
    X(REFUSED, "refused by the server")                                                            \
    X(UNKNOWN, "outcome unknown: it may have been posted; repeat the same STAN or ask its status") \
    X(UNREACHABLE, "the server could not be asked in time; nothing was posted")                    \
    X(INVALID, "a value is wrong")                                                                 \
    X(RECEIPT_DIFFERS, "this receipt was already sent with other contents")                        \
    X(GIVEN_UP, "the journal holds a reversal of this request: it is not sent again")              \
    X(FULL, "too many requests or advices are waiting")                                            \
    X(NOT_FOUND, "the journal has no such entry")                                                  \
    X(TLS_REFUSED, "server and till do not accept each other's certificates")                      \
    X(LOGON_REFUSED, "the server refused the logon")                                               \
    X(PROTOCOL, "the server's answer makes no sense")                                              \
    X(FILES, "the certificate authority, certificate or key cannot be used")                       \
    X(JOURNAL_LOCKED, "another program uses this journal")                                         \
    X(JOURNAL_NEWER, "the journal was written by a newer version")                                 \
    X(JOURNAL_FOREIGN, "the journal belongs to another terminal")                                  \
    X(JOURNAL_FAILED, "the journal cannot be read or written")

enum bonus_result {
#define BONUS_RESULT_VALUE(name, text) BONUS_##name,
    BONUS_RESULT_LIST(BONUS_RESULT_VALUE)
#undef BONUS_RESULT_VALUE
};

// "UNREACHABLE", for logs; and its text above, for people.
const char *bonus_result_name(enum bonus_result result);
const char *bonus_result_text(enum bonus_result result);

// What the server said of a request: X(name, number). docs/protocol.md explains each and says which
// goes before which; they stand in that order here.
#define BONUS_CODE_LIST(X)                                                                         \
    X(APPROVED, 1)                                                                                 \
    X(MALFORMED, 10)                                                                               \
    X(VERSION_UNSUPPORTED, 11)                                                                     \
    X(NOT_LOGGED_ON, 12)                                                                           \
    X(NOT_ALLOWED, 13)                                                                             \
    X(TERMINAL_UNKNOWN, 14)                                                                        \
    X(TERMINAL_BLOCKED, 15)                                                                        \
    X(DISPLACED, 16)                                                                               \
    X(INVALID, 17)                                                                                 \
    X(BUSY, 20)                                                                                    \
    X(UNAVAILABLE, 21)                                                                             \
    X(IN_DOUBT, 22)                                                                                \
    X(MISMATCH, 30)                                                                                \
    X(REVERSED, 70)                                                                                \
    X(WRONG_STORE, 40)                                                                             \
    X(WRONG_CURRENCY, 41)                                                                          \
    X(NOT_YET_SUPPORTED, 42)                                                                       \
    X(BLIND_REFUND_NOT_ALLOWED, 71)                                                                \
    X(SUPERVISOR_NEEDED, 72)                                                                       \
    X(ALREADY_POSTED, 43)                                                                          \
    X(CARD_UNKNOWN, 44)                                                                            \
    X(CARD_NOT_ACTIVE, 45)                                                                         \
    X(CARD_BLOCKED, 46)                                                                            \
    X(CARD_ACTIVE, 47)                                                                             \
    X(CARD_NOT_BLOCKED, 48)                                                                        \
    X(ORIGINAL_UNKNOWN, 73)                                                                        \
    X(WRONG_CARD, 74)                                                                              \
    X(ORIGINAL_REVERSED, 75)                                                                       \
    X(REVERSAL_OF_REVERSAL, 76)                                                                    \
    X(NOT_REVERSIBLE, 77)                                                                          \
    X(NOT_REFUNDABLE, 78)                                                                          \
    X(REFUND_EXCEEDS_ORIGINAL, 79)                                                                 \
    X(ALREADY_CLAIMED, 80)                                                                         \
    X(CLAIM_EXPIRED, 81)                                                                           \
    X(HOLD_UNKNOWN, 82)                                                                            \
    X(HOLD_ENDED, 83)                                                                              \
    X(HOLD_EXCEEDED, 84)                                                                           \
    X(VELOCITY_LIMIT, 85)                                                                          \
    X(REDEEM_LIMIT, 86)                                                                            \
    X(DEBT_BLOCKS_SPENDING, 87)                                                                    \
    X(INSUFFICIENT_POINTS, 88)                                                                     \
    X(TOO_MANY_HOLDS, 89)                                                                          \
    X(OUT_OF_RANGE, 49)                                                                            \
    X(REFUSED_BY_LEDGER, 50)                                                                       \
    X(NOT_FOUND, 60)

enum bonus_code {
    BONUS_CODE_NONE = 0, // the server has not said anything
#define BONUS_CODE_VALUE(name, number) BONUS_CODE_##name = (number),
    BONUS_CODE_LIST(BONUS_CODE_VALUE)
#undef BONUS_CODE_VALUE
};

// "CARD_BLOCKED"; "NONE"; "unknown" for a number of a newer protocol.
const char *bonus_code_name(enum bonus_code code);

// The kinds of request: X(name, number). The keyed ones change the ledger and have a STAN.
#define BONUS_KIND_LIST(X)                                                                         \
    X(LOGON, 1)                                                                                    \
    X(ECHO, 2)                                                                                     \
    X(BALANCE_INQUIRY, 3)                                                                          \
    X(QUOTE, 4)                                                                                    \
    X(PURCHASE, 5) /* keyed */                                                                     \
    X(TRANSACTION_STATUS, 6)                                                                       \
    X(CARD_ACTIVATE, 7) /* keyed, operators only */                                                \
    X(CARD_BLOCK, 8)    /* keyed, operators only */                                                \
    X(HOLD, 9)          /* keyed */                                                                \
    X(COMMIT, 10)       /* keyed */                                                                \
    X(VOID, 11)         /* keyed */                                                                \
    X(REFUND, 12)       /* keyed */                                                                \
    X(REVERSAL, 13)     /* keyed */                                                                \
    X(ADVICE, 14)       /* keyed */

enum bonus_kind {
    BONUS_KIND_NONE = 0,
#define BONUS_KIND_VALUE(name, number) BONUS_KIND_##name = (number),
    BONUS_KIND_LIST(BONUS_KIND_VALUE)
#undef BONUS_KIND_VALUE
};

const char *bonus_kind_name(enum bonus_kind kind);

#ifdef __cplusplus
}
#endif

#endif
