#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A private PostgreSQL cluster: own data, own unix socket, no TCP port, durable settings.

Run by an unprivileged user: `postgres` when we are root, ourselves otherwise. A cluster that
Debian or anybody else runs on this machine is never looked at. Used as a module by tests and as a
command by `./run` and by tests that are shell or C:

    cluster.py run [--dir DIR] [-c NAME=VALUE]... -- COMMAND...
        starts a cluster, runs COMMAND with PGHOST, PGUSER and PGDATABASE set, stops the cluster
        and exits as COMMAND did; without --dir everything is thrown away
    cluster.py start --dir DIR [-c NAME=VALUE]...
        leaves it running and prints its connection string; data of an earlier start are kept
    cluster.py stop --dir DIR [--remove]
"""
import argparse
import ctypes
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile

BINARIES = "/usr/lib/postgresql/15/bin"
USER = "bonus"
START_SECONDS = 60

# fsync, synchronous_commit and full_page_writes are named so that no initdb or environment default
# can weaken what the tests prove.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d ",
}


def die_with_parent(signal_number):
    """A preexec_fn: the kernel sends the signal to this child when we die, however we die."""
    def ask_kernel():
        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal_number)
    return ask_kernel


def owner():
    """Who runs PostgreSQL: it refuses to be run by root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def as_owner():
    """Arguments that make subprocess run a child as owner()."""
    if os.geteuid() != 0:
        return {}
    entry = owner()
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def private_directory(parent, prefix="bonus."):
    """A new folder that only the owner of the cluster (and root) can enter."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    os.chown(directory, owner().pw_uid, owner().pw_gid)
    return directory


def owner_can_use(directory):
    """Whether the owner can get into the folder: a checkout below /root is closed to postgres."""
    test = subprocess.run(["test", "-w", str(directory), "-a", "-x", str(directory)], cwd="/",
                          **as_owner())
    return test.returncode == 0


class Cluster:
    """Use as a context manager, or start() and stop(). `socket_directory` is short on purpose: the
    path of a unix socket has 107 bytes."""

    def __init__(self, directory=None, settings=None):
        self.keeps_data = directory is not None
        self.home = pathlib.Path(directory) if directory else None
        self.settings = {**SETTINGS, **(settings or {})}
        self.process = None
        self.data = None
        self.socket_directory = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    # What a start leaves behind in its folder, so that a later command finds it.
    def _note(self, name):
        return self.home / name

    def _place_data(self):
        """Where the data live: in our folder if the owner can get there, else in /var/tmp."""
        if self.home is None:
            self.home = private_directory("/var/tmp")
            self.data = self.home / "data"
            return
        self.home.mkdir(parents=True, exist_ok=True)
        elsewhere = self._note("elsewhere")
        if elsewhere.exists():
            self.data = pathlib.Path(elsewhere.read_text().strip()) / "data"
            if self.data.exists():
                return
        os.chown(self.home, owner().pw_uid, owner().pw_gid)
        if owner_can_use(self.home):
            self.data = self.home / "data"
            return
        place = private_directory("/var/tmp")
        elsewhere.write_text(f"{place}\n")
        self.data = place / "data"
        print(f"{owner().pw_name} cannot enter {self.home}: the data are in {place}",
              file=sys.stderr)

    def _make_data(self):
        if (self.data / "PG_VERSION").exists():
            return
        subprocess.run(
            [f"{BINARIES}/initdb", "--pgdata", str(self.data), "--username", USER,
             "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"],
            check=True, cwd="/", stdout=subprocess.DEVNULL, **as_owner())

    def _command_line(self):
        arguments = ["-D", str(self.data), "-k", str(self.socket_directory)]
        for name, value in self.settings.items():
            arguments += ["-c", f"{name}={value}"]
        return arguments

    def _prepare(self):
        self._place_data()
        self._make_data()
        self.socket_directory = private_directory("/tmp")

    def start(self):
        """Starts a cluster that dies with this process."""
        self._prepare()
        with open(self.data / "server.log", "ab") as log:
            os.chown(self.data / "server.log", owner().pw_uid, owner().pw_gid)
            self.process = subprocess.Popen(
                [f"{BINARIES}/postgres", *self._command_line()], cwd="/", stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGQUIT), **as_owner())
        self._wait()
        return self

    def _wait(self):
        for _ in range(START_SECONDS * 20):
            if self.process.poll() is not None:
                break
            ready = subprocess.run([f"{BINARIES}/pg_isready", "--quiet", "-h",
                                    str(self.socket_directory)], check=False)
            if ready.returncode == 0:
                return
            try:
                self.process.wait(0.05)
            except subprocess.TimeoutExpired:
                pass
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log()[-4000:]}")

    def start_detached(self):
        """Starts a cluster that outlives this process; stop_detached() finds it by its folder."""
        self._prepare()
        subprocess.run(
            [f"{BINARIES}/pg_ctl", "start", "--wait", "--silent", "-t", str(START_SECONDS),
             "-D", str(self.data), "-l", str(self.data / "server.log"),
             "-o", " ".join(f"'{a}'" for a in self._command_line()[2:])],
            check=True, cwd="/", stdin=subprocess.DEVNULL, start_new_session=True, **as_owner())
        self._note("socket").write_text(f"{self.socket_directory}\n")

    def stop_detached(self, remove=False):
        if not self.home.exists():
            return
        self._place_data()
        if (self.data / "postmaster.pid").exists():
            subprocess.run([f"{BINARIES}/pg_ctl", "stop", "--wait", "--silent", "-m", "fast",
                            "-D", str(self.data)], check=False, cwd="/", **as_owner())
        if self._note("socket").exists():
            shutil.rmtree(self._note("socket").read_text().strip(), ignore_errors=True)
            self._note("socket").unlink()
        if remove:
            elsewhere = self._note("elsewhere")
            if elsewhere.exists():
                shutil.rmtree(elsewhere.read_text().strip(), ignore_errors=True)
            shutil.rmtree(self.home, ignore_errors=True)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(10)
        self.process = None
        if self.socket_directory is not None:
            shutil.rmtree(self.socket_directory, ignore_errors=True)
        if not self.keeps_data and self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)

    def log(self):
        """The server's log so far."""
        path = self.data / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def connection_string(self, database="postgres", user=USER):
        return f"host={self.socket_directory} user={user} dbname={database}"

    def environment(self, database="postgres"):
        """For children that use libpq's own variables. Nothing of the caller's PG* leaks in."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        return {**kept, "PGHOST": str(self.socket_directory), "PGUSER": USER,
                "PGDATABASE": database}


def run(arguments):
    # A signal ends us through SystemExit, so that the cluster is stopped on the way out.
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda caught, _frame: sys.exit(128 + caught))
    with Cluster(arguments.dir, arguments.settings) as cluster:
        child = subprocess.Popen(arguments.command, env=cluster.environment(),
                                 preexec_fn=die_with_parent(signal.SIGTERM))
        try:
            status = child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()
    return 128 - status if status < 0 else status


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("run", "start", "stop"))
    parser.add_argument("--dir")
    parser.add_argument("-c", dest="settings", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--remove", action="store_true", help="stop: remove the data as well")
    own = sys.argv[1:]
    split = own.index("--") if "--" in own else len(own)
    arguments = parser.parse_args(own[:split])
    arguments.command = own[split + 1:]
    arguments.settings = dict(setting.split("=", 1) for setting in arguments.settings)
    if arguments.verb == "run":
        if not arguments.command:
            parser.error("run needs -- COMMAND")
        return run(arguments)
    if not arguments.dir:
        parser.error("start and stop need --dir")
    cluster = Cluster(arguments.dir, arguments.settings)
    if arguments.verb == "start":
        cluster.start_detached()
        print(cluster.connection_string())
    else:
        cluster.stop_detached(arguments.remove)
    return 0


if __name__ == "__main__":
    sys.exit(main())
