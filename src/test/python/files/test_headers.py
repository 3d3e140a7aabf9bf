"""Differences between headers."""

import pytest
from dagster_project.files.headers import HeaderDifferences, compare_headers

EXPECTED = ("Invoice No", "Line/Item", "Amount")


@pytest.mark.parametrize(
    ("found", "differences"),
    [
        (EXPECTED, HeaderDifferences()),
        (("Invoice No", "Amount"), HeaderDifferences(missing=("Line/Item",))),
        ((*EXPECTED, "Memo", ""), HeaderDifferences(extra=("Memo", ""))),
        (
            ("invoice  no ", *EXPECTED[1:]),
            HeaderDifferences(renamed=(("Invoice No", "invoice  no "),)),
        ),
        (
            ("\ufeffInvoice No", *EXPECTED[1:]),
            HeaderDifferences(renamed=((EXPECTED[0], "\ufeffInvoice No"),)),
        ),
        ((*EXPECTED, "Amount"), HeaderDifferences(repeated=("Amount",))),
        (("Amount", "Invoice No", "Line/Item"), HeaderDifferences(reordered=True)),
        (
            ("Line/Item", "Invoice No", "Memo"),
            HeaderDifferences(("Amount",), ("Memo",), reordered=True),
        ),
        (("AMOUNT", "amount", *EXPECTED[:2]), HeaderDifferences(("Amount",), ("AMOUNT", "amount"))),
        ((), HeaderDifferences(missing=EXPECTED)),
    ],
)
def test_differences(found, differences):
    told = compare_headers(found, EXPECTED)
    assert told == differences
    assert bool(told) == (found != EXPECTED)
    assert bool(told.lines()) == bool(told)


def test_in_words():
    told = compare_headers(("\ufeffinvoice no", "line/item", "x", "x"), EXPECTED)
    assert told.lines() == [
        "missing: `Amount`",
        "extra: `x`",
        "renamed: `Invoice No` is `\\ufeffinvoice no` (written out)",
        "renamed: `Line/Item` is `line/item`",
        "repeated: `x`",
    ]
