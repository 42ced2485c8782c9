#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the fuzzer's seeds: what the golden frames hold, and cards and numbers as tills read them.

    PYTHONPATH=BUILD/python:tests/conformance tests/fuzz/wire/make_corpus.py proto/vectors \
        tests/fuzz/wire/corpus

A seed's first byte names its decoder, see wire_fuzz.h.
"""
import pathlib
import re
import sys

import vectors
from bonus.v1 import frame_pb2, purchase_pb2, refund_pb2

TEXTS = {
    "CARD_NUMBER": {
        "ean": "4006381333931",
        "code128": "4111111111111111",
        "keyed": " 4111 1111-1111 1111\r\n",
        "track1": "%B4111111111111111^IVANOVA/ANNA^29121010000000000?\"",
        "track2": ";4111111111111111=29121010000000000?4",
        "both": "%B4006381333931^AB^^?;4006381333931==?",
    },
    "RRN": {"small": "1-3-48211", "large": "127-4095-17592186044415"},
}


def target_numbers():
    header = pathlib.Path(__file__).with_name("wire_fuzz.h").read_text()
    names = re.findall(r"^    WIRE_FUZZ_(\w+),", header, re.M)
    return {name: number for number, name in enumerate(names)}


def snake_case(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def vector_seeds(vector):
    """(target, bytes) of a golden frame: the frame, the message, its body, the body's lines."""
    yield "FRAME", vector.frame
    outer, *body = [name for name, _ in vector.messages]
    yield snake_case(outer), vector.frame[4:]
    if not body:
        return
    request = frame_pb2.Request.FromString(vector.frame[4:])
    yield snake_case(body[0]).replace("QUOTE", "PURCHASE"), request.body
    if body[0] == "Purchase":
        lines = purchase_pb2.Purchase.FromString(request.body).lines
        yield "RECEIPT_LINES", lines.SerializeToString()
        if lines.lines:
            yield "RECEIPT_LINE", lines.lines[0].SerializeToString()
    if body[0] == "Refund":
        lines = refund_pb2.Refund.FromString(request.body).lines
        yield "REFUND_LINES", lines.SerializeToString()
        if lines.lines:
            yield "REFUND_LINE", lines.lines[0].SerializeToString()


def main():
    vector_folder, corpus_folder = map(pathlib.Path, sys.argv[1:])
    numbers = target_numbers()
    for vector in vectors.load(vector_folder):
        for target, content in vector_seeds(vector):
            path = corpus_folder / f"{target.lower()}-{vector.path.stem}"
            path.write_bytes(bytes([numbers[target]]) + content)
    for target, texts in TEXTS.items():
        for name, text in texts.items():
            path = corpus_folder / f"{target.lower()}-{name}"
            path.write_bytes(bytes([numbers[target]]) + text.encode())


if __name__ == "__main__":
    main()
