#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds a running bonusd against docs/protocol.md, with a client that shares no code with it.

    PYTHONPATH=BUILD/python tests/conformance/conformance.py 127.0.0.1 7450 PKI \
        --till till-1 --card 2990000000019 --operator operator-1 --stock-card 2990000000026

PKI is a folder as `bonusctl pki` fills it. The card is active; the stock card is given to a member and
blocked, so each serves one run. Without an operator what operators do is left out. The books of the
card grow by what is posted. Ends with "N passed, N failed", and with status 1 if any failed.
"""
import argparse
import ssl
import sys
import unittest

from bonus.v1 import card_pb2, frame_pb2, kind_pb2, session_pb2
from client import Client, Closed, Identity, encode, purchase_of, result_name, tls_context

FRAME_LOGON_BYTES_MAX = 4096
UNKNOWN_CARD = "9999999999994"
WRONG_CHECK_DIGIT = "9999999999990"
UNKNOWN_FIELD = bytes.fromhex("c23e03616263")  # field 1000: "abc"
OPTIONS = None  # what the command line said


class ProtocolTest(unittest.TestCase):
    """A session that is logged on, and the words the tests are written in."""

    def setUp(self):
        self.client = self.connect()
        self.logged_on = self.assertResult(self.client.logon(), "APPROVED").logon

    def connect(self, name=None, epoch=None, context=None):
        client = Client(OPTIONS.host, OPTIONS.port, self.identity(name), epoch, context)
        self.addCleanup(client.close)
        return client

    def identity(self, name=None):
        return Identity.in_folder(OPTIONS.pki, name or OPTIONS.till)

    def receipt(self, *amounts, card="", **fields):
        return purchase_of(amounts or (125000,), self.logged_on.store, self.logged_on.currency,
                           card, **fields)

    def points(self):
        """The card's points and lifetime purchases in the store's currency."""
        answer = self.assertResult(self.client.balance(OPTIONS.card), "APPROVED").balance
        self.assertEqual(answer.state, card_pb2.CARD_STATE_ACTIVE)
        here = [b for b in answer.balances if b.currency == self.logged_on.currency]
        return (here[0].points, here[0].lifetime) if here else (0, 0)

    def assertResult(self, response, name):
        self.assertEqual(result_name(response.result), name, response.detail)
        self.assertEqual(response.detail == "", name == "APPROVED", "refusals explain themselves")
        return response

    def assertCloses(self, client):
        self.assertRaises(Closed, client.receive)


class ConnectionTest(ProtocolTest):
    def test_tls_older_than_1_3_is_refused(self):
        context = tls_context(self.identity())
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        self.assertRaises((ssl.SSLError, ConnectionError), self.connect, context=context)

    def test_a_client_without_a_certificate_is_refused(self):
        context = tls_context(Identity(self.identity().authority, None, None))
        with self.assertRaises((Closed, ssl.SSLError, ConnectionError)):
            self.connect(context=context).logon()

    def test_no_session_ticket_is_given(self):
        self.assertResult(self.client.echo(), "APPROVED")
        session = self.client.socket.session
        self.assertFalse(session is not None and session.has_ticket)

    def test_a_frame_beyond_the_limit_before_logon_ends_the_connection(self):
        client = self.connect()
        client.send_bytes((FRAME_LOGON_BYTES_MAX + 1).to_bytes(4, "big"))
        self.assertEnded(client)

    def test_a_frame_beyond_the_limit_after_logon_ends_the_connection(self):
        self.client.send_bytes((self.logged_on.frame_bytes_max + 1).to_bytes(4, "big"))
        self.assertEnded(self.client)

    def test_a_frame_without_a_number_is_malformed_and_ends_the_connection(self):
        self.client.send_frame(b"")
        self.assertEnded(self.client)

    def test_a_frame_in_pieces_is_one_frame(self):
        request = self.client.request(kind_pb2.KIND_ECHO, session_pb2.Echo())
        payload = request.SerializeToString()
        for byte in len(payload).to_bytes(4, "big") + payload:
            self.client.send_bytes(bytes([byte]))
        self.assertResult(self.client.wait(request.number), "APPROVED")

    def assertEnded(self, client):
        """Closed, perhaps after one word of why that nobody asked for."""
        try:
            response = client.receive()
        except Closed:
            return
        self.assertEqual(response.number, 0)
        self.assertResult(response, "MALFORMED")
        self.assertCloses(client)


class SessionTest(ProtocolTest):
    def test_logon_names_the_terminal_and_the_limits(self):
        self.assertGreater(self.logged_on.terminal, 0)
        self.assertEqual(self.logged_on.terminal_name, OPTIONS.till)
        self.assertGreater(self.logged_on.store, 0)
        self.assertGreater(self.logged_on.currency, 0)
        self.assertGreaterEqual(self.logged_on.frame_bytes_max, FRAME_LOGON_BYTES_MAX)
        self.assertGreater(self.logged_on.in_flight_max, 0)
        self.assertGreater(self.logged_on.incarnation, 0)
        self.assertGreater(self.logged_on.server_at_us, 0)

    def test_the_first_request_must_be_logon(self):
        self.assertResult(self.connect().echo(), "NOT_LOGGED_ON")

    def test_another_protocol_version_is_not_spoken(self):
        self.assertResult(self.connect().logon(version=99), "VERSION_UNSUPPORTED")

    def test_an_epoch_of_0_is_invalid(self):
        self.assertResult(self.connect().logon(epoch=0), "INVALID")

    def test_a_session_logs_on_once(self):
        self.assertResult(self.client.logon(), "INVALID")

    def test_a_second_logon_of_a_terminal_displaces_the_first(self):
        second = self.connect()
        self.assertResult(second.logon(), "APPROVED")
        response = self.client.receive()
        self.assertEqual(response.number, 0)
        self.assertResult(response, "DISPLACED")
        self.assertCloses(self.client)
        self.assertResult(second.echo(), "APPROVED")

    def test_logon_tells_the_highest_stan_of_the_epoch(self):
        self.assertEqual(self.logged_on.highest_stan, 0)
        self.assertResult(self.client.purchase(self.receipt(), stan=7), "APPROVED")
        again = self.connect(epoch=self.client.epoch)
        self.assertEqual(again.logon().logon.highest_stan, 7)

    def test_echo_gives_the_server_clock(self):
        answer = self.assertResult(self.client.echo(), "APPROVED").echo
        self.assertGreaterEqual(answer.server_at_us, self.logged_on.server_at_us)

    def test_pipelined_requests_are_all_answered(self):
        count = min(16, self.logged_on.in_flight_max)
        numbers = [self.client.send(self.client.request(kind_pb2.KIND_ECHO, session_pb2.Echo()))
                   for _ in range(count)]
        for number in reversed(numbers):
            self.assertResult(self.client.wait(number), "APPROVED")


class EnvelopeTest(ProtocolTest):
    def test_an_unknown_kind_is_malformed_and_the_session_goes_on(self):
        self.assertResult(self.client.ask(999, b""), "MALFORMED")
        self.assertResult(self.client.echo(), "APPROVED")

    def test_unknown_fields_are_skipped(self):
        request = self.client.request(kind_pb2.KIND_ECHO, UNKNOWN_FIELD)
        self.client.send_frame(request.SerializeToString() + UNKNOWN_FIELD)
        self.assertResult(self.client.wait(request.number), "APPROVED")

    def test_a_keyed_kind_needs_a_stan_and_the_others_must_have_none(self):
        purchase = self.client.request(kind_pb2.KIND_PURCHASE, self.receipt(), stan=0)
        self.assertResult(self.client.wait(self.client.send(purchase)), "INVALID")
        self.assertResult(self.client.ask(kind_pb2.KIND_ECHO, b"", stan=1), "INVALID")

    def test_a_body_that_does_not_decode_is_malformed(self):
        self.assertResult(self.client.purchase(b"\xff"), "MALFORMED")

    def test_a_text_beyond_its_limit_is_malformed_and_named(self):
        response = self.client.purchase(self.receipt(number="9" * 32))
        self.assertResult(response, "MALFORMED")
        self.assertEqual(response.detail, "purchase.receipt.number: longer than 31 bytes")

    def test_a_field_given_twice_is_malformed(self):
        body = encode(self.receipt())
        self.assertResult(self.client.purchase(body + b"\x48\x01"), "MALFORMED")

    def test_a_till_may_not_do_what_operators_do(self):
        self.assertResult(self.client.activate(UNKNOWN_CARD), "NOT_ALLOWED")
        self.assertResult(self.client.block(UNKNOWN_CARD), "NOT_ALLOWED")


class BalanceTest(ProtocolTest):
    def test_a_card_nobody_issued_is_unknown(self):
        self.assertResult(self.client.balance(UNKNOWN_CARD), "CARD_UNKNOWN")

    def test_a_wrong_check_digit_is_invalid(self):
        self.assertResult(self.client.balance(WRONG_CHECK_DIGIT), "INVALID")

    def test_a_slip_keeps_to_its_width_in_every_language(self):
        for width in (32, 40, 48):
            for language in ("ru", "en", "uk", "kk"):
                slip = frame_pb2.SlipFormat(width=width, language=language)
                response = self.assertResult(self.client.balance(OPTIONS.card, slip=slip),
                                             "APPROVED")
                self.assertTrue(response.slip.endswith("\n"))
                self.assertLessEqual(max(map(len, response.slip.splitlines())), width)
                self.assertIn(OPTIONS.card[-4:], response.slip)
                self.assertNotIn(OPTIONS.card, response.slip)

    def test_no_slip_is_given_unasked_and_no_other_width(self):
        self.assertEqual(self.client.balance(OPTIONS.card).slip, "")
        slip = frame_pb2.SlipFormat(width=33, language="en")
        self.assertResult(self.client.balance(OPTIONS.card, slip=slip), "INVALID")
        slip = frame_pb2.SlipFormat(width=32, language="xx")
        self.assertResult(self.client.balance(OPTIONS.card, slip=slip), "INVALID")


class PurchaseTest(ProtocolTest):
    def test_a_purchase_earns_its_rate_and_moves_the_balance_by_it(self):
        points, lifetime = self.points()
        answer = self.assertResult(
            self.client.purchase(self.receipt(90000, 36501, -1500, card=OPTIONS.card)),
            "APPROVED").purchase
        self.assertGreater(answer.rrn, 0)
        self.assertEqual(answer.currency, self.logged_on.currency)
        self.assertEqual(answer.base, 125001)
        self.assertEqual(answer.earned, answer.base * answer.rate_bp // 10000)
        self.assertEqual(answer.balance_after, points + answer.earned)
        self.assertEqual(answer.lifetime_after, lifetime + 125001)
        self.assertEqual(self.points(), (answer.balance_after, answer.lifetime_after))

    def test_a_quote_says_what_the_purchase_would_earn_and_posts_nothing(self):
        before = self.points()
        receipt = self.receipt(card=OPTIONS.card)
        quoted = self.assertResult(self.client.quote(receipt), "APPROVED").purchase
        self.assertEqual(quoted.rrn, 0)
        self.assertEqual(self.points(), before)
        posted = self.assertResult(self.client.purchase(receipt), "APPROVED").purchase
        for field in ("currency", "base", "rate_bp", "earned", "balance_after", "lifetime_after"):
            self.assertEqual(getattr(quoted, field), getattr(posted, field), field)

    def test_a_receipt_without_a_card_is_recorded_and_earns_nothing(self):
        answer = self.assertResult(self.client.purchase(self.receipt()), "APPROVED").purchase
        self.assertGreater(answer.rrn, 0)
        self.assertEqual((answer.earned, answer.balance_after), (0, 0))

    def test_a_repeat_gets_the_first_answer_also_in_another_session(self):
        body = encode(self.receipt(card=OPTIONS.card))
        first = self.assertResult(self.client.purchase(body, stan=1), "APPROVED")
        self.assertFalse(first.repeated)
        points = self.points()
        again = self.connect(epoch=self.client.epoch)
        for client in (self.client, again):
            if client is again:
                self.assertResult(again.logon(), "APPROVED")
            repeat = self.assertResult(client.purchase(body, stan=1, repeat=True), "APPROVED")
            self.assertTrue(repeat.repeated)
            self.assertEqual(repeat.purchase, first.purchase)
        self.client = again
        self.assertEqual(self.points(), points)

    def test_a_stan_with_another_body_is_a_mismatch_and_posts_nothing(self):
        self.assertResult(self.client.purchase(self.receipt(card=OPTIONS.card), stan=1), "APPROVED")
        points = self.points()
        other = self.receipt(99900, card=OPTIONS.card)
        self.assertResult(self.client.purchase(other, stan=1), "MISMATCH")
        self.assertEqual(self.points(), points)

    def test_the_same_stan_of_another_epoch_is_another_key(self):
        self.assertResult(self.client.purchase(self.receipt(), stan=1), "APPROVED")
        other = self.connect()
        self.assertResult(other.logon(), "APPROVED")
        response = self.assertResult(other.purchase(self.receipt(), stan=1), "APPROVED")
        self.assertFalse(response.repeated)

    def test_a_refusal_is_final(self):
        body = encode(self.receipt(card=UNKNOWN_CARD))
        self.assertFalse(self.assertResult(self.client.purchase(body, 1), "CARD_UNKNOWN").repeated)
        self.assertTrue(self.assertResult(self.client.purchase(body, 1), "CARD_UNKNOWN").repeated)

    def test_a_paper_receipt_is_posted_once_whatever_its_stan(self):
        receipt = self.receipt(card=OPTIONS.card)
        first = self.assertResult(self.client.purchase(receipt), "APPROVED")
        second = self.assertResult(self.client.purchase(receipt), "ALREADY_POSTED")
        self.assertEqual(second.purchase.rrn, first.purchase.rrn)

    def test_rules_are_asked_in_the_published_order(self):
        store, currency = self.logged_on.store, self.logged_on.currency
        refusals = (
            (purchase_of([100], store + 1000000, 840, UNKNOWN_CARD, redeem=1), "WRONG_STORE"),
            (purchase_of([100], store, 840, UNKNOWN_CARD, redeem=1), "WRONG_CURRENCY"),
            (purchase_of([100], store, currency, UNKNOWN_CARD, redeem=1), "CARD_UNKNOWN"),
            (purchase_of([10 ** 15], store, currency, OPTIONS.card, redeem=10 ** 15),
             "INSUFFICIENT_POINTS"))
        for receipt, result in refusals:
            self.assertResult(self.client.quote(receipt), result)
            self.assertResult(self.client.purchase(receipt), result)

    def test_values_that_cannot_be_are_invalid(self):
        wrong = (
            {"card": WRONG_CHECK_DIGIT}, {"number": ""}, {"date": 20110229}, {"total": 1},
            {"total": -125000}, {"lines": None}, {"redeem": -1}, {"utc_offset_min": 900})
        for values in wrong:
            receipt = self.receipt()
            for name, value in values.items():
                holder = receipt.receipt if name in ("number", "date") else receipt
                holder.ClearField(name) if value is None else setattr(holder, name, value)
            self.assertResult(self.client.quote(receipt), "INVALID")

    def test_a_training_receipt_is_decided_and_never_posted(self):
        points = self.points()
        receipt = self.receipt(card=OPTIONS.card)
        receipt.training = True
        answer = self.assertResult(self.client.purchase(receipt, stan=1), "APPROVED").purchase
        self.assertTrue(answer.training)
        self.assertEqual(answer.rrn, 0)
        self.assertEqual(self.points(), points)
        self.assertResult(self.client.purchase(self.receipt(), stan=1), "APPROVED")

    def test_a_receipt_of_many_lines_is_posted(self):
        self.assertResult(self.client.purchase(self.receipt(*[1] * 1024)), "APPROVED")
        self.assertResult(self.client.purchase(self.receipt(*[1] * 1025)), "MALFORMED")


class StatusTest(ProtocolTest):
    def test_status_tells_what_a_stan_was_answered(self):
        posted = self.client.purchase(self.receipt(card=OPTIONS.card), stan=3).purchase
        status = self.assertResult(self.client.status(3), "APPROVED").status
        self.assertEqual(status.kind, kind_pb2.KIND_PURCHASE)
        self.assertEqual(result_name(status.result), "APPROVED")
        self.assertEqual(status.purchase, posted)
        self.assertEqual(self.client.status(3, epoch=self.client.epoch).status, status)

    def test_status_tells_of_refusals_too(self):
        self.client.purchase(self.receipt(card=UNKNOWN_CARD), stan=4)
        status = self.assertResult(self.client.status(4), "APPROVED").status
        self.assertEqual(result_name(status.result), "CARD_UNKNOWN")

    def test_a_stan_never_sent_is_not_found(self):
        self.assertResult(self.client.status(999), "NOT_FOUND")


class OperatorTest(ProtocolTest):
    def setUp(self):
        if not OPTIONS.operator or not OPTIONS.stock_card:
            self.skipTest("no operator and stock card were given")
        super().setUp()

    def test_a_card_is_activated_used_blocked_and_freed(self):
        card = OPTIONS.stock_card
        operator = self.connect(OPTIONS.operator)
        self.assertEqual(self.assertResult(operator.logon(), "APPROVED").logon.store, 0)
        self.assertResult(self.client.purchase(self.receipt(card=card)), "CARD_NOT_ACTIVE")
        activated = self.assertResult(operator.activate(card, stan=1), "APPROVED")
        self.assertEqual(activated.card.state, card_pb2.CARD_STATE_ACTIVE)
        self.assertGreater(activated.card.rrn, 0)
        repeated = self.assertResult(operator.activate(card, stan=1), "APPROVED")
        self.assertTrue(repeated.repeated)
        self.assertEqual(repeated.card, activated.card)
        same_bytes_of_another_kind = operator.block(card, reason="", stan=1)
        self.assertResult(same_bytes_of_another_kind, "MISMATCH")
        self.assertResult(operator.activate(card, stan=2), "CARD_ACTIVE")
        self.assertResult(operator.block(card, lift=True, stan=3), "CARD_NOT_BLOCKED")
        self.assertResult(self.client.purchase(self.receipt(card=card)), "APPROVED")
        blocked = self.assertResult(operator.block(card, stan=4), "APPROVED")
        self.assertEqual(blocked.card.state, card_pb2.CARD_STATE_BLOCKED)
        self.assertResult(self.client.purchase(self.receipt(card=card)), "CARD_BLOCKED")
        self.assertResult(operator.block(card, lift=True, stan=5), "APPROVED")
        self.assertResult(self.client.purchase(self.receipt(card=card)), "APPROVED")

    def test_an_operator_posts_no_purchases(self):
        operator = self.connect(OPTIONS.operator)
        self.assertResult(operator.logon(), "APPROVED")
        self.assertResult(operator.purchase(self.receipt()), "NOT_ALLOWED")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("pki", help="folder with ca.pem and NAME/cert.pem, NAME/key.pem")
    parser.add_argument("--till", required=True, help="name of a till")
    parser.add_argument("--card", required=True, help="number of an active card")
    parser.add_argument("--operator", help="name of an operator")
    parser.add_argument("--stock-card", help="number of a card in stock")
    return parser.parse_args()


def main():
    global OPTIONS
    OPTIONS = parse_options()
    tests = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    outcome = unittest.TextTestRunner(verbosity=2).run(tests)
    failed = len(outcome.failures) + len(outcome.errors)
    passed = outcome.testsRun - failed - len(outcome.skipped)
    print(f"{passed} passed, {failed} failed, {len(outcome.skipped)} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
