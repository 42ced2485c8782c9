# SPDX-License-Identifier: Apache-2.0
"""Every account after `bonus-pos replay FILE --supervisor CODE`, recomputed from the file alone.

Integers and dicts, one pass over the file's receipts by time: of another shape than our C code, which
goes through messages, a ledger and lots. Nothing is shared with receipts.py either.

    books = recompute(path)
    books["accounts"][customer, currency]  {"points", "debt", "lifetime"}, minor units

Where the rules are said: replay_match.h (which sale a refund takes back of), refund.h and reckon.h
(what that comes to), under a programme of one rate and nothing else."""
import csv
import itertools
import lzma

RATE_BP = 1100
CURRENCIES = {"United Kingdom": 643, "EIRE": 980, "Germany": 980, "France": 980}
CURRENCY_OF_OTHERS = 398


def parse(text):
    """("-12.50") -> (-1250, 2): digits as one number, and how many of them are decimals."""
    whole, _, decimals = text.partition(".")
    return int(whole + decimals), len(decimals)


def cents(quantity, price):
    """quantity x price, rounded half away from zero to two decimals."""
    (quantity, quantity_places), (price, price_places) = parse(quantity), parse(price)
    product, unit = quantity * price * 100, 10 ** (quantity_places + price_places)
    rounded = (2 * abs(product) + unit) // (2 * unit)
    return rounded if product >= 0 else -rounded


def thousandths(quantity):
    number, places = parse(quantity)
    return number * 10 ** (3 - places)


def read(path):
    """InvoiceNo -> its lines, in the order of the file."""
    opened = (lzma.open(path, "rt", encoding="utf-8", newline="") if str(path).endswith(".xz")
              else open(path, encoding="utf-8", newline=""))
    invoices = {}
    with opened as file:
        for row in csv.DictReader(file):
            invoices.setdefault(row["InvoiceNo"], []).append(row)
    return invoices


def earned(money):
    return max(money, 0) * RATE_BP // 10000


def give(account, points):
    """An award repays debt first."""
    repaid = min(account["debt"], points)
    account["debt"] -= repaid
    account["points"] += points - repaid


def take(account, points):
    """What cannot be taken back is owed."""
    taken = min(account["points"], points)
    account["points"] -= taken
    account["debt"] += points - taken


def pick(entries, quantity, money):
    """What to take of one sale's lines of an article: [(entry, quantity, money)], or nothing."""
    for entry in entries:
        if entry["quantity"] >= quantity and entry["money"] >= money:
            return [(entry, quantity, money)]
    picked = []
    for entry in entries:
        part = (entry, min(entry["quantity"], quantity), min(entry["money"], money))
        if part[1] > 0:
            picked.append(part)
            quantity, money = quantity - part[1], money - part[2]
    return picked if quantity == 0 and money == 0 else []


def find_original(shelf, quantity, money):
    """Of the sales of an article to a customer the latest that has enough left: its number, or None."""
    for sale, entries in itertools.groupby(reversed(shelf), key=lambda entry: entry["sale"]):
        picked = pick(sorted(entries, key=lambda entry: entry["line"]), quantity, money)
        if picked:
            for entry, part_quantity, part_money in picked:
                entry["quantity"] -= part_quantity
                entry["money"] -= part_money
            return sale
    return None


class Books(dict):
    """What a file comes to; sums are by (kind, currency), kind being "sales", "refunds", "blind"."""

    def __init__(self):
        super().__init__(accounts={}, money={}, points={}, lines_matched=0, lines_blind=0,
                         refunds=0, blind_refunds=0, refunds_without_card=0)
        self.shelves = {}  # (customer, currency, article) -> lines sold, by time
        self.left = {}     # InvoiceNo -> money not yet refunded

    def add(self, kind, currency, money, points):
        for name, amount in (("money", money), ("points", points)):
            self[name][kind, currency] = self[name].get((kind, currency), 0) + amount

    def account(self, customer, currency):
        return self["accounts"].setdefault((customer, currency),
                                           {"points": 0, "debt": 0, "lifetime": 0})

    def sell(self, number, customer, currency, lines):
        total = sum(money for _, _, money in lines)
        if total < 0:
            return
        points = earned(total) if customer else 0
        self.add("sales", currency, total, points)
        if not customer:
            return
        account = self.account(customer, currency)
        give(account, points)
        account["lifetime"] += total
        self.left[number] = total
        for line, (article, quantity, money) in enumerate(lines):
            self.shelves.setdefault((customer, currency, article), []).append(
                {"sale": number, "line": line, "quantity": quantity, "money": money})

    def refund(self, customer, currency, lines):
        if not customer:
            self["refunds_without_card"] += 1
            return
        by_original = {}
        for article, quantity, money in lines:
            shelf = self.shelves.get((customer, currency, article), [])
            original = find_original(shelf, -quantity, -money)
            self["lines_blind" if original is None else "lines_matched"] += 1
            by_original[original] = by_original.get(original, 0) - money
        account = self.account(customer, currency)
        for original, money in by_original.items():
            if original is None:
                kind, points = "blind", earned(money)
            else:
                before = earned(self.left[original])
                self.left[original] -= money
                kind, points = "refunds", before - earned(self.left[original])
            self["blind_refunds" if original is None else "refunds"] += 1
            self.add(kind, currency, money, points)
            take(account, points)
            account["lifetime"] -= money


def recompute(path):
    books = Books()
    # sorted() is stable: at the same time the order of the file stands.
    for number, rows in sorted(read(path).items(), key=lambda item: item[1][0]["InvoiceDate"]):
        lines = [(row["StockCode"], thousandths(row["Quantity"]),
                  cents(row["Quantity"], row["UnitPrice"])) for row in rows]
        customer = rows[0]["CustomerID"]
        currency = CURRENCIES.get(rows[0]["Country"], CURRENCY_OF_OTHERS)
        if number.startswith("C"):
            books.refund(customer, currency, lines)
        else:
            books.sell(number, customer, currency, lines)
    return books
