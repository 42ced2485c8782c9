#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Ten minutes of everything at once: two daemons and their database under load, and every few seconds
one of them is killed, stopped for a while, or cut off, as a seeded chance decides. The books must be
right at each stop, and every acknowledged receipt there exactly once. BONUS_DRILL_ROUNDS and
BONUS_SEED change length and course."""
import os
import random
import signal

import faults_test
import world

ROUNDS = int(os.environ.get("BONUS_DRILL_ROUNDS", "100"))
SEED = int(os.environ.get("BONUS_SEED", "20110131"))


class KillsDrill(faults_test.FaultsBase):
    def kill_daemon(self, daemons, chance, load):
        victim = chance.choice(daemons)
        victim.kill()
        load.wait_for(10)
        victim.start()

    def stop_daemon(self, daemons, chance, load):
        victim = chance.choice(daemons)
        victim.signal(signal.SIGSTOP)
        load.wait_for_effect(50)
        victim.signal(signal.SIGCONT)

    def kill_backend(self, daemons, chance, load):
        victims = world.eventually(lambda: self.backends("query like '%lane_%'"), "a turn runs")
        os.kill(chance.choice(victims), signal.SIGKILL)

    def stop_backend(self, daemons, chance, load):
        victims = world.eventually(lambda: self.backends("query like '%lane_%'"), "a turn runs")
        victim = chance.choice(victims)
        os.kill(victim, signal.SIGSTOP)
        load.wait_for_effect(50)
        self.resume(victim)

    def terminate_backends(self, daemons, chance, load):
        self.world.sql("postgres", "select pg_terminate_backend(pid) from pg_stat_activity "
                       f"where datname = '{self.ledger.database}' and query like '%lane_%'")

    def test_whatever_is_killed_or_stopped_nothing_is_lost_or_doubled(self):
        print(f"seed {SEED}, {ROUNDS} rounds", flush=True)
        chance = random.Random(SEED)
        drills = [self.kill_daemon, self.stop_daemon, self.kill_backend, self.stop_backend,
                  self.terminate_backends]
        daemons = [self.ledger.daemon().start(), self.ledger.daemon().start()]
        with faults_test.Load(self, daemons) as load:
            for number in range(1, ROUNDS + 1):
                load.wait_for(chance.randint(5, 60))
                drill = chance.choice(drills)
                print(f"{number}: {drill.__name__} after {load.count()} receipts", flush=True)
                drill(daemons, chance, load)
            load.wait_for(50)
        self.check(load)
        for daemon in daemons:
            daemon.stop()


if __name__ == "__main__":
    world.main()
