# SPDX-License-Identifier: Apache-2.0
"""A till in Python: the protocol over TLS with Google's protobuf library, nothing of our C code.

`Till` is one connection and does exactly what it is told, also wrong things. `Poster` is what a
careful till's author would write around it: it repeats one STAN over any number of connections and
servers until it is decided.
"""
import datetime
import secrets
import socket
import ssl
import struct
import threading
import time

from bonus.v1 import (balance_pb2, card_pb2, frame_pb2, kind_pb2, purchase_pb2, result_pb2,
                      session_pb2, status_pb2)

RESULT = result_pb2.ResultCode
APPROVED = result_pb2.RESULT_APPROVED
BUSY = result_pb2.RESULT_BUSY
UNAVAILABLE = result_pb2.RESULT_UNAVAILABLE
IN_DOUBT = result_pb2.RESULT_IN_DOUBT
UNDECIDED = (BUSY, UNAVAILABLE, IN_DOUBT)

RUB, UAH, KZT = 643, 980, 398
ANSWER_SECONDS = 30


def result_name(code):
    return RESULT.Name(code).removeprefix("RESULT_")


def card_number(index):
    """The EAN-13 number of the index-th test card."""
    digits = f"29{index:010d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-weighted % 10)


def now_us():
    return int(time.time() * 1_000_000)


