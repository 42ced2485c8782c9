#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The private cluster itself: durable, alone, reachable by its owner's socket only, gone afterwards."""
import os
import pathlib
import stat
import subprocess
import sys
import unittest

import cluster as clusters
from world import eventually

PSQL = [f"{clusters.BINARIES}/psql", "--no-psqlrc", "-At", "-c"]


def ask(cluster, statement):
    return subprocess.run([*PSQL, statement], env=cluster.environment(), text=True, check=True,
                          capture_output=True).stdout.strip()


class ClusterTest(unittest.TestCase):
    def test_settings_are_durable_and_nobody_listens_on_tcp(self):
        with clusters.Cluster() as cluster:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                self.assertEqual(ask(cluster, f"show {name}"), "on", name)
            self.assertEqual(ask(cluster, "show listen_addresses"), "")
            self.assertEqual(ask(cluster, "show server_encoding"), "UTF8")
            self.assertEqual(ask(cluster, "select datcollate from pg_database limit 1"), "C.UTF-8")
            mode = stat.S_IMODE(cluster.socket_directory.stat().st_mode)
            self.assertEqual(mode, 0o700)
            path = cluster.socket_directory / ".s.PGSQL.5432"
            self.assertLess(len(os.fsencode(path)), 107)

    def test_it_is_not_run_by_root(self):
        with clusters.Cluster() as cluster:
            status = pathlib.Path(f"/proc/{cluster.process.pid}/status").read_text()
            user = int(next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1])
            self.assertNotEqual(user, 0)

    def test_nothing_is_left_behind(self):
        with clusters.Cluster() as cluster:
            places = (cluster.home, cluster.socket_directory)
        for place in places:
            self.assertFalse(place.exists(), place)

    def test_two_run_side_by_side(self):
        with clusters.Cluster() as one, clusters.Cluster() as two:
            ask(one, "create table here (a int)")
            self.assertEqual(ask(two, "select to_regclass('here')"), "")

    def test_it_dies_with_a_parent_that_was_killed(self):
        script = ("import cluster, os, signal\n"
                  "c = cluster.Cluster().start()\n"
                  "print(c.process.pid, c.home, c.socket_directory, flush=True)\n"
                  "os.kill(os.getpid(), signal.SIGKILL)\n")
        killed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                                check=False)
        self.assertEqual(killed.returncode, -9, killed.stderr)
        pid, *places = killed.stdout.split()
        eventually(lambda: not pathlib.Path(f"/proc/{pid}").exists(), "the cluster is dead")
        for place in places:
            subprocess.run(["rm", "-rf", place], check=True)

    def test_the_command_passes_on_the_exit_status(self):
        command = [sys.executable, clusters.__file__, "run", "--", "sh", "-c", "exit 3"]
        self.assertEqual(subprocess.run(command, check=False).returncode, 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
