# SPDX-License-Identifier: Apache-2.0
"""The real receipts, reckoned a second time: exact decimals, no code of ours in C.

A receipt is all lines of an InvoiceNo. A line's amount is quantity x price, rounded half away from
zero to two places; the receipt's total is their sum. Refunds (C...) and negative totals are skipped."""
import csv
import decimal
import lzma

from till import KZT, RUB, UAH

RATE_BP = 1100
CURRENCY_NAMES = {RUB: "RUB", UAH: "UAH", KZT: "KZT"}


def currency_of(country):
    if country == "United Kingdom":
        return RUB
    return UAH if country in ("EIRE", "Germany", "France") else KZT


class Receipt:
    def __init__(self, number, customer, country, date):
        self.number = number
        self.customer = customer
        self.currency = currency_of(country)
        self.date = date
        self.total = 0
        self.lines = 0

    @property
    def points(self):
        return self.total * RATE_BP // 10000 if self.customer else 0


class Totals:
    """What a file comes to. Amounts are in minor units, by currency."""

    def __init__(self):
        self.with_card = 0
        self.without_card = 0
        self.refunds = 0
        self.negative = 0
        self.accounts = {}
        self.money = dict.fromkeys(CURRENCY_NAMES, 0)
        self.points = dict.fromkeys(CURRENCY_NAMES, 0)


def open_text(path):
    if str(path).endswith(".xz"):
        return lzma.open(path, "rt", encoding="utf-8", newline="")
    return open(path, encoding="utf-8", newline="")


def read(path):
    """Receipts by InvoiceNo, in the file's order, refunds included."""
    receipts = {}
    cent = decimal.Decimal("0.01")
    with open_text(path) as file:
        for row in csv.DictReader(file):
            receipt = receipts.get(row["InvoiceNo"])
            if receipt is None:
                receipt = receipts[row["InvoiceNo"]] = Receipt(
                    row["InvoiceNo"], row["CustomerID"], row["Country"], row["InvoiceDate"])
            amount = decimal.Decimal(row["Quantity"]) * decimal.Decimal(row["UnitPrice"])
            receipt.total += int(amount.quantize(cent, decimal.ROUND_HALF_UP) * 100)
            receipt.lines += 1
    return receipts


def reckon(path):
    totals = Totals()
    for receipt in read(path).values():
        if receipt.number.startswith("C"):
            totals.refunds += 1
        elif receipt.total < 0:
            totals.negative += 1
        else:
            totals.money[receipt.currency] += receipt.total
            totals.points[receipt.currency] += receipt.points
            if receipt.customer:
                totals.with_card += 1
                account = (receipt.customer, receipt.currency)
                totals.accounts[account] = totals.accounts.get(account, 0) + receipt.points
            else:
                totals.without_card += 1
    return totals
