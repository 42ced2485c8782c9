// SPDX-License-Identifier: Apache-2.0
// The fuzz target of the wire layer, by libFuzzer's name, and the meaning of an input's first byte.
// Seeds carry these numbers: new decoders are added at the end.
#ifndef TESTS_FUZZ_WIRE_FUZZ_H
#define TESTS_FUZZ_WIRE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

enum wire_fuzz_target {
    WIRE_FUZZ_REQUEST,
    WIRE_FUZZ_RESPONSE,
    WIRE_FUZZ_LOGON,
    WIRE_FUZZ_ECHO,
    WIRE_FUZZ_BALANCE_INQUIRY,
    WIRE_FUZZ_PURCHASE,
    WIRE_FUZZ_TRANSACTION_STATUS,
    WIRE_FUZZ_CARD_ACTIVATE,
    WIRE_FUZZ_CARD_BLOCK,
    WIRE_FUZZ_RECEIPT_LINE,
    WIRE_FUZZ_RECEIPT_LINES,
    WIRE_FUZZ_CARD_NUMBER,
    WIRE_FUZZ_RRN,
    WIRE_FUZZ_FRAME,
    WIRE_FUZZ_HOLD,
    WIRE_FUZZ_COMMIT,
    WIRE_FUZZ_VOID,
    WIRE_FUZZ_REFUND,
    WIRE_FUZZ_REFUND_LINE,
    WIRE_FUZZ_REFUND_LINES,
    WIRE_FUZZ_REVERSAL,
    WIRE_FUZZ_ADVICE,
    WIRE_FUZZ_TARGETS,
};

enum {
    WIRE_FUZZ_INPUT_BYTES_MAX = 65537, // the largest frame and the first byte
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
