#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The rules of the house that a program can see: licence lines, lengths, banned functions and words,
own header first. Exceptions stand here, each with its reason."""
import re
import shutil
import subprocess

import table

FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 600

# {"src/net/tls.c:tls_create": "why it may be longer"}; for a file its path alone.
LENGTH_EXCEPTIONS = {}

# What is banned, and what to use instead.
BANNED = {
    "strcpy": "snprintf or memcpy with a known size",
    "strncpy": "memcpy with a known size",
    "strcat": "snprintf",
    "strncat": "snprintf",
    "sprintf": "snprintf",
    "vsprintf": "vsnprintf",
    "gets": "fgets",
    "scanf": "decimal_parse",
    "sscanf": "decimal_parse",
    "atoi": "decimal_parse",
    "atol": "decimal_parse",
    "atoll": "decimal_parse",
    "atof": "decimal_parse",
    "strtok": "strchr or strspn",
    "system": "posix_spawn",
    "popen": "posix_spawn",
    "tmpnam": "mkstemp",
    "mktemp": "mkstemp",
    "alloca": "a bounded array",
    "rand": "random_fill",
    "srand": "random_fill",
    "random": "random_fill",
    "asctime": "strftime",
    "ctime": "strftime",
    "gmtime": "gmtime_r",
    "localtime": "localtime_r",
    "strerror": "strerror_r or %m",
    "setjmp": "results",
    "longjmp": "results",
}
CALL = re.compile(r"(?<![\w.>])(" + "|".join(BANNED) + r")\s*\(")
# Written in pieces, so that this file does not find itself. The last is a currency code, too, and
# therefore only looked for in comments.
WORDS = re.compile(r"\b(TO" r"DO|FIX" r"ME|HA" r"CK)\b|(//|#|--|^\s*\*).*\bXX" r"X\b")

COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
LICENCE = "SPDX-License-Identifier: Apache-2.0"
LICENSED = {".c", ".h", ".def", ".py", ".sh", ".sql", ".proto", ".cmake", ".options", ".ini"}
UNLICENSED_FOLDERS = ("tests/data/", "proto/vectors/")


def code_only(text):
    """The text with comments and strings blanked, lines kept."""
    return COMMENT_OR_STRING.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def functions(code):
    """(name, first line, number of lines) of each function; the brace stands in column 0."""
    lines = code.split("\n")
    start = None
    for number, line in enumerate(lines):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start is not None:
            head, first = "", start - 1
            while first >= 0 and lines[first].strip() and not lines[first].startswith(("#", "}")):
                head = lines[first] + " " + head
                first -= 1
            name = re.search(r"(\w+)\s*\(", head)
            if name and "=" not in head.split("(")[0]:
                yield name[1], start + 1, number - start + 1
            start = None


def judge_lengths(where, code):
    if code.count("\n") > FILE_LINES_MAX and where not in LENGTH_EXCEPTIONS:
        yield f"{where}: {code.count(chr(10))} lines, at most {FILE_LINES_MAX}: one file, one job"
    for name, line, length in functions(code):
        if length > FUNCTION_LINES_MAX and f"{where}:{name}" not in LENGTH_EXCEPTIONS:
            yield f"{where}:{line}: {name} has {length} lines, at most {FUNCTION_LINES_MAX}"


def judge_banned(where, code):
    for number, line in enumerate(code.split("\n"), 1):
        for call in CALL.finditer(line):
            yield f"{where}:{number}: {call[1]} is banned: use {BANNED[call[1]]}"


def judge_own_header(where, path, text):
    """A .c that has a header includes it first: it proves that the header stands alone."""
    header = path.with_suffix(".h")
    internal = path.with_name(path.stem + "_internal.h")
    includes = re.findall(r'^#include ([<"][^>"]+)[>"]', text, re.M)
    own = {f'"{h.relative_to(table.SOURCE)}' for h in (header, internal) if h.exists()}
    if path.suffix == ".c" and own and includes and includes[0] not in own:
        yield f"{where}: the first include is not {' or '.join(sorted(own))[1:]}"


def judge_everywhere(where, text, path):
    if (path.suffix in LICENSED or path.name in ("CMakeLists.txt", "run")) \
            and not where.startswith(UNLICENSED_FOLDERS):
        if LICENCE not in "\n".join(text.split("\n")[:2]):
            yield f"{where}: no licence line at the top ({LICENCE})"
    for number, line in enumerate(text.split("\n"), 1):
        if WORDS.search(line):
            yield f"{where}:{number}: say it in an issue, not in the code: {line.strip()[:60]}"


def committed():
    """Every text file of the repository that git knows, or all files where there is no git."""
    if shutil.which("git") and (table.ROOT / ".git").exists():
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=table.ROOT, capture_output=True,
                                 check=True)
        paths = [table.ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in sorted(table.ROOT.rglob("*"))
                 if not path.relative_to(table.ROOT).parts[0].startswith(("build", "."))]
    for path in paths:
        if path.is_file() and not path.is_symlink():
            try:
                yield path, path.read_text()
            except UnicodeDecodeError:
                continue


def main():
    failures, checked = [], 0
    for path, text in committed():
        where = str(path.relative_to(table.ROOT))
        checked += 1
        failures += judge_everywhere(where, text, path)
        if path.suffix in (".c", ".h"):
            code = code_only(text)
            failures += judge_lengths(where, code)
            if table.SOURCE in path.parents:
                failures += judge_banned(where, code)
                failures += judge_own_header(where, path, text)
    table.finish(failures, checked)


if __name__ == "__main__":
    main()
