# SPDX-License-Identifier: Apache-2.0
"""The three that are measured, each on a database of its own in one cluster: pgbench's own script,
one function call per purchase, and bonusd with its tills. Each is set up once and measured often;
measure() returns what one run gave."""
import contextlib
import json
import os
import pathlib
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

import cluster as clusters

# Turns want few lanes, for large batches, and one for each core, so that all of them work. A ledger
# that is to grow onto other machines starts with more.
LANES = max(2, min(4, os.cpu_count() or 2))

# A call holds its lane while its COMMIT waits for the disk, so calls want many lanes, as turns want
# few. This many is where they are at their best.
CALL_LANES = 64
# Bodies that calls send: pgbench takes at most 128 scripts, and one script has one body.
CALL_BODIES = 32
# What bonusd sets on the connections of its turns.
CALL_OPTIONS = ("-c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
                " -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
                " -c enable_material=off -c jit=off")
OPERATORS = 32
READY_SECONDS = 30
STOP_SECONDS = 60
STEP_SECONDS = 1800  # no program takes so long


class Postgres:
    """The cluster's client programs."""

    def __init__(self, cluster):
        self.cluster = cluster

    def program(self, name, *words, database, settings="", **options):
        done = subprocess.run([f"{clusters.BINARIES}/{name}", *map(str, words)],
                              env={**self.cluster.environment(database), "PGOPTIONS": settings},
                              text=True, check=False, capture_output=True, timeout=STEP_SECONDS,
                              **{"stdin": subprocess.DEVNULL, **options})
        if done.returncode != 0:
            raise RuntimeError(f"{name} {' '.join(map(str, words))[:200]}: {done.stderr[-2000:]}")
        return done.stdout

    def sql(self, database, *words, **options):
        return self.program("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
                            "--set", "ON_ERROR_STOP=1", *words, database=database, **options)

    def value(self, database, statement):
        return self.sql(database, "--command", statement).strip()

    def create(self, database):
        self.sql("postgres", "--command", f"create database {database}")

    def pgbench(self, database, clients, seconds, *words, settings=""):
        """Transactions per second of one run; anything that failed fails the run."""
        out = self.program("pgbench", "--no-vacuum", "--protocol=prepared", "--jobs=2",
                           f"--client={clients}", f"--time={seconds}", *words, database=database,
                           settings=settings)
        failed = re.search(r"number of failed transactions: (\d+)", out)
        if failed and int(failed[1]) > 0:
            raise RuntimeError(out)
        return {"per_s": float(re.search(r"^tps = ([\d.]+)", out, re.M)[1])}


class Script:
    """pgbench's default script."""

    name = "pgbench"
    database = "pgbench"

    def __init__(self, postgres, scale):
        self.postgres = postgres
        postgres.create(self.database)
        postgres.program("pgbench", "--initialize", "--quiet", f"--scale={scale}",
                         database=self.database)

    def measure(self, clients, seconds):
        return self.postgres.pgbench(self.database, clients, seconds)


class Call:
    """One function call per purchase (call.sql)."""

    name = "call"
    database = "call"

    def __init__(self, postgres, programs, folder, cards):
        self.postgres = postgres
        self.folder = folder
        self.cards = cards
        postgres.create(self.database)
        programs.set_up(self.database, lanes=CALL_LANES)
        postgres.sql(self.database, "--command",
                     "insert into bonus.terminal (name, role, store)"
                     " select 'till-' || i, 'terminal', 1 from generate_series(1, 1000) as i")
        postgres.sql(self.database, "--file", HERE / "call.sql")
        postgres.sql(self.database, "--set", f"cards={cards}", "--file", HERE / "call_cards.sql")
        self.arguments = list(self.write_scripts(programs))

    def write_scripts(self, programs):
        today = time.strftime("%Y%m%d", time.gmtime())
        bodies = programs.bench("bodies", "--count", CALL_BODIES, "--date", today).split()
        for number, body in enumerate(bodies):
            path = self.folder / f"call_{number}.sql"
            path.write_text(
                f"\\set index random(0, {self.cards - 1})\n"
                f"\\set lane :index % {CALL_LANES}\n"
                "\\set card 2900000000000 + 10 * :index\n"
                "\\set terminal :client_id + 1\n"
                "\\set stan :stan + 1\n"
                "\\set total random(100, 2500000)\n"
                "select bench.purchase(:lane::smallint, :terminal, :epoch, :stan, :card, 1, "
                f":device, {today}, :stan, 643::smallint, :total, current_timestamp, "
                f":body{number});\n")
            yield f"--file={path}"
            yield f"--define=body{number}=\\x{body}"

    def measure(self, clients, seconds):
        # A new epoch and a new fiscal device: no key and no receipt of an earlier run comes again.
        epoch = secrets.randbits(62) | 1
        return self.postgres.pgbench(self.database, clients, seconds, "--define=stan=0",
                                     f"--define=epoch={epoch}", f"--define=device=FD{epoch}",
                                     *self.arguments, settings=CALL_OPTIONS)


