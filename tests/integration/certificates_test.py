#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Who may talk to the daemon: certificates that are wrong, expired, foreign, unknown or blocked."""
import subprocess

import world
from till import Closed, Identity, Till, purchase_body, result_name

AUTHORITY_CONFIG = """
[ca]
default_ca = test
[test]
database = {directory}/index.txt
serial = {directory}/serial
new_certs_dir = {directory}
default_md = sha256
policy = any
copy_extensions = copy
x509_extensions = client
[any]
organizationalUnitName = optional
organizationName = optional
commonName = supplied
[client]
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth
"""


class CertificatesTest(world.WorldTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.world.ledger()
        cls.daemon = cls.ledger.daemon().start()
        cls.directory = cls.world.directory / "made"
        cls.directory.mkdir()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.stop()

    def tearDown(self):
        with self.daemon.till("till-3-2") as till:
            self.assertResult(till.echo(), "APPROVED")

    def openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True,
                       stdin=subprocess.DEVNULL)

    def request(self, name, subject):
        """A key and a certificate request."""
        key, csr = self.directory / f"{name}.key", self.directory / f"{name}.csr"
        self.openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-keyout", key, "-out", csr, "-subj", subject)
        return key, csr

    def sign(self, name, subject, authority, authority_key, start, end):
        key, csr = self.request(name, subject)
        home = self.directory / f"{name}.ca"
        home.mkdir()
        (home / "index.txt").touch()
        (home / "serial").write_text("1000\n")
        config = home / "openssl.cnf"
        config.write_text(AUTHORITY_CONFIG.format(directory=home))
        certificate = self.directory / f"{name}.crt"
        self.openssl("ca", "-batch", "-notext", "-config", config, "-cert", authority, "-keyfile",
                     authority_key, "-in", csr, "-out", certificate, "-startdate", start,
                     "-enddate", end)
        return Identity(self.world.authority, certificate, key)

    def subject_of_till(self):
        """The subject that our own authority gave to a till, as openssl wants it."""
        shown = subprocess.run(
            ["openssl", "x509", "-noout", "-subject", "-nameopt", "compat", "-in",
             self.world.identity("till-1-1").certificate], check=True, capture_output=True, text=True)
        return "/" + shown.stdout.split("subject=")[1].strip().lstrip("/")

    def assertRefused(self, identity):
        """TLS 1.3: the client hears of it at its first read, so Logon is where it fails."""
        self.assertRaises((Closed, OSError), Till, self.daemon.port, identity)

    def test_no_certificate_is_refused(self):
        self.assertRefused(Identity(self.world.authority, None, None))

    def test_a_self_signed_certificate_is_refused(self):
        key, certificate = self.directory / "self.key", self.directory / "self.crt"
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-keyout", key, "-out", certificate, "-subj", self.subject_of_till())
        self.assertRefused(Identity(self.world.authority, certificate, key))

    def test_a_certificate_of_a_foreign_authority_of_the_same_name_is_refused(self):
        shown = subprocess.run(["openssl", "x509", "-noout", "-subject", "-nameopt", "compat", "-in",
                                self.world.authority], check=True, capture_output=True, text=True)
        name = "/" + shown.stdout.split("subject=")[1].strip().lstrip("/")
        key, authority = self.directory / "foreign.key", self.directory / "foreign.crt"
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                     "-keyout", key, "-out", authority, "-subj", name)
        self.assertRefused(self.sign("of-foreign", self.subject_of_till(), authority, key,
                                     "20260101000000Z", "20460101000000Z"))

    def test_an_expired_certificate_is_refused(self):
        self.assertRefused(self.sign("expired", self.subject_of_till(), self.world.authority,
                                     self.world.authority_key, "20200101000000Z",
                                     "20200201000000Z"))

    def test_a_certificate_of_the_future_is_refused(self):
        self.assertRefused(self.sign("future", self.subject_of_till(), self.world.authority,
                                     self.world.authority_key, "20450101000000Z",
                                     "20460101000000Z"))

    def test_the_servers_own_certificate_is_no_tills(self):
        identity = self.world.identity("bonusd")
        try:
            with Till(self.daemon.port, identity) as till:
                self.assertNotEqual(result_name(till.answer.result), "APPROVED")
        except (Closed, OSError):
            pass

    def test_a_certificate_nobody_registered_is_an_unknown_terminal(self):
        identity = self.world.certify("terminal", "nobody-1")
        with Till(self.daemon.port, identity) as till:
            self.assertResult(till.answer, "TERMINAL_UNKNOWN")

    def test_older_tls_is_refused(self):
        done = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{self.daemon.port}", "-tls1_2"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
        self.assertNotEqual(done.returncode, 0)

    def test_sessions_are_not_resumed(self):
        identity = self.world.identity("till-2-1")
        done = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{self.daemon.port}", "-CAfile",
             identity.authority, "-cert", identity.certificate, "-key", identity.key, "-brief",
             "-msg"],
            input="", capture_output=True, text=True, timeout=30, check=False)
        self.assertNotIn("NewSessionTicket", done.stdout + done.stderr)

    def assertBlockedSoon(self, till):
        """The next request or the server itself says so; nothing is posted."""
        try:
            response = till.purchase(purchase_body("blocked", 1000, device="FD-blocked"))
            self.assertResult(response, "TERMINAL_BLOCKED")
        except Closed:
            pass
        self.assertEqual(self.ledger.value("select count(*) from bonus.receipt "
                                           "where fiscal_device = 'FD-blocked'"), "0")

    def test_a_terminal_blocked_while_connected_posts_nothing_more(self):
        self.ledger.add_terminal("doomed-1", 1)
        identity = self.world.identity("doomed-1")
        with self.daemon.till_when_known(identity) as till:
            self.assertResult(till.purchase(purchase_body("before", 1000)), "APPROVED")
            self.ledger.ctl("terminal", "block", "doomed-1")
            self.assertBlockedSoon(till)
        with Till(self.daemon.port, identity) as till:
            self.assertResult(till.answer, "TERMINAL_BLOCKED")
        self.ledger.ctl("terminal", "block", "doomed-1", "--lift")
        self.daemon.till_when_known(identity).close()

    def test_a_certificate_blocked_while_connected_posts_nothing_more(self):
        self.ledger.add_terminal("doomed-2", 1)
        listed = self.ledger.json("terminal", "list")
        fingerprint = next(one["fingerprint"] for one in listed if one["name"] == "doomed-2")
        with self.daemon.till_when_known(self.world.identity("doomed-2")) as till:
            self.ledger.ctl("terminal", "certificate", "block", fingerprint)
            self.assertBlockedSoon(till)

    def test_a_renewed_certificate_works_beside_the_old_one(self):
        self.ledger.add_terminal("renewed", 1)
        old = self.world.identity("renewed")
        new = self.sign("renewed-again", self.subject_of_till().replace("till-1-1", "renewed"),
                        self.world.authority, self.world.authority_key, "20260101000000Z",
                        "20460101000000Z")
        self.ledger.ctl("terminal", "certificate", "add", "renewed", "--certificate",
                        new.certificate)
        for identity in (old, new):
            self.daemon.till_when_known(identity).close()


if __name__ == "__main__":
    world.main()
