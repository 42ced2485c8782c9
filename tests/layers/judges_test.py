#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The judges of the layer tests, tried on what must be refused: a test that cannot fail proves nothing."""
import sys
import unittest

import house_test
import includes_test
import links_test
import symbols_test
import table

LAYERS = table.read()


def include(path, line):
    return includes_test.judge(LAYERS, table.SOURCE / path, *includes_test.INCLUDE.match(line).groups())


class JudgesTest(unittest.TestCase):
    def test_the_table_names_every_folder_and_only_inner_ones(self):
        self.assertEqual(len(LAYERS), 16)
        for layer in LAYERS.values():
            self.assertLessEqual(layer.includes, set(LAYERS), layer.folder)
            self.assertLessEqual(layer.libraries, set(table.LIBRARIES), layer.folder)

    def test_the_table_has_no_circle(self):
        done = set()
        while len(done) < len(LAYERS):
            ready = {name for name, one in LAYERS.items() if name not in done and one.includes <= done}
            self.assertTrue(ready, set(LAYERS) - done)
            done |= ready

    def test_includes(self):
        for path, line in (("domain/award.c", '#include "store/store.h"'),
                           ("domain/award.c", "#include <libpq-fe.h>"),
                           ("net/conn.c", '#include "wire/frame.h"'),
                           ("service/session.c", '#include "store/turn.h"'),
                           ("service/session.c", "#  include <event2/event.h>"),
                           ("service/session.c", "#include <bonus/bonus.h>"),
                           ("store/turn.c", '#include "loop/loop_internal.h"'),
                           ("store/turn.c", '#include "turn.h"'),
                           ("wire/frame.c", "#include <openssl/evp.h>")):
            with self.subTest(path=path, line=line):
                self.assertIsNotNone(include(path, line))
        for path, line in (("service/session.c", '#include "store/store.h"'),
                           ("store/turn.c", '#include "store/turn_internal.h"'),
                           ("store/turn.c", "#include <libpq-fe.h>"),
                           ("tools/pos/main.c", "#include <bonus/bonus.h>")):
            with self.subTest(path=path, line=line):
                self.assertIsNone(include(path, line))

    def test_links(self):
        self.assertIsNotNone(links_test.judge(LAYERS["domain"], "bonus_store"))
        self.assertIsNotNone(links_test.judge(LAYERS["service"], "PkgConfig::pq"))
        self.assertIsNone(links_test.judge(LAYERS["store"], "PkgConfig::pq"))

    def test_house(self):
        long = "int f(void)\n{\n" + "    x();\n" * 70 + "}\n"
        self.assertEqual(len(list(house_test.judge_lengths("a.c", long))), 1)
        self.assertEqual(len(list(house_test.judge_lengths("a.c", "int x;\n" * 700))), 1)
        self.assertEqual(len(list(house_test.judge_banned("a.c", "    strcpy(a, b);"))), 1)
        self.assertEqual(len(list(house_test.judge_banned("a.c", "    my_strcpy(a, b);"))), 0)
        comment = house_test.code_only('// strcpy(a, b)\nputs("sprintf(x)");')
        self.assertEqual(len(list(house_test.judge_banned("a.c", comment))), 0)

    def test_symbols(self):
        self.assertIsNotNone(symbols_test.judge("net", "tls.c", ".bss", "counter"))
        self.assertIsNotNone(symbols_test.judge("net", "tls.c", ".data", "counter.0"))
        self.assertIsNone(symbols_test.judge("net", "tls.c", ".data.rel.ro.local", "names"))
        self.assertIsNotNone(symbols_test.judge("domain", "lot.c", "*UND*", "malloc"))
        self.assertIsNone(symbols_test.judge("net", "tls.c", "*UND*", "malloc"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
