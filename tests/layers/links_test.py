#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each folder's CMake target links only what its row of the layer table names. A program may stand in
one folder with a layer that is all of it but main(), so that tests can link it."""
import re

import table

DECLARATION = re.compile(r"\bbonus_(layer|program)\(([^)]*)\)", re.S)
LINKING = re.compile(r"\btarget_link_libraries\(\s*([\w-]+)([^)]*)\)", re.S)
KEYWORDS = {"NAME", "SOURCES", "DEPENDS", "LINKS"}
# Generated code, compiler flags: no layer of their own.
NEUTRAL = {"bonus_instrument", "bonus_flags", "PUBLIC", "PRIVATE", "INTERFACE"}


def arguments(text):
    """`NAME x DEPENDS a b` as {"NAME": ["x"], "DEPENDS": ["a", "b"]}."""
    result, keyword = {}, None
    for word in re.sub(r"#.*", "", text).split():
        if word in KEYWORDS:
            keyword = word
            result[keyword] = []
        elif keyword:
            result[keyword].append(word)
    return result


def judge(layer, target):
    """Why this layer may not link this target, or None."""
    if target in NEUTRAL:
        return None
    for library, (_, pattern) in table.LIBRARIES.items():
        if re.fullmatch(pattern, target):
            return None if library in layer.libraries else f"may not link {library}"
    name = target.removeprefix("bonus_")
    return None if name in layer.includes else f"may not link {target}"


def main():
    layers = table.read()
    failures, checked = [], 0
    for path in sorted(table.SOURCE.rglob("CMakeLists.txt")):
        where = path.relative_to(table.ROOT)
        folder = str(path.parent.relative_to(table.SOURCE))
        if folder not in layers:
            failures.append(f"{where}: this folder is not in the table of docs/architecture.md")
            continue
        text = path.read_text()
        kinds = [kind for kind, _ in DECLARATION.findall(text)]
        declared = [arguments(found) for _, found in DECLARATION.findall(text)]
        if kinds not in (["layer"], ["program"], ["layer", "program"]):
            failures.append(f"{where}: one folder is one target, here are {len(declared)}")
        targets = [f"bonus_{name}" for one in declared for name in one.get("DEPENDS", [])]
        targets += [name for one in declared for name in one.get("LINKS", [])]
        for _, linked in LINKING.findall(text):
            targets += re.sub(r"#.*", "", linked).split()
        if len(declared) == 2:
            targets.remove(f"bonus_{declared[0]['NAME'][0]}")
        for target in targets:
            checked += 1
            reason = judge(layers[folder], target)
            if reason:
                failures.append(f"{where}: {folder} {reason}")
    table.finish(failures, checked)


if __name__ == "__main__":
    main()
