#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`./run bench`: purchases a second of bonusd, end to end over mutual TLS, beside pgbench's default
script and beside one function call per purchase, on one private durable cluster. docs/benchmark.md
says what is measured and why this way.

    bench.py --build DIR [--quick]

The last line it prints is one JSON object. It fails if a purchase was not approved or the books are
not right afterwards, never because a figure is low."""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import statistics
import sys
import tempfile
import time

from contenders import CALL_LANES, Bonusd, Call, Postgres, Programs, Script, clusters

CLIENTS = (8, 16, 32)
TILLS = (1, 64, 1000)
WANTED = {"ratio_pgbench": (3.5, 6.0), "ratio_call": (1.5, 2.2)}


class Plan:
    """How much is measured; seconds are those of one measured run."""

    def __init__(self, quick):
        self.cards = 100_000 if quick else 1_000_000
        self.scale = 40 if quick else 100
        self.rounds = 2 if quick else 3
        self.client_seconds = 2 if quick else 8
        self.till_seconds = {1: 2, 64: 2, 1000: 3} if quick else {1: 5, 64: 8, 1000: 12}


def settings():
    """The same for all contenders: durable, a quarter of the memory, no checkpoint while we measure
    (there is one before each run)."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_compression": "lz4",
        "shared_buffers": f"{memory // 4 // 2**20}MB",
        "max_wal_size": "16GB",
        "checkpoint_timeout": "30min",
    }


def say(text):
    print(text, flush=True)


class Clock:
    """Says what is going on and how long it took."""

    @contextlib.contextmanager
    def step(self, text):
        began = time.monotonic()
        print(f"  {text} ... ", end="", flush=True)
        yield
        say(f"{time.monotonic() - began:.1f} s")


def fdatasync_us(folder, seconds=1.0):
    """What pg_test_fsync measures: 8 kB written in place and made durable."""
    path = folder / "fdatasync"
    block = os.urandom(8192)
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        os.pwrite(file, block * 16, 0)
        os.fsync(file)
        began, count = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            os.pwrite(file, block, 0)
            os.fdatasync(file)
            count += 1
        return (time.monotonic() - began) / count * 1e6
    finally:
        os.close(file)
        path.unlink()


class Results:
    """Runs by (contender, clients), over all rounds."""

    def __init__(self):
        self.runs = {}

    def add(self, key, run):
        self.runs.setdefault(key, []).append(run)

    def median(self, key, figure):
        return statistics.median(run[figure] for run in self.runs[key])

    def range(self, key):
        rates = [run["per_s"] for run in self.runs[key]]
        return min(rates), max(rates)

    def best(self, name):
        """The number of clients that a contender is best with."""
        return max(CLIENTS, key=lambda clients: self.median((name, clients), "per_s"))


def measure(results, postgres, contender, clients, seconds, key=None):
    postgres.value(contender.database, "checkpoint")
    key = key or (contender.name, clients)
    run = contender.measure(clients, seconds)
    results.add(key, run)
    more = f", p50 {run['p50_ms']:.1f} ms, p99 {run['p99_ms']:.1f} ms" if "p50_ms" in run else ""
    say(f"  {key[0]:8} {key[1]:>14} {run['per_s']:10,.0f}/s{more}")


def play_round(plan, results, postgres, script, call, bonusd):
    for contender in (script, call):
        for clients in CLIENTS:
            measure(results, postgres, contender, clients, plan.client_seconds)
    for tills in TILLS:
        measure(results, postgres, bonusd, tills, plan.till_seconds[tills])
    with bonusd.snapshot():
        measure(results, postgres, bonusd, TILLS[-1], plan.till_seconds[TILLS[-1]],
                ("bonusd", f"{TILLS[-1]} snapshot"))


def report(results, fdatasync, lanes):
    baselines = {name: results.best(name) for name in ("pgbench", "call")}
    rates = {name: results.median((name, clients), "per_s")
             for name, clients in baselines.items()}
    say(f"\nfdatasync of 8 kB: {fdatasync:.0f} us; lanes: bonusd {lanes}, call {CALL_LANES}")
    say(f"\n{'':9}{'clients':>14}{'per second':>12}{'from':>9}{'to':>9}{'p50 ms':>8}{'p99 ms':>8}"
        f"{'turns/s':>9}{'batch':>7}{'WAL B':>7}")
    loads = {}
    for key in results.runs:
        low, high = results.range(key)
        line = (f"{key[0]:9}{key[1]:>14}{results.median(key, 'per_s'):12,.0f}{low:9,.0f}"
                f"{high:9,.0f}")
        if key[0] == "bonusd":
            load = {figure: results.median(key, figure)
                    for figure in ("purchases_per_s", "p50_ms", "p99_ms", "batch", "wal_bytes")}
            load["turns_per_s"] = load["purchases_per_s"] / load["batch"]
            for name, rate in rates.items():
                load[f"ratio_{name}"] = load["purchases_per_s"] / rate
            line += (f"{load['p50_ms']:8.2f}{load['p99_ms']:8.2f}{load['turns_per_s']:9,.0f}"
                     f"{load['batch']:7.1f}{load['wal_bytes']:7,.0f}")
            loads[str(key[1])] = {name: round(value, 3) for name, value in load.items()}
        elif key[1] == baselines[key[0]]:
            line += "  best"
        say(line)
    full = loads[str(TILLS[-1])]
    for ratio, (required, aim) in WANTED.items():
        verdict = "reached" if full[ratio] >= required else "NOT reached"
        say(f"{ratio} with {TILLS[-1]} tills: {full[ratio]:.2f}, required {required}: {verdict}; "
            f"the aim is {aim}")
    return {"purchases_per_s": full["purchases_per_s"], "ratio_pgbench": full["ratio_pgbench"],
            "ratio_call": full["ratio_call"], "p50_ms": full["p50_ms"], "p99_ms": full["p99_ms"],
            "fdatasync_us": round(fdatasync, 1), "lanes": lanes, "loads": loads,
            **{f"{name}_per_s": round(rate, 1) for name, rate in rates.items()}}


def run(build, plan, cluster, folder):
    postgres, programs, clock = Postgres(cluster), Programs(build, cluster), Clock()
    say(f"PostgreSQL with {', '.join(f'{k}={v}' for k, v in settings().items())}\n")
    fdatasync = fdatasync_us(folder)
    with clock.step(f"pgbench, scale {plan.scale}"):
        script = Script(postgres, plan.scale)
    with clock.step(f"{plan.cards:,} cards for the calls"):
        call = Call(postgres, programs, folder, plan.cards)
    with clock.step(f"{TILLS[-1]} tills and {plan.cards:,} cards for bonusd"):
        bonusd = Bonusd(postgres, programs, folder, plan.cards, TILLS[-1])
    results = Results()
    with bonusd:
        with clock.step("activating the cards"):
            bonusd.activate()
        for number in range(plan.rounds):
            say(f"\nround {number + 1} of {plan.rounds}")
            play_round(plan, results, postgres, script, call, bonusd)
        lanes = int(postgres.value(bonusd.database, "select lanes from bonus.ledger"))
    say("")
    with clock.step("verifying the books"):
        programs.ctl(bonusd.database, "verify")
    return report(results, fdatasync, lanes)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="less of everything: two minutes")
    arguments = parser.parse_args()
    # Ended from outside we stop what we started, too.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _frame: sys.exit(128 + caught))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bonus-bench.", dir="/var/tmp"))
    try:
        with clusters.Cluster(settings=settings()) as cluster:
            result = run(arguments.build.resolve(), Plan(arguments.quick), cluster, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(json.dumps({"quick": arguments.quick, **result}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