class Programs:
    """What was built."""

    def __init__(self, build, cluster):
        self.folder = pathlib.Path(build) / "bin"
        self.cluster = cluster

    def run(self, name, *words):
        done = subprocess.run([str(self.folder / name), *map(str, words)], text=True, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              timeout=STEP_SECONDS)
        if done.returncode != 0:
            raise RuntimeError(f"{name} {' '.join(map(str, words))}: exit status {done.returncode}")
        return done.stdout

    def ctl(self, database, *words):
        return self.run("bonusctl", "--database", self.cluster.connection_string(database), *words)

    def bench(self, *words):
        return self.run("bonus-bench", *words)

    def set_up(self, database, lanes):
        """Schema, programme and the one store that the load's receipts come from."""
        self.ctl(database, "db", "migrate", "--lanes", lanes)
        self.ctl(database, "programme", "set", "--currency", "RUB", "--rate", "11%")
        self.ctl(database, "store", "add", 1, "--name", "Подарки на Тверской", "--currency", "RUB",
                 "--zone", "Europe/Moscow")


class Bonusd:
    """The daemon, and bonus-bench as its tills."""

    name = "bonusd"
    database = "ledger"

    def __init__(self, postgres, programs, folder, cards, tills):
        self.postgres = postgres
        self.programs = programs
        self.folder = folder
        self.pki = folder / "pki"
        self.cards = cards
        self.process = None
        self.port, self.http_port = free_ports(2)
        postgres.create(self.database)
        programs.set_up(self.database, lanes=LANES)
        self.register(tills)
        numbers = folder / "cards.txt"
        numbers.write_text(programs.bench("cards", "--cards", cards))
        programs.ctl(self.database, "card", "import", numbers)
        self.write_config()

    def register(self, tills):
        """Certificates and terminals by the thousand: a table is copied in, not a command a till."""
        self.programs.run("bonusctl", "pki", "init", "--dir", self.pki)
        self.programs.run("bonusctl", "pki", "server", "bonusd", "--dir", self.pki, "--host",
                          "127.0.0.1")
        holders = self.programs.bench("pki", "--dir", self.pki, "--tills", tills, "--operators",
                                      OPERATORS)
        self.postgres.sql(
            self.database, "--file", HERE / "register.sql", stdin=None, input=holders)

    def write_config(self):
        sections = {
            "database": {"uri": self.postgres.cluster.connection_string(self.database)},
            "listen": {"address": "127.0.0.1", "port": self.port},
            "tls": {"authority": self.pki / "ca.pem",
                    "certificate": self.pki / "bonusd/cert.pem",
                    "key": self.pki / "bonusd/key.pem"},
            "http": {"address": "127.0.0.1", "port": self.http_port},
            "log": {"level": "warn"},
        }
        lines = []
        for section, settings in sections.items():
            lines.append(f"[{section}]")
            lines += [f"{name} = {value}" for name, value in settings.items()]
        (self.folder / "bonusd.ini").write_text("\n".join(lines) + "\n")

    def __enter__(self):
        with open(self.folder / "bonusd.log", "wb") as log:
            self.process = subprocess.Popen(
                [str(self.programs.folder / "bonusd"), "--config", str(self.folder / "bonusd.ini")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=clusters.die_with_parent(signal.SIGKILL))
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"bonusd is not ready\n{self.log()}")
            time.sleep(0.05)
        return self

    def __exit__(self, kind, *_):
        self.process.send_signal(signal.SIGTERM if kind is None else signal.SIGKILL)
        status = self.process.wait(STOP_SECONDS)
        if kind is None and status != 0:
            raise RuntimeError(f"bonusd ended with {status}\n{self.log()}")

    def log(self):
        return (self.folder / "bonusd.log").read_text(errors="replace")[-4000:]

    def http(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}{path}",
                                    timeout=5) as answer:
            return answer.read().decode()

    def is_ready(self):
        with contextlib.suppress(OSError):
            self.http("/readyz")
            return True
        return False

    def turns(self):
        """How many turns there were, and of how many requests."""
        text = self.http("/metrics")
        return [float(re.search(rf"^bonusd_turn_requests_{end} (\S+)", text, re.M)[1])
                for end in ("count", "sum")]

    def wal(self):
        return int(self.postgres.value(
            self.database, "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"))

    def tool(self, command, *words):
        return json.loads(self.programs.bench(command, "--port", self.port, "--dir", self.pki,
                                              "--cards", self.cards, *words))

    def activate(self):
        done = self.tool("activate", "--operators", OPERATORS)
        self.postgres.value(self.database, "vacuum analyze")
        return done

    def measure(self, tills, seconds):
        turns, wal = self.turns(), self.wal()
        run = self.tool("load", "--tills", tills, "--seconds", seconds, "--warmup",
                        max(1, seconds // 5))
        turn_count, request_count = (after - before
                                     for before, after in zip(turns, self.turns()))
        return {**run, "per_s": run["purchases_per_s"], "turns": turn_count,
                "batch": request_count / turn_count,
                "wal_bytes": (self.wal() - wal) / run["posted"]}

    @contextlib.contextmanager
    def snapshot(self):
        """A repeatable read transaction that stays open, idle, in another session."""
        session = subprocess.Popen(
            [f"{clusters.BINARIES}/psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"],
            env=self.postgres.cluster.environment(self.database), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            preexec_fn=clusters.die_with_parent(signal.SIGKILL))
        session.stdin.write("begin isolation level repeatable read;\n"
                            "select 'held', count(*) from bonus.lane;\n")
        session.stdin.flush()
        if not session.stdout.readline().startswith("held"):
            raise RuntimeError("the snapshot could not be taken")
        try:
            yield
        finally:
            session.communicate()


def free_ports(count):
    """Loopback ports nobody has at the moment."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
