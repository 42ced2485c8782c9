# SPDX-License-Identifier: Apache-2.0
"""The layer table, read from docs/architecture.md, and what the layer tests share."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
DOCUMENT = ROOT / "docs/architecture.md"
MARK = "<!-- layers:"

# How a library of the table is recognised in an #include and in a CMakeLists.txt.
LIBRARIES = {
    "libevent": (r"event2/|event\.h", r"PkgConfig::event\w*"),
    "OpenSSL": (r"openssl/", r"PkgConfig::(crypto|openssl)|OpenSSL::\w+"),
    "libpq": (r"libpq-fe\.h|libpq/|postgres_ext\.h", r"PkgConfig::pq"),
    "nanopb": (r"pb(_\w+)?\.h|bonus/v1/.*\.pb\.h", r"nanopb::.*|bonus_proto"),
    "SQLite": (r"sqlite3(ext)?\.h", r"PkgConfig::sqlite"),
    "libinih": (r"ini\.h", r"PkgConfig::inih"),
    "jansson": (r"jansson\.h", r"PkgConfig::jansson"),
}

# Of these layers others may include only the headers named here.
PUBLIC_HEADERS = {
    "store": {"store/store.h", "store/journal.h", "store/registry.h"},
}


class Layer:
    def __init__(self, folder, includes, libraries):
        self.folder = folder
        self.includes = includes
        self.libraries = libraries


def read():
    """The table as {folder: Layer}, inner layers last as in the document."""
    lines = DOCUMENT.read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(MARK))
    table = {}
    for line in lines[start + 1:]:
        if not line.startswith("|"):
            if table:
                break
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        folder = re.fullmatch(r"`([\w/]+)`", cells[0])
        if folder:
            libraries = {name.strip() for name in cells[2].split(",")} - {""}
            table[folder[1]] = Layer(folder[1], set(re.findall(r"`([\w/]+)`", cells[1])), libraries)
    return table


def folder_of(path):
    """Which layer a file below src/ belongs to: tools have two levels."""
    parts = path.relative_to(SOURCE).parts
    return "/".join(parts[:2]) if parts[0] == "tools" else parts[0]


def sources(*suffixes):
    """All files below src/ and include/ with one of the suffixes."""
    found = [path for top in (SOURCE, ROOT / "include") for path in sorted(top.rglob("*"))
             if path.suffix in suffixes]
    return found


def finish(failures, checked):
    """Prints what is wrong, or how much was right, and ends the program."""
    for failure in failures:
        print(failure)
    if not checked:
        failures = ["nothing was checked"]
        print(failures[0])
    print(f"{len(failures)} failures in {checked} things checked")
    sys.exit(1 if failures else 0)
