# SPDX-License-Identifier: Apache-2.0
"""A whole chain for one test file: cluster, ledger, certificates, daemons, tills.

    world = World(build); world.close()         once per file (setUpModule, tearDownModule)
    ledger = world.ledger()                     a new database with three stores and their tills
    with ledger.daemon() as daemon: ...         a real bonusd on free loopback ports

Everything runs as a child of this process and dies with it; nothing else is ever signalled.
"""
import contextlib
import csv
import io
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import cluster as clusters
from till import APPROVED, KZT, RUB, UAH, Identity, Till, card_number, result_name

SOURCE = pathlib.Path(__file__).resolve().parents[2]
TILLS_PER_STORE = 2
CARDS = 200
PATIENCE_SECONDS = 30
# Who connects as what, as docs/operation.md tells operators: nobody but `db migrate` is the owner, and
# the owner is no superuser. Tests themselves are, when they look or meddle.
OWNER = "bonus_owner"
LOGINS = {"bonusd": "bonus_daemon", "bonusctl": "bonus_admin"}
# What the sanitizers may do: stop at the first finding, with a status no program uses itself.
SANITIZERS = {"ASAN_OPTIONS": "exitcode=99:abort_on_error=0",
              "UBSAN_OPTIONS": "print_stacktrace=1:exitcode=99",
              "LSAN_OPTIONS": "exitcode=99"}

STORES = {1: ("Магазин 1", "RUB", RUB, "Europe/Moscow"),
          2: ("Крамниця 2", "UAH", UAH, "Europe/Kyiv"),
          3: ("Дүкен 3", "KZT", KZT, "Asia/Almaty")}


def build_folder():
    """The build under test: BONUS_BUILD, or what ./run check builds."""
    return pathlib.Path(os.environ.get("BONUS_BUILD", SOURCE / "build/check")).resolve()


def eventually(condition, what, seconds=PATIENCE_SECONDS):
    """Waits until condition() is true; the only waiting that tests do. Returns its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(0.02)


class Port:
    """A loopback port nobody else has. Held by a socket that never listens, so that neither another
    daemon (they may share a port) nor the kernel's own choice takes it until release()."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.number = probe.getsockname()[1]
        self.holder = socket.socket()
        self.holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.holder.bind(("127.0.0.1", self.number))

    def release(self):
        self.holder.close()


