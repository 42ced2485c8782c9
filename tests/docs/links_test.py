#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every relative link of every document leads to a file that is there, every heading linked to exists,
and every drawing is well-formed."""
import pathlib
import re
import unittest
import xml.dom.minidom

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def documents():
    return [path for path in sorted(ROOT.rglob("*.md"))
            if not path.relative_to(ROOT).parts[0].startswith(("build", "."))]


def anchors(path):
    """The names GitHub and others give to the headings of a document."""
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(path.read_text()))
    return {word.replace(" ", "-") for word in words}


class LinksTest(unittest.TestCase):
    def test_relative_links_lead_somewhere(self):
        self.assertGreater(len(documents()), 8)
        for document in documents():
            for link in LINK.findall(document.read_text()):
                if "://" in link:
                    continue
                name, _, anchor = link.partition("#")
                target = (document.parent / name).resolve() if name else document
                with self.subTest(document=str(document.relative_to(ROOT)), link=link):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(target))

    def test_drawings_are_well_formed(self):
        for drawing in (ROOT / "docs").rglob("*.svg"):
            xml.dom.minidom.parse(str(drawing))


if __name__ == "__main__":
    unittest.main()
