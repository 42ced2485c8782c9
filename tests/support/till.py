# SPDX-License-Identifier: Apache-2.0
"""Tills for the integration tests, made of the conformance client: nothing of our C code.

`Till` is one connection and does exactly what it is told, also wrong things. `Poster` is what a
careful till's author would write around it: it repeats one STAN over any number of connections and
servers until it is decided.
"""
import datetime
import secrets
import threading
import time

from bonus.v1 import (advice_pb2, card_pb2, hold_pb2, purchase_pb2, refund_pb2, result_pb2,
                      reversal_pb2)
from client import Client, Closed, Identity, result_name

__all__ = ["Client", "Closed", "Identity", "Poster", "Till", "advice_body", "card_number", "join_all",
           "purchase_body", "refund_body", "result_name", "reversal_body", "run_all"]

APPROVED = result_pb2.RESULT_APPROVED
BUSY = result_pb2.RESULT_BUSY
UNAVAILABLE = result_pb2.RESULT_UNAVAILABLE
IN_DOUBT = result_pb2.RESULT_IN_DOUBT
UNDECIDED = (BUSY, UNAVAILABLE, IN_DOUBT)

RUB, UAH, KZT = 643, 980, 398


def card_number(index):
    """The EAN-13 number of the index-th test card."""
    digits = f"29{index:010d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-weighted % 10)


class Till(Client):
    """A client on loopback that logs on at once; `answer` is the Logon's response."""

    def __init__(self, port, identity, epoch=None, logon=True, **options):
        super().__init__("127.0.0.1", port, identity, epoch=epoch, **options)
        self.answer = None
        if logon:
            try:
                self.answer = self.logon()
            except BaseException:
                self.close()
                raise

    def next_stan(self):
        return next(self.stans)


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


def refund_body(number, total, lines=None, of=None, card="", store=1, currency=RUB, device="FD-1",
                date=20260106, **fields):
    """A refund of an RRN, of a receipt, or of nothing; `lines` are (number, amount)."""
    at = datetime.datetime(date // 10000, date // 100 % 100, date % 100, 12,
                           tzinfo=datetime.timezone.utc)
    body = refund_pb2.Refund(
        card=card, entry=card_pb2.CARD_ENTRY_BARCODE if card else 0,
        receipt=purchase_pb2.ReceiptIdentity(store=store, fiscal_device=device,
                                             number=str(number), date=date),
        receipt_at_us=int(at.timestamp() * 1_000_000), utc_offset_min=180, cashier="C-1", shift=1,
        currency=currency, total=total, **fields)
    if isinstance(of, int):
        body.original_rrn = of
    elif of is not None:
        body.original_receipt.CopyFrom(of)
    for line, amount in lines or ():
        body.lines.lines.add(line=line, amount=amount)
    return body


def reversal_body(stan, card="", device=None, rrn=0, store=1, **fields):
    """A reversal of the STAN, whose place is a card, an RRN or a fiscal device."""
    body = reversal_pb2.Reversal(stan=stan, reason=reversal_pb2.REVERSAL_REASON_NO_ANSWER,
                                 at_us=1767700000000000, utc_offset_min=180, **fields)
    if card:
        body.card = card
    elif rrn:
        body.original_rrn = rrn
    elif device:
        body.device.store = store
        body.device.number = device
    return body


def advice_body(happened, reason=advice_pb2.ADVICE_REASON_NO_CONNECTION):
    """An advice of a purchase, refund, commit or void."""
    names = {purchase_pb2.Purchase: "purchase", refund_pb2.Refund: "refund",
             hold_pb2.Commit: "commit", hold_pb2.Void: "void_hold"}
    return advice_pb2.Advice(reason=reason, **{names[type(happened)]: happened})


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
    given up, `seen` counts every result code that came, `lost` the connections that were lost."""

    def __init__(self, ports, identity, bodies, seconds=60, epoch=None, answer_seconds=5):
        super().__init__(daemon=True)
        self.ports = ports
        self.identity = identity
        self.bodies = bodies
        self.seconds = seconds
        self.answer_seconds = answer_seconds  # then the connection counts as dead
        self.epoch = epoch or secrets.randbits(63) | 1
        self.decided = []
        self.undecided = None
        self.seen = {}
        self.lost = 0
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
        self.till = Till(port, self.identity, epoch=self.epoch, answer_seconds=self.answer_seconds)
        if self.till.answer.result != APPROVED:
            raise Closed(f"Logon: {result_name(self.till.answer.result)}")

    def post(self, stan, body):
        deadline = time.monotonic() + self.seconds
        raw = body.SerializeToString(deterministic=True)
        while time.monotonic() < deadline:
            try:
                if self.till is None:
                    self.connect()
                response = self.till.purchase(raw, stan)
            except (Closed, OSError):
                self.lost += 1
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
