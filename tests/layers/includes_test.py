#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A folder includes only the folders and libraries that its row of the layer table names."""
import re

import table

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def judge(layers, path, quote, name):
    """Why this #include is wrong, or None."""
    folder = table.folder_of(path)
    layer = layers[folder]
    for library, (pattern, _) in table.LIBRARIES.items():
        if re.fullmatch(f"(?:{pattern}).*", name):
            return None if library in layer.libraries else f"{folder} may not use {library}"
    if name.startswith("bonus/"):
        may = folder == "libbonus" or "libbonus" in layer.includes
        return None if may else f"{folder} may not include libbonus"
    if quote == "<":
        return None
    target = "/".join(name.split("/")[:2]) if name.startswith("tools/") else name.split("/")[0]
    if target == folder:
        return None
    if target not in layers:
        return f"{name} names no folder of the table (include from src/, e.g. base/log.h)"
    if target not in layer.includes:
        return f"{folder} may not include {target}"
    if name.endswith("_internal.h"):
        return f"{name} belongs to {target} alone"
    if target in table.PUBLIC_HEADERS and name not in table.PUBLIC_HEADERS[target]:
        return f"{name} is not among the public headers of {target}"
    return None


def main():
    layers = table.read()
    failures, checked = [], 0
    for path in table.sources(".c", ".h", ".def"):
        if table.SOURCE not in path.parents:
            continue
        where = path.relative_to(table.ROOT)
        if table.folder_of(path) not in layers:
            failures.append(f"{where}: this folder is not in the table of docs/architecture.md")
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            checked += 1
            reason = judge(layers, path, *found.groups())
            if reason:
                failures.append(f"{where}:{number}: {reason}")
    table.finish(failures, checked)


if __name__ == "__main__":
    main()
