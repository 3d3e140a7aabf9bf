"""Which table a target made of a stream."""

from __future__ import annotations

import pytest
from dagster_project.parallel_run.snapshot.tables import fit


@pytest.mark.parametrize(
    ("stream", "tables", "table"),
    [
        ("customers", ["customers"], "customers"),
        ("Customers", ["Customers", "customers"], "Customers"),
        ("customers", ["CUSTOMERS"], "CUSTOMERS"),
        ("public-orders", ["orders", "other"], "orders"),
        ("public-orders", ["orders", "public-orders"], "public-orders"),
        ("db-public-Order Lines", ["order_lines"], "order_lines"),
        ("v1.items", ["v1_items"], "v1_items"),
        ("odd-name", ["odd_name"], "odd_name"),
        ("orders", ["orders_archive"], None),
        ("orders", [], None),
    ],
)
def test_the_table_of_a_stream(stream: str, tables: list[str], table: str | None) -> None:
    assert fit(stream, tables) == table