class World:
    def __init__(self, settings=None):
        self.build = build_folder()
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="bonus-test."))
        self.pki = self.directory / "pki"
        self.cleanup = contextlib.ExitStack()
        self.cleanup.callback(shutil.rmtree, self.directory, ignore_errors=True)
        self.databases = 0
        self.template = None
        try:
            self.cluster = self.cleanup.enter_context(clusters.Cluster(settings=settings))
            self.make_logins()
            self.make_certificates()
        except BaseException:
            self.cleanup.close()
            raise

    def close(self):
        self.cleanup.close()

    # Programs.
    def program(self, name):
        return str(self.build / "bin" / name)

    def run(self, *command, status=0, database=None, user=clusters.USER, **options):
        """Runs a program to its end and asserts its exit status (None: any)."""
        environment = {**os.environ, **SANITIZERS}
        if database:
            environment["BONUS_DATABASE"] = self.cluster.connection_string(database, user)
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        done = subprocess.run([str(word) for word in command], env=environment, text=True,
                              capture_output=True, timeout=300, check=False, **options)
        if status is not None and done.returncode != status:
            raise AssertionError(f"{' '.join(map(str, command))}: exit status {done.returncode}, "
                                 f"not {status}\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}")
        return done

    def spawn(self, *command):
        """Starts a program that the test will end itself; it dies with the test at the latest."""
        return subprocess.Popen([str(word) for word in command], env={**os.environ, **SANITIZERS},
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL,
                                preexec_fn=clusters.die_with_parent(signal.SIGKILL))

    def ctl(self, *words, **options):
        options.setdefault("user", OWNER if words[:2] == ("db", "migrate") else "bonusctl")
        return self.run(self.program("bonusctl"), *words, **options)

    # Certificates.
    def make_certificates(self):
        self.ctl("pki", "init", "--dir", self.pki)
        self.ctl("pki", "server", "bonusd", "--dir", self.pki, "--host", "localhost", "--host",
                 "127.0.0.1")

    @property
    def authority(self):
        return self.pki / "ca.pem"

    @property
    def authority_key(self):
        return self.pki / "ca.key"

    def identity(self, name):
        return Identity.in_folder(self.pki, name)

    def certify(self, role, name):
        """A certificate of this role, signed by our authority."""
        if not (self.pki / name).exists():
            self.ctl("pki", role, name, "--dir", self.pki)
        return self.identity(name)

    def make_logins(self):
        """Logins belong to the cluster, and so do their roles: migrations make those that are missing."""
        self.sql("postgres", f"create role {OWNER} login createrole")
        for login, role in LOGINS.items():
            self.sql("postgres", f"create role {role} nologin; create role {login} login in role {role}")

    # Databases.
    def sql(self, database, statement, *, status=0):
        """Rows of one statement as lists of strings, as the owner of everything."""
        done = subprocess.run(
            [f"{clusters.BINARIES}/psql", "--no-psqlrc", "--csv", "--tuples-only", "--quiet",
             "--set", "ON_ERROR_STOP=1", "--command", statement],
            env=self.cluster.environment(database), text=True, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=120, check=False)
        if done.returncode != status:
            raise AssertionError(f"{statement}\n{done.stderr}")
        return list(csv.reader(io.StringIO(done.stdout)))

    def session(self, database):
        return Session(self, database)

    def ledger(self, tills_per_store=TILLS_PER_STORE):
        """A new database made from the template: stores, tills, operator, active cards."""
        if self.template is None:
            self.template = self.make_template(tills_per_store)
        self.databases += 1
        name = f"ledger_{self.databases}"
        self.sql("postgres", f"create database {name} template {self.template}")
        return Ledger(self, name)

    def make_template(self, tills_per_store):
        name = "template_ledger"
        self.sql("postgres", f"drop database if exists {name}")
        self.sql("postgres", f"create database {name} owner {OWNER}")
        ledger = Ledger(self, name)
        ledger.ctl("db", "migrate")
        ledger.ctl("programme", "set", "--currency", "RUB", "--rate", "11%", "--currency", "UAH",
                   "--rate", "11%", "--currency", "KZT", "--rate", "11%")
        for number, (title, currency, _, zone) in STORES.items():
            ledger.ctl("store", "add", number, "--name", title, "--currency", currency, "--zone",
                       zone)
            for index in range(1, tills_per_store + 1):
                ledger.add_terminal(f"till-{number}-{index}", number)
        ledger.add_operator("operator-1")
        ledger.import_cards(card_number(index) for index in range(CARDS))
        with ledger.daemon() as daemon:
            daemon.activate(card_number(index) for index in range(CARDS // 2))
        return name


class Session:
    """A psql that stays open, for transactions that tests hold. Statements are answered in order."""

    MARK = "-- answered"

    def __init__(self, world, database):
        self.process = subprocess.Popen(
            [f"{clusters.BINARIES}/psql", "--no-psqlrc", "--csv", "--tuples-only", "--quiet"],
            env=world.cluster.environment(database), text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            preexec_fn=clusters.die_with_parent(signal.SIGKILL))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def run(self, statement):
        """Runs it and returns its output lines."""
        self.process.stdin.write(f"{statement};\n\\echo {self.MARK}\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line.strip() == self.MARK:
                return lines
            lines.append(line.rstrip("\n"))
        raise AssertionError(f"psql ended: {lines}")


class Ledger:
    """One database and everything that works on it."""

    def __init__(self, world, database):
        self.world = world
        self.database = database

    def sql(self, statement):
        return self.world.sql(self.database, statement)

    def value(self, statement):
        return self.sql(statement)[0][0]

    def ctl(self, *words, **options):
        return self.world.ctl(*words, database=self.database, **options)

    def json(self, *words, **options):
        return json.loads(self.ctl(*words, "--json", **options).stdout)

    def session(self):
        return self.world.session(self.database)

    def add_terminal(self, name, store):
        identity = self.world.certify("terminal", name)
        self.ctl("terminal", "add", name, "--role", "terminal", "--store", store, "--certificate",
                 identity.certificate)
        return identity

    def add_operator(self, name):
        identity = self.world.certify("operator", name)
        self.ctl("terminal", "add", name, "--role", "operator", "--certificate",
                 identity.certificate)
        return identity

    def import_cards(self, numbers):
        with tempfile.NamedTemporaryFile("w", suffix=".txt", dir=self.world.directory) as file:
            file.write("".join(f"{number}\n" for number in numbers))
            file.flush()
            self.ctl("card", "import", file.name)

    def daemon(self, **options):
        return Daemon(self, **options)

    def audit(self, acknowledged=()):
        """The books are right, and every acknowledged receipt is there exactly once."""
        self.ctl("verify")
        rows = self.sql("select fiscal_device, number, date, lane, position from bonus.receipt")
        posted = {}
        for device, number, date, lane, position in rows:
            posted.setdefault((device, number, int(date)), []).append((int(lane), int(position)))
        for one in acknowledged:
            receipt = one.body.receipt
            places = posted.get((receipt.fiscal_device, receipt.number, receipt.date), [])
            if len(places) != 1:
                raise AssertionError(f"receipt {receipt.number} is posted {len(places)} times")
        return posted


class Daemon:
    """A real bonusd. As a context manager it is stopped with SIGTERM and must end with status 0."""

    def __init__(self, ledger, database=None, server="bonusd", settings=None,
                 environment=None):
        self.ledger = ledger
        self.world = ledger.world
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="bonusd.", dir=self.world.directory))
        self.ports = (Port(), Port())
        for port in self.ports:
            self.world.cleanup.callback(port.release)
        self.port, self.http_port = (port.number for port in self.ports)
        self.config = self.directory / "bonusd.ini"
        self.log_path = self.directory / "bonusd.log"
        identity = self.world.identity(server)
        self.settings = {
            "database": {
                "uri": database or self.world.cluster.connection_string(ledger.database, "bonusd")},
            "listen": {"address": "127.0.0.1", "port": self.port},
            "tls": {"authority": identity.authority, "certificate": identity.certificate,
                    "key": identity.key},
            "http": {"address": "127.0.0.1", "port": self.http_port},
        }
        for section, values in (settings or {}).items():
            self.settings.setdefault(section, {}).update(values)
        self.environment = {**os.environ, **SANITIZERS, **(environment or {})}
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if kind is not None:
            sys.stderr.write(f"--- the log of bonusd:\n{self.log()[-8000:]}\n---\n")
            self.kill()
        else:
            self.stop()

    def write_config(self):
        lines = []
        for section, values in self.settings.items():
            lines.append(f"[{section}]")
            lines += [f"{name} = {value}" for name, value in values.items()]
        self.config.write_text("\n".join(lines) + "\n")

    def launch(self):
        """Starts the process without waiting for it to be ready."""
        self.write_config()
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [self.world.program("bonusd"), "--config", str(self.config)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment,
                cwd=self.directory, preexec_fn=clusters.die_with_parent(signal.SIGKILL))
        return self

    def start(self):
        self.launch()
        self.wait_ready()
        return self

    def wait_ready(self):
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"bonusd ended: {self.process.returncode}\n{self.log()[-4000:]}")
            return self.http("/readyz")[0] == 200
        try:
            eventually(ready, "bonusd is ready")
        except AssertionError:
            self.kill()
            raise

    def signal(self, number):
        os.kill(self.process.pid, number)

    def stop(self, seconds=PATIENCE_SECONDS):
        """SIGTERM; bonusd must drain and end well."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        status = self.process.wait(seconds)
        if status != 0:
            raise AssertionError(f"bonusd ended with {status}\n{self.log()[-8000:]}")

    def kill(self):
        """SIGKILL, also of a stopped daemon."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def log(self):
        return self.log_path.read_text(errors="replace")

    def http(self, path):
        """(status, text); status 0 while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}{path}",
                                        timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    # Tills.
    def till(self, name="till-1-1", **options):
        return Till(self.port, self.world.identity(name), **options)

    def till_when_known(self, identity):
        """A till registered or unblocked a moment ago: the daemon reads the registry anew each second."""
        def known():
            till = Till(self.port, identity)
            if till.answer.result == APPROVED:
                return till
            till.close()
            return None
        return eventually(known, "the terminal may log on")

    def operator(self, name="operator-1", **options):
        return Till(self.port, self.world.identity(name), **options)

    def activate(self, numbers):
        with self.operator() as operator:
            for number in numbers:
                response = operator.activate(number)
                if response.result != APPROVED:
                    raise AssertionError(f"{number}: {response}")


class WorldTest(unittest.TestCase):
    """Base of the integration tests: one World per file, made when the first test needs it."""

    world = None
    settings = None

    @classmethod
    def setUpClass(cls):
        cls.world = World(cls.settings)
        cls.addClassCleanup(cls.world.close)

    def assertResult(self, response, name):
        self.assertEqual(result_name(response.result), name, response.detail)


def skip(reason):
    """Ends a test file that cannot run here, in the words and with the status ctest looks for."""
    print(f"skipped: {reason}")
    sys.exit(77)


def main():
    unittest.main(verbosity=2)
