# SPDX-License-Identifier: Apache-2.0
"""The seals of a lane, computed from its rows by a second implementation: src/store/journal.h says how.

    for last, seal in seals.compute(ledger, lane): ...
    seals.rewrite(ledger, lane)             the lane is sealed as if its rows always had been as they are
"""
import hashlib

# The canonical encoding: columns and their sizes in bytes, then salted digests, then the details that
# rows of version 2 have.
FIXED = (("encoding", 2), ("lane", 2), ("position", 8), ("kind", 2), ("terminal", 4), ("epoch", 8),
         ("stan", 8), ("store", 4), ("member", 8), ("currency", 2), ("money", 8), ("base", 8),
         ("earned", 8), ("redeemed", 8), ("balance_after", 8), ("lifetime_after", 8),
         ("previous_position", 8), ("programme_version", 4), ("rate_bp", 4), ("posted_at", 8),
         ("receipt_at", 8), ("utc_offset_min", 2), ("sent_at", 8), ("arrived_at", 8))
DETAILS = (("original_position", 8), ("spendable_after", 8), ("pending_after", 8), ("held_after", 8),
           ("debt_after", 8), ("hold_until", 8), ("expiring_after", 8), ("expiring_on", 4),
           ("written_off", 8), ("cash_deducted", 8), ("flags", 4), ("reason", 2))
ARRAYS = (("rules", 4), ("moves", 8))
SALTED = ("card", "body")
COLUMNS = [name for name, _ in FIXED + DETAILS + ARRAYS] + [*SALTED, "salt"]
PLAIN = 1

TIME = "(extract(epoch from {0}) * 1000000)::bigint"
HEX = "encode({0}, 'hex')"
# What is not an integer as it stands.
EXPRESSIONS = {
    "posted_at": TIME, "receipt_at": TIME, "sent_at": TIME, "arrived_at": TIME, "hold_until": TIME,
    "spendable_after": "coalesce(spendable_after, balance_after)",
    "rules": "array_to_string({0}, ' ')", "moves": "array_to_string({0}, ' ')",
    "card": "encode(convert_to(coalesce({0}, ''), 'UTF8'), 'hex')", "body": HEX, "salt": HEX,
}


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def integer(value, size):
    return (int(value or 0) % 256 ** size).to_bytes(size, "big")


def row_digest(row):
    text = b"bonus journal row\0" + b"".join(integer(row[name], size) for name, size in FIXED)
    salt = bytes.fromhex(row["salt"])
    for number, name in enumerate(SALTED, 1):
        text += sha256(salt, bytes([number]), bytes.fromhex(row[name]))
    if int(row["encoding"]) != PLAIN:
        text += b"".join(integer(row[name], size) for name, size in DETAILS)
        for name, size in ARRAYS:
            numbers = row[name].split()
            text += integer(len(numbers), 2) + b"".join(integer(number, size) for number in numbers)
    return sha256(text)


def merkle_root(leaves):
    level = [sha256(b"\0", leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [sha256(b"\1", *level[i:i + 2]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2:]
    return level[0]


def compute(ledger, lane):
    """(last, seal) of every turn of the lane as its rows are now."""
    columns = ", ".join(EXPRESSIONS.get(name, "{0}").format(name) for name in COLUMNS)
    rows = {}
    for values in ledger.sql(f"select {columns} from bonus.journal where lane = {lane}"):
        row = dict(zip(COLUMNS, values))
        rows[int(row["position"])] = row
    previous = bytes(32)
    for first, last in ledger.sql(
            f"select first, last from bonus.seal where lane = {lane} order by last"):
        first, last = int(first), int(last)
        root = merkle_root([row_digest(rows[position]) for position in range(first, last + 1)])
        previous = sha256(b"bonus seal\0", previous, integer(lane, 2), integer(first, 8),
                          integer(last, 8), root)
        yield last, previous.hex()


def rewrite(ledger, lane):
    ledger.sql("; ".join(f"update bonus.seal set seal = '\\x{seal}' where lane = {lane} and last = {last}"
                         for last, seal in compute(ledger, lane)))
