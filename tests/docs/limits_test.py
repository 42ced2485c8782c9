#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""docs/limits.md and src/base/limits.h say the same: every limit with its value, in a file that really
uses it or in a setting that really has it."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"

CONSTANT = re.compile(r"^    (LIMIT_[A-Z0-9_]+) = (\d+),", re.MULTILINE)
ANY_CONSTANT = re.compile(r"^    (LIMIT_[A-Z0-9_]+) =", re.MULTILINE)
ROW = re.compile(r"^\| `(LIMIT_[A-Z0-9_]+)` \| (\d+) \| (.*?) \| (.*?) \|$", re.MULTILINE)
SETTING = re.compile(r"SETTING\((\w+), (\w+), NUMBER, \"(\d+)\", \w+, (\w+),")
PLACE = re.compile(r"`([^`]+)`")


def read_limits():
    text = (SOURCE / "base/limits.h").read_text()
    return {name: int(value) for name, value in CONSTANT.findall(text)}


def read_rows():
    text = (ROOT / "docs/limits.md").read_text()
    return [(name, int(value), PLACE.findall(places), effect)
            for name, value, places, effect in ROW.findall(text)]


def read_settings():
    """{"[limits] idle_ms": (default, greatest)}; a greatest value may be a limit's name."""
    text = (SOURCE / "daemon/config.def").read_text()
    return {f"[{section}] {key}": (int(default), greatest)
            for section, key, default, greatest in SETTING.findall(text)}


class LimitsTest(unittest.TestCase):
    def setUp(self):
        self.limits = read_limits()
        self.rows = read_rows()

    def test_every_limit_is_a_plain_number(self):
        names = ANY_CONSTANT.findall((SOURCE / "base/limits.h").read_text())
        self.assertEqual(sorted(names), sorted(self.limits))
        self.assertGreater(len(names), 50)

    def test_every_limit_has_one_row_and_every_row_a_limit(self):
        self.assertEqual(sorted(self.limits), sorted(name for name, *_ in self.rows))

    def test_values_agree(self):
        self.assertEqual(self.limits, {name: value for name, value, *_ in self.rows})

    def test_every_row_says_where_and_what_happens(self):
        for name, _, places, effect in self.rows:
            with self.subTest(limit=name):
                self.assertTrue(places)
                self.assertTrue(effect.rstrip().endswith("."))

    def test_a_file_that_is_named_uses_the_limit(self):
        for name, _, places, _ in self.rows:
            for place in places:
                if not place.startswith("["):
                    with self.subTest(limit=name, place=place):
                        self.assertRegex((SOURCE / place).read_text(), rf"\b{name}\b")

    def test_a_setting_that_is_named_has_the_limit(self):
        settings = read_settings()
        for name, value, places, _ in self.rows:
            for place in places:
                if place.startswith("["):
                    with self.subTest(limit=name, place=place):
                        default, greatest = settings[place]
                        self.assertIn(value, (default, self.limits.get(greatest)))


if __name__ == "__main__":
    unittest.main()
