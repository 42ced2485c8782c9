#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Bytes that no honest till sends: the daemon answers or cuts, and goes on serving the others."""
import random
import socket
import struct

import world
from bonus.v1 import balance_pb2, frame_pb2, kind_pb2, session_pb2
from till import RUB, Closed, card_number, purchase_body, result_name

SEED = 20110131


class FramesTest(world.WorldTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.world.ledger()
        cls.daemon = cls.ledger.daemon().start()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.stop()
        cls.ledger.audit()

    def tearDown(self):
        with self.daemon.till("till-3-2") as till:
            self.assertResult(till.echo(), "APPROVED")

    def assertCut(self, till, allowed=("MALFORMED",)):
        """The server says at most one thing more, unasked, and closes."""
        try:
            response = till.receive()
            self.assertIn(result_name(response.result), allowed)
        except Closed:
            return
        self.assertRaises(Closed, till.receive)

    def test_bytes_that_are_not_tls_are_cut(self):
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=30) as raw:
            raw.sendall(b"GET / HTTP/1.1\r\n\r\n" * 20)
            while raw.recv(4096):
                pass

    def test_a_connection_that_begins_no_handshake_is_cut(self):
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=30) as raw:
            self.assertEqual(raw.recv(1), b"")

    def test_a_length_beyond_the_limit_is_cut_before_and_after_logon(self):
        for logon in (False, True):
            for size in (0xFFFFFFFF, 0x7FFFFFFF, 65537 if logon else 4097):
                with self.subTest(logon=logon, size=size), self.daemon.till(logon=logon) as till:
                    till.send_bytes(struct.pack(">I", size) + b"x" * 100)
                    self.assertCut(till)

    def test_the_largest_allowed_frame_is_not_cut_for_its_size(self):
        with self.daemon.till("till-3-2") as till:
            limit = till.answer.logon.frame_bytes_max
            request = till.request(kind_pb2.KIND_ECHO, b"")
            room = limit - len(request.SerializeToString())
            request.body = b"\x0a" + b"x" * (room - 16)
            till.send(request)
            self.assertEqual(till.receive().number, request.number)

    def test_an_empty_frame_is_cut(self):
        with self.daemon.till() as till:
            till.send_frame(b"")
            self.assertCut(till)

    def test_garbage_in_a_frame_is_malformed(self):
        for logon in (False, True):
            with self.subTest(logon=logon), self.daemon.till(logon=logon) as till:
                till.send_frame(b"\xff" * 64)
                self.assertCut(till)

    def test_a_frame_cut_off_by_the_end_of_the_connection_harms_nobody(self):
        for logon in (False, True):
            with self.daemon.till(logon=logon) as till:
                till.send_bytes(struct.pack(">I", 100) + b"\x08\x01")

    def test_a_frame_that_never_ends_is_cut(self):
        with self.daemon.till() as till:
            till.send_bytes(struct.pack(">I", 100) + b"\x08\x01")
            self.assertCut(till)

    def test_a_connection_that_never_logs_on_is_cut(self):
        with self.daemon.till(logon=False) as till:
            self.assertCut(till, ("NOT_LOGGED_ON", "MALFORMED"))

    def test_the_first_request_must_be_logon(self):
        with self.daemon.till(logon=False) as till:
            till.send(till.request(kind_pb2.KIND_BALANCE_INQUIRY,
                                   balance_pb2.BalanceInquiry(card=card_number(0))))
            self.assertEqual(result_name(till.receive().result), "NOT_LOGGED_ON")

    def test_another_protocol_version_is_refused(self):
        with self.daemon.till(logon=False) as till:
            self.assertResult(till.logon(version=999), "VERSION_UNSUPPORTED")

    def test_bodies_with_impossible_values_are_refused_and_post_nothing(self):
        many = [{"total": -1}, {"total": 2**62}, {"currency": 0}, {"card": "123"},
                {"card": card_number(0)[:-1] + "x"}, {"date": 0}, {"lines": []}]
        with self.daemon.till("till-1-2") as till:
            for index, wrong in enumerate(many):
                body = purchase_body(f"wrong-{index}", 1000, store=1, currency=RUB)
                if "lines" in wrong:
                    body.lines.ClearField("lines")
                elif "date" in wrong:
                    body.receipt.date = 0
                else:
                    for name, value in wrong.items():
                        setattr(body, name, value)
                response = till.purchase(body)
                with self.subTest(wrong):
                    self.assertIn(result_name(response.result),
                                  ("INVALID", "MALFORMED", "WRONG_CURRENCY"), response)
                if response.result == 10:
                    till.close()
                    till = self.daemon.till("till-1-2").__enter__()
            till.close()
        self.assertEqual(self.ledger.value("select count(*) from bonus.receipt "
                                           "where number like 'wrong-%'"), "0")

    def mutate(self, chance, good):
        payload = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            payload[chance.randrange(len(payload))] = chance.randrange(256)
        return bytes(payload[:chance.randint(1, len(payload))])

    def send_mutants(self, till, chance, good, count):
        """How many were sent before the server had enough."""
        for sent in range(1, count + 1):
            try:
                till.send_frame(self.mutate(chance, good))
                till.receive()
            except Closed:
                return sent
        return count

    def test_mutated_frames_before_and_after_logon_do_not_bring_it_down(self):
        chance = random.Random(SEED)
        print(f"seed {SEED}")
        logon = frame_pb2.Request(
            number=1, kind=kind_pb2.KIND_LOGON, sent_at_us=1, body=session_pb2.Logon(
                protocol_version=1, epoch=1, software="mutant").SerializeToString())
        body = purchase_body("mutant", 1000, card=card_number(1)).SerializeToString()
        purchase = frame_pb2.Request(number=1, kind=kind_pb2.KIND_PURCHASE, body=body, stan=1,
                                     sent_at_us=1)
        for _ in range(200):
            with self.daemon.till("till-2-1", logon=False) as till:
                self.send_mutants(till, chance, logon.SerializeToString(), 5)
        # A till that sends nonsense has a budget of it; these spend theirs.
        for name in ("till-1-1", "till-2-2", "till-3-1"):
            sent = 0
            for _ in range(100):
                with self.daemon.till(name) as till:
                    if result_name(till.answer.result) != "APPROVED":
                        break
                    sent += self.send_mutants(till, chance, purchase.SerializeToString(), 50)
            self.assertGreaterEqual(sent, 20)
        self.assertIsNone(self.daemon.process.poll())


if __name__ == "__main__":
    world.main()
