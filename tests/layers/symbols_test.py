#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the compiled layers hold and call: no mutable file-scope variable anywhere, and no clock, I/O
or malloc in the pure layers. Reads the static libraries of the build folder given as argument."""
import pathlib
import re
import subprocess
import sys

import table

# {"src/net/tls.c: name": "why it must be"}
MUTABLE_EXCEPTIONS = {}

PURE = ("domain", "wire")
IMPURE = re.compile(
    r"(malloc|calloc|realloc|free|time|clock|clock_gettime|gettimeofday|localtime\w*|open|fopen|read|"
    r"write|printf|fprintf|puts|getenv|setlocale|rand|random|getrandom|socket|send|recv)(@.*)?$")

# Where a variable that can change lives. Tables with pointers live in .data.rel.ro: they are
# written once by the loader and read-only from then on.
MUTABLE = re.compile(r"\.(data|bss|tdata|tbss)(?!\.rel\.ro)|\*COM\*")
# Made by the sanitizers, not by us.
SANITIZERS = re.compile(r"^(__odr_asan|__asan|__ubsan|\.L)|Lubsan")


def symbols(library):
    """(source file, section, name) of every object, function and undefined symbol."""
    listing = subprocess.run(["objdump", "--syms", str(library)], capture_output=True, text=True,
                             check=True).stdout
    source = None
    for line in listing.splitlines():
        member = re.match(r"(\S+)\.o: +file format", line)
        if member:
            source = member[1]
        fields = re.match(r"[0-9a-f]{16} (.{7}) (\S+)\s+[0-9a-f]{16} (?:\.hidden )?(\S+)$", line)
        if fields and not set("df") & set(fields[1]):
            yield source, fields[2], fields[3]


def judge(layer, source, section, name):
    """Why this symbol must not be, or None."""
    if MUTABLE.match(section) and not SANITIZERS.search(name):
        if f"src/{layer}/{source}: {name}" in MUTABLE_EXCEPTIONS:
            return None
        return f"{name} is mutable and at file scope: give it an owner that is handed in"
    if section == "*UND*" and layer in PURE and IMPURE.fullmatch(name):
        return f"calls {name}: this layer is pure"
    return None


def main():
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else table.ROOT / "build/release")
    failures, checked = [], 0
    for layer in table.read():
        for library in sorted((build / "src" / layer).glob("libbonus_*.a")):
            if library.name == "libbonus_proto.a":  # generated
                continue
            for source, section, name in symbols(library):
                checked += 1
                reason = judge(layer, source, section, name)
                if reason:
                    failures.append(f"src/{layer}/{source}: {reason}")
    table.finish(failures, checked)


if __name__ == "__main__":
    main()
