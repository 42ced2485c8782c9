#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The daemon as a service: configuration, health, a lost database, SIGTERM, SIGHUP."""
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time

import world
from bonus.v1 import kind_pb2
from till import Closed, Poster, Till, card_number, join_all, purchase_body, result_name

EX_CONFIG = 78


class DaemonTest(world.WorldTest):
    def setUp(self):
        self.ledger = self.world.ledger()

    def bonusd(self, *words, **options):
        return self.world.run(self.world.program("bonusd"), *words, **options)

    # Configuration.
    def test_check_config_says_nothing_of_a_good_file(self):
        daemon = self.ledger.daemon()
        daemon.write_config()
        self.bonusd("--config", daemon.config, "--check-config")

    def test_check_config_names_every_error_with_line_and_remedy(self):
        daemon = self.ledger.daemon(settings={"limits": {"requests": 0, "no_such_setting": 1},
                                              "log": {"level": "loud"}})
        daemon.write_config()
        done = self.bonusd("--config", daemon.config, "--check-config", status=EX_CONFIG)
        text = done.stdout + done.stderr
        lines = daemon.config.read_text().splitlines()
        for setting in ("requests = 0", "no_such_setting = 1", "level = loud"):
            number = lines.index(setting) + 1
            self.assertRegex(text, rf"bonusd\.ini:{number}: .+\nHINT: .+")

    def test_check_config_refuses_a_private_key_that_others_may_read(self):
        daemon = self.ledger.daemon()
        key = daemon.directory / "server.key"
        shutil.copy(daemon.settings["tls"]["key"], key)
        key.chmod(0o604)
        daemon.settings["tls"]["key"] = key
        daemon.write_config()
        done = self.bonusd("--config", daemon.config, "--check-config", status=EX_CONFIG)
        self.assertRegex(done.stdout + done.stderr,
                         r"bonusd\.ini:\d+: .*server\.key: is open to other users .*\nHINT: .+0600")
        key.chmod(0o600)
        self.bonusd("--config", daemon.config, "--check-config")

    def test_a_missing_file_is_an_error(self):
        done = self.bonusd("--config", "/nonexistent/bonusd.ini", "--check-config", status=None)
        self.assertNotIn(done.returncode, (0, 99))

    def test_print_config_is_itself_a_configuration(self):
        daemon = self.ledger.daemon()
        daemon.write_config()
        printed = self.bonusd("--config", daemon.config, "--print-config").stdout
        self.assertIn("[limits]", printed)
        daemon.config.write_text(printed)
        self.assertEqual(self.bonusd("--config", daemon.config, "--print-config").stdout, printed)

    def test_it_does_not_start_with_a_bad_configuration(self):
        daemon = self.ledger.daemon(settings={"tls": {"key": "/nonexistent/key.pem"}})
        daemon.launch()
        self.assertNotIn(daemon.process.wait(30), (0, 99))
        self.assertIn("HINT:", daemon.log())

    # The log.
    def test_a_log_that_nobody_reads_does_not_stop_the_daemon(self):
        daemon = self.ledger.daemon()
        daemon.write_config()
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        os.set_blocking(writing, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(writing, bytes(4096))
        os.set_blocking(writing, True)
        daemon.process = subprocess.Popen(
            [self.world.program("bonusd"), "--config", str(daemon.config)],
            stdin=subprocess.DEVNULL, stderr=writing, env=daemon.environment)
        self.addCleanup(daemon.kill)
        os.close(writing)
        daemon.wait_ready()
        self.assertRegex(daemon.http("/metrics")[1], r"\nbonusd_log_lines_dropped_total [1-9]")
        os.set_blocking(reading, False)
        with contextlib.suppress(BlockingIOError):
            while os.read(reading, 4096):
                pass
        daemon.stop()
        self.assertRegex(os.read(reading, 65536).decode(), r"event=\w+ dropped=[1-9]")

    # Health.
    def test_health_and_metrics_are_there(self):
        with self.ledger.daemon() as daemon:
            with daemon.till() as till:
                till.purchase(purchase_body("counted", 1000))
            self.assertEqual(daemon.http("/livez")[0], 200)
            self.assertEqual(daemon.http("/readyz")[0], 200)
            self.assertEqual(daemon.http("/nothing")[0], 404)
            status, text = daemon.http("/metrics")
        self.assertEqual(status, 200)
        sample = re.compile(r'[a-zA-Z_:][\w:]*(\{(\w+="(\\.|[^"\\])*",?)*\})? \S+')
        for line in text.splitlines():
            self.assertTrue(line.startswith("#") or sample.fullmatch(line), line)
        self.assertIn("bonus", text)

    def test_the_log_is_logfmt_and_names_no_whole_card(self):
        card = card_number(8)
        with self.ledger.daemon(settings={"log": {"level": "debug"}}) as daemon:
            with daemon.till() as till:
                till.purchase(purchase_body("secret", 1000, card=card))
                till.purchase(purchase_body("secret-2", 1000, card=card, store=2))
        log = daemon.log()
        self.assertNotIn(card, log)
        field = r'[\w.]+=("(\\.|[^"\\])*"|[^\s"]*)'
        for line in log.splitlines():
            self.assertRegex(line, rf"^{field}( {field})*$")

    # A lost database.
    def lose_database(self):
        self.world.sql("postgres", f"alter database {self.ledger.database} allow_connections false")
        self.world.sql("postgres", "select pg_terminate_backend(pid) from pg_stat_activity where "
                       f"datname = '{self.ledger.database}'")

    def find_database(self):
        self.world.sql("postgres", f"alter database {self.ledger.database} allow_connections true")

    def test_a_lost_database_is_answered_unavailable_at_once_and_found_again(self):
        with self.ledger.daemon() as daemon, daemon.till() as till:
            body = purchase_body("lost", 1000, card=card_number(9))
            self.assertResult(till.purchase(purchase_body("found", 1000)), "APPROVED")
            self.lose_database()
            world.eventually(lambda: daemon.http("/readyz")[0] == 503, "not ready")
            self.assertEqual(daemon.http("/livez")[0], 200)
            began = time.monotonic()
            response = till.purchase(body, stan=50)
            self.assertLess(time.monotonic() - began, 2)
            self.assertResult(response, "UNAVAILABLE")
            self.assertGreater(response.retry_after_ms, 0)
            self.find_database()
            daemon.wait_ready()
            response = till.purchase(body, stan=50)
            self.assertResult(response, "APPROVED")
            self.assertFalse(response.repeated)
        self.ledger.audit()

    def test_it_starts_without_a_database_and_serves_when_there_is_one(self):
        self.lose_database()
        daemon = self.ledger.daemon().launch()
        try:
            world.eventually(lambda: daemon.http("/livez")[0] == 200, "alive")
            self.assertEqual(daemon.http("/readyz")[0], 503)
            self.find_database()
            daemon.wait_ready()
            with daemon.till() as till:
                self.assertResult(till.answer, "APPROVED")
        finally:
            self.find_database()
            daemon.stop()

    # Signals.
    def hold_lanes(self, session):
        session.run("begin")
        session.run("select lane from bonus.lane for update")

    def wait_for_turn(self):
        world.eventually(lambda: self.world.sql("postgres", "select 1 from pg_stat_activity where "
                         f"datname = '{self.ledger.database}' and wait_event_type = 'Lock'"),
                         "a turn waits for its lane")

    def test_sigterm_answers_what_is_open_and_ends_well(self):
        daemon = self.ledger.daemon().start()
        with daemon.till() as till, self.ledger.session() as holder:
            self.hold_lanes(holder)
            till.send(till.request(kind_pb2.KIND_PURCHASE, purchase_body("open", 1000), 1))
            self.wait_for_turn()
            daemon.signal(signal.SIGTERM)
            world.eventually(lambda: daemon.http("/readyz")[0] != 200, "drains")
            holder.run("commit")
            self.assertResult(till.receive(), "APPROVED")
        self.assertEqual(daemon.process.wait(30), 0, daemon.log())
        self.ledger.audit()

    def test_a_draining_daemon_takes_no_new_connections(self):
        daemon = self.ledger.daemon().start()
        with daemon.till() as till, self.ledger.session() as holder:
            self.hold_lanes(holder)
            till.send(till.request(kind_pb2.KIND_PURCHASE, purchase_body("open", 1000), 1))
            self.wait_for_turn()
            daemon.signal(signal.SIGTERM)
            world.eventually(lambda: daemon.http("/readyz")[0] != 200, "drains")
            with self.assertRaises(Exception):
                Till(daemon.port, self.world.identity("till-1-2"))
            holder.run("rollback")
            till.receive()
        self.assertEqual(daemon.process.wait(30), 0, daemon.log())

    def reload(self, daemon):
        """SIGHUP, and waits until the log tells what came of it."""
        before = len(daemon.log())
        daemon.signal(signal.SIGHUP)
        return world.eventually(lambda: re.search(r".*reload.*", daemon.log()[before:]),
                                "the log speaks of the reload")[0]

    def server_certificate(self, daemon):
        shown = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{daemon.port}"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
        return re.search(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", shown.stdout,
                         re.S)[0]

    def test_sighup_takes_all_of_a_good_configuration_and_nothing_of_a_bad_one(self):
        with self.ledger.daemon(settings={"log": {"level": "info"}}) as daemon, daemon.till() as till:
            first = self.server_certificate(daemon)
            self.world.ctl("pki", "server", "renewed-server", "--dir", self.world.pki, "--host",
                           "localhost")
            renewed = self.world.identity("renewed-server")
            # One setting is good, one is bad: neither is taken.
            daemon.settings["tls"].update(certificate=renewed.certificate, key="/nonexistent/key")
            daemon.write_config()
            self.reload(daemon)
            self.assertEqual(self.server_certificate(daemon), first)
            daemon.settings["tls"].update(key=renewed.key)
            daemon.write_config()
            self.reload(daemon)
            second = self.server_certificate(daemon)
            self.assertNotEqual(second, first)
            # Neither a wrong pair nor a syntax error disturbs who is connected.
            daemon.settings["tls"].update(key=self.world.identity("bonusd").key)
            daemon.write_config()
            self.reload(daemon)
            self.assertEqual(self.server_certificate(daemon), second)
            self.assertResult(till.echo(), "APPROVED")

    def test_systemd_is_told_of_start_reload_and_end(self):
        path = str(self.world.directory / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            listener.bind(path)
            listener.settimeout(30)
            daemon = self.ledger.daemon(environment={"NOTIFY_SOCKET": path}).start()
            told = self.receive_until(listener, "READY=1")
            daemon.signal(signal.SIGHUP)
            told += self.receive_until(listener, "RELOADING=1") + \
                self.receive_until(listener, "READY=1")
            daemon.stop()
            self.receive_until(listener, "STOPPING=1")

    def receive_until(self, listener, word):
        told = ""
        while word not in told:
            told += listener.recv(4096).decode() + "\n"
        return told

    # Limits.
    def test_a_connection_beyond_the_cap_is_closed_and_the_others_do_not_notice(self):
        with self.ledger.daemon(settings={"limits": {"connections": 2}}) as daemon, \
                daemon.till("till-1-1") as first, daemon.till("till-1-2") as second:
            self.assertRaises((Closed, OSError), daemon.till, "till-2-1")
            self.assertResult(first.echo(), "APPROVED")
            self.assertResult(second.echo(), "APPROVED")
            first.close()
            world.eventually(lambda: self.can_connect(daemon), "there is room again")

    def can_connect(self, daemon):
        try:
            with daemon.till("till-2-1") as till:
                return result_name(till.answer.result) == "APPROVED"
        except (Closed, OSError):
            return False

    def test_connections_and_requests_beyond_their_caps_are_told_to_come_again(self):
        limits = {"requests_per_session": 4, "requests": 4}
        with self.ledger.daemon(settings={"limits": limits}) as daemon, daemon.till() as till, \
                self.ledger.session() as holder, daemon.till("till-1-2") as other:
            self.hold_lanes(holder)
            for stan in range(1, 5):
                till.send(till.request(kind_pb2.KIND_PURCHASE, purchase_body(f"n{stan}", 100), stan))
            self.wait_for_turn()
            busy = world.eventually(lambda: self.busy(other), "the daemon says BUSY")
            self.assertGreater(busy.retry_after_ms, 0)
            holder.run("commit")
            names = [result_name(till.receive().result) for _ in range(4)]
            self.assertEqual(names, ["APPROVED"] * 4)
        self.ledger.audit()

    def busy(self, till):
        response = till.purchase(purchase_body("late", 100), stan=1)
        return response if result_name(response.result) == "BUSY" else None

    def test_two_daemons_share_one_port(self):
        with self.ledger.daemon() as first:
            second = self.ledger.daemon(settings={"listen": {"port": first.port}})
            with second:
                posters = [Poster([first.port], self.world.identity(name),
                                  [purchase_body(f"{name}-{n}", 100, device=name) for n in range(5)])
                           for name in ("till-1-1", "till-1-2")]
                for poster in posters:
                    poster.start()
                join_all(posters)
                self.assertEqual([len(poster.decided) for poster in posters], [5, 5])
        self.ledger.audit()


if __name__ == "__main__":
    world.main()