def tls_context(authority, certificate=None, key=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.load_verify_locations(authority)
    if certificate:
        context.load_cert_chain(certificate, key)
    return context


class Closed(Exception):
    """The server closed the connection."""


class Till:
    """One connection. `identity` has .authority, .certificate and .key (paths)."""

    def __init__(self, port, identity, epoch=None, logon=True):
        self.epoch = epoch or secrets.randbits(63) | 1
        self.number = 0
        self.stan = 0
        self.answer = None
        self.received = b""
        self.socket = None
        raw = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        try:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            context = tls_context(identity.authority, identity.certificate, identity.key)
            self.socket = context.wrap_socket(raw, server_hostname="localhost")
            if logon:
                self.answer = self.logon()
        except BaseException:
            (self.socket or raw).close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    # Bytes and frames.
    def send_bytes(self, data):
        try:
            self.socket.sendall(data)
        except (ConnectionError, ssl.SSLError) as error:
            raise Closed(str(error)) from error

    def receive(self):
        """The next Response; Closed when there will be none."""
        payload = self._exactly(struct.unpack(">I", self._exactly(4))[0])
        return frame_pb2.Response.FromString(payload)

    def _exactly(self, size):
        while len(self.received) < size:
            try:
                chunk = self.socket.recv(65536)
            except (ConnectionError, ssl.SSLError) as error:
                raise Closed(str(error)) from error
            if not chunk:
                raise Closed("end of stream")
            self.received += chunk
        data, self.received = self.received[:size], self.received[size:]
        return data

    # Requests.
    def request(self, kind, body, stan=0, **fields):
        """A Request with the next number; `body` is a message or its bytes."""
        self.number += 1
        if not isinstance(body, bytes):
            body = body.SerializeToString(deterministic=True)
        return frame_pb2.Request(number=self.number, kind=kind, body=body, stan=stan,
                                 sent_at_us=now_us(), **fields)

    def send(self, request):
        payload = request.SerializeToString()
        self.send_bytes(struct.pack(">I", len(payload)) + payload)
        return request.number

    def ask(self, kind, body, stan=0, **fields):
        """Sends one request and waits for its response."""
        number = self.send(self.request(kind, body, stan, **fields))
        response = self.receive()
        if response.number not in (0, number):
            raise AssertionError(f"answer to {response.number}, asked {number}")
        return response

    def logon(self, version=1):
        return self.ask(kind_pb2.KIND_LOGON, session_pb2.Logon(
            protocol_version=version, epoch=self.epoch, software="tests"))

    def echo(self):
        return self.ask(kind_pb2.KIND_ECHO, session_pb2.Echo())

    def balance(self, card):
        return self.ask(kind_pb2.KIND_BALANCE_INQUIRY, balance_pb2.BalanceInquiry(card=card))

    def next_stan(self):
        self.stan += 1
        return self.stan

    def purchase(self, body, stan=None, **fields):
        return self.ask(kind_pb2.KIND_PURCHASE, body, stan or self.next_stan(), **fields)

    def quote(self, body):
        return self.ask(kind_pb2.KIND_QUOTE, body)

    def status(self, stan, epoch=0):
        return self.ask(kind_pb2.KIND_TRANSACTION_STATUS,
                        status_pb2.TransactionStatus(stan=stan, epoch=epoch))

    def activate(self, card, stan=None):
        return self.ask(kind_pb2.KIND_CARD_ACTIVATE, card_pb2.CardActivate(card=card),
                        stan or self.next_stan())

    def block(self, card, lift=False, reason="test", stan=None):
        return self.ask(kind_pb2.KIND_CARD_BLOCK,
                        card_pb2.CardBlock(card=card, lift=lift, reason=reason),
                        stan or self.next_stan())


def purchase_body(number, total, card="", store=1, currency=RUB, device="FD-1", date=20260105,
                  lines=None, **fields):
    """A receipt of one line (or of `lines`) over `total` minor units."""
    if lines is None:
        lines = [purchase_pb2.ReceiptLine(sku="SKU-1", quantity_milli=1000, amount=total)]
    at = datetime.datetime(date // 10000, date // 100 % 100, date % 100, 12,
                           tzinfo=datetime.timezone.utc)
    return purchase_pb2.Purchase(
        card=card, entry=card_pb2.CARD_ENTRY_BARCODE if card else 0,
        receipt=purchase_pb2.ReceiptIdentity(store=store, fiscal_device=device,
                                             number=str(number), date=date),
        receipt_at_us=int(at.timestamp() * 1_000_000), utc_offset_min=180, cashier="C-1", shift=1,
        currency=currency, total=total,
        tenders=[purchase_pb2.Tender(kind=purchase_pb2.TENDER_KIND_CASH, amount=total)],
        lines=purchase_pb2.ReceiptLines(lines=lines), **fields)


class Acknowledged:
    """A request that was decided, as its till saw it."""

    def __init__(self, stan, body, response):
        self.stan = stan
        self.body = body
        self.response = response

    @property
    def rrn(self):
        return self.response.purchase.rrn


class Poster(threading.Thread):
    """Posts bodies one by one, each under one STAN, until decided; hops between servers.

    Ends by itself: at the end of its bodies, when stop() was called, or `seconds` after a body began
    without being decided. `decided` holds what was acknowledged, `undecided` the one body that was
    given up, `seen` counts every result code that came."""

    def __init__(self, ports, identity, bodies, seconds=60, epoch=None):
        super().__init__(daemon=True)
        self.ports = ports
        self.identity = identity
        self.bodies = bodies
        self.seconds = seconds
        self.epoch = epoch or secrets.randbits(63) | 1
        self.decided = []
        self.undecided = None
        self.seen = {}
        self.stopping = threading.Event()
        self.till = None
        self.turn = 0
        self.error = None

    def stop(self):
        self.stopping.set()

    def run(self):
        try:
            for stan, body in enumerate(self.bodies, 1):
                if self.stopping.is_set() or not self.post(stan, body):
                    break
        except Exception as error:  # shown by whoever joins
            self.error = error
        finally:
            self.disconnect()

    def disconnect(self):
        if self.till:
            self.till.close()
            self.till = None

    def connect(self):
        port = self.ports[self.turn % len(self.ports)]
        self.turn += 1
        self.till = Till(port, self.identity, epoch=self.epoch)

    def post(self, stan, body):
        deadline = time.monotonic() + self.seconds
        raw = body.SerializeToString(deterministic=True)
        while time.monotonic() < deadline:
            try:
                if self.till is None:
                    self.connect()
                response = self.till.purchase(raw, stan)
            except (Closed, OSError):
                self.disconnect()
                self.stopping.wait(0.05)
                continue
            self.seen[response.result] = self.seen.get(response.result, 0) + 1
            if response.number == 0:
                self.disconnect()
            elif response.result in UNDECIDED:
                self.stopping.wait(max(response.retry_after_ms, 20) / 1000)
            else:
                self.decided.append(Acknowledged(stan, body, response))
                return True
        self.undecided = (stan, body)
        return False


def run_all(posters, seconds=120):
    """Starts posters, waits for all, and raises what any of them met."""
    for poster in posters:
        poster.start()
    join_all(posters, seconds)


def join_all(posters, seconds=120):
    deadline = time.monotonic() + seconds
    for poster in posters:
        poster.join(max(0.0, deadline - time.monotonic()))
        if poster.is_alive():
            raise AssertionError("a till did not come to an end")
        if poster.error:
            raise poster.error
