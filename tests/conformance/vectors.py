# SPDX-License-Identifier: Apache-2.0
"""Golden frames: proto/vectors/*.txt, one frame each.

A file holds a sentence, the frame in hexadecimal, and the message in the text format of Protocol
Buffers; a second message is the body of the first. `vectors.py check DIR` proves with Google's own
library that bytes and text say the same. For somebody who adds or changes a vector, `vectors.py write
DIR` writes the bytes anew from the text, and `vectors.py show DIR PAGE` the examples of a page. The C
codec and the page are held against the same files by unit tests.
"""
import pathlib
import re
import struct
import sys

from google.protobuf import text_format
from bonus.v1 import (advice_pb2, balance_pb2, card_pb2, frame_pb2, hold_pb2, purchase_pb2,
                      refund_pb2, reversal_pb2, session_pb2, status_pb2)

MODULES = (advice_pb2, balance_pb2, card_pb2, frame_pb2, hold_pb2, purchase_pb2, refund_pb2,
           reversal_pb2, session_pb2, status_pb2)
HEX_BYTES_PER_LINE = 32


def message_class(name):
    for module in MODULES:
        if hasattr(module, name):
            return getattr(module, name)
    raise ValueError(f"no message is called {name}")


class Vector:
    """One file: its sentence, its frame, and its messages as (name, text)."""

    def __init__(self, path):
        self.path = path
        head, *sections = path.read_text(encoding="utf-8").split("== ")
        self.sentence = head.strip()
        self.frame = b""
        self.messages = []
        for section in sections:
            name, _, text = section.partition("\n")
            if name == "frame":
                self.frame = bytes.fromhex(text)
            else:
                self.messages.append((name, text.strip()))

    def encode(self):
        """The frame that the text stands for."""
        encoded = [text_format.Parse(text, message_class(name)()) for name, text in self.messages]
        outer = encoded[0]
        if len(encoded) == 2:
            outer.body = encoded[1].SerializeToString(deterministic=True)
        payload = outer.SerializeToString(deterministic=True)
        return struct.pack(">I", len(payload)) + payload

    def decode(self):
        """The texts that the frame stands for, in the order of self.messages."""
        outer = message_class(self.messages[0][0])()
        outer.ParseFromString(self.frame[4:])
        decoded = [outer]
        if len(self.messages) == 2:
            decoded.append(message_class(self.messages[1][0]).FromString(outer.body))
            outer.body = b""
        return [text_format.MessageToString(message, as_utf8=True).strip() for message in decoded]

    def write(self):
        frame = self.encode()
        lines = [frame[:4].hex()]
        for start in range(4, len(frame), HEX_BYTES_PER_LINE):
            lines.append(frame[start:start + HEX_BYTES_PER_LINE].hex())
        parts = [self.sentence, "== frame\n" + "\n".join(lines)]
        parts += [f"== {name}\n{text}".strip() for name, text in self.messages]
        self.path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")

    def check(self):
        """What is wrong with the file, or None."""
        if self.encode() != self.frame:
            return "the text encodes to other bytes"
        if self.decode() != [text for _, text in self.messages]:
            return "the bytes decode to another text"
        return None


def load(directory):
    return [Vector(path) for path in sorted(pathlib.Path(directory).glob("*.txt"))]


def check(directory):
    vectors = load(directory)
    failed = 0
    for number, vector in enumerate(vectors, 1):
        wrong = vector.check()
        failed += wrong is not None
        print(f"{'ok' if wrong is None else 'not ok'} {number} - {vector.path.stem}"
              f"{'' if wrong is None else ': ' + wrong}")
    print(f"1..{len(vectors)}")
    print(f"{len(vectors) - failed} passed, {failed} failed")
    return 1 if failed or not vectors else 0


def write(directory):
    for vector in load(directory):
        vector.write()
    return 0


def show(directory, page):
    """Fills the page's blocks that begin with ```vector NAME."""
    def block(match):
        text = pathlib.Path(directory, match[1] + ".txt").read_text(encoding="utf-8")
        return f"```vector {match[1]}\n{text}```"
    path = pathlib.Path(page)
    old = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"```vector (\w+)\n.*?```", block, old, flags=re.S), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit({"check": check, "write": write, "show": show}[sys.argv[1]](*sys.argv[2:]))
