"""Invoices as an accounting program exports them: 20 columns of text, the same for the same number of rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

COLUMNS = (
    "Invoice No",
    "Customer",
    "Invoice Date",
    "Due Date",
    "Terms",
    "PO Number",
    "Item Code",
    "Description",
    "Quantity",
    "Unit Price",
    "Amount",
    "Tax Rate",
    "Tax",
    "Total",
    "Currency",
    "Billing Address",
    "Email",
    "Sales Rep",
    "Paid",
    "Memo",
)
KEY = COLUMNS[0]
CUSTOMERS = (
    "Hartmann & Söhne GmbH",
    "O'Brien Supplies, Ltd.",
    'The "Corner" Bakery',
    "Nordlys AS",
    "Café Zürich, Inh. M. Rossi",
    "Acme Tools",
    "Lindqvist Bygg AB",
    "N/A",
)
ITEMS = (
    ("00417", "Steel pipe, 3/4\" x 6', galvanized", 1845),
    ("00032", "Delivery", 950),
    ("10500", "Consulting, on site, per hour", 12000),
    ("00009", 'Cable tie, black, 8", bag of 100', 399),
    ("20711", "Paint, white, 10 l", 4275),
    ("00555", "Annual maintenance", 49900),
    ("00090", "Screws M4x20, zinc", 15),
)
STREETS = ("Main St", "Industrieweg", "Rue de l'Église", "Kungsgatan")
TOWNS = ("Springfield, IL 62701", "8001 Zürich", "75011 Paris", "111 43 Stockholm")
TERMS = (("Net 30", 30), ("Net 14", 14), ("Due on receipt", 0))
MEMOS = ("", "", "", "", "Paid by check", 'Called, "urgent"', "", "NULL", "", "See order")
REPS = ("AB", "CK", "", "JD", "MW")
FIRST_DAY = date(2021, 1, 4)


def invoices(number: int) -> Iterator[list[str]]:
    """The rows, in the order of their keys."""
    days = [FIRST_DAY + timedelta(days=i) for i in range(1500)]
    dates = [day.isoformat() for day in days]
    for n in range(number):
        mixed = (n * 40_503 + 7) % 65_537
        code, description, cents = ITEMS[mixed % len(ITEMS)]
        terms, wait = TERMS[mixed % len(TERMS)]
        sent = mixed % 1400
        quantity = 1 + mixed % 24
        amount = quantity * cents
        tax = amount * 19 // 100
        customer = mixed % 4001
        street, town = STREETS[mixed % len(STREETS)], TOWNS[customer % len(TOWNS)]
        yield [
            f"{n:08d}",
            f"{CUSTOMERS[customer % len(CUSTOMERS)]} {customer:04d}",
            dates[sent],
            dates[sent + wait],
            terms,
            f"PO-{mixed:05d}" if mixed % 3 == 0 else "",
            code,
            description,
            str(quantity),
            _money(cents),
            _money(amount),
            "19.00",
            _money(tax),
            _money(amount + tax),
            ("USD", "EUR", "CHF")[mixed % 3],
            f"{1 + mixed % 240} {street}, {town}",
            f"billing+{customer:04d}@example.com" if customer % 5 else "",
            REPS[mixed % len(REPS)],
            "Y" if mixed % 7 else "N",
            MEMOS[mixed % len(MEMOS)],
        ]


def write(path: Path, number: int) -> None:
    """Write a file of so many rows, about 220 bytes each."""
    with path.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(invoices(number))


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
