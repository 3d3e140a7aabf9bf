"""Rows of files and tables as counted multisets, and what differs between two of them.

    python tools/rows.py LEFT_URL RIGHT_URL LEFT=RIGHT...    compares all tables of schema LEFT with those of schema RIGHT

Exit status: 0 equal, 5 different. The columns in LEFT_OUT are not compared: they hold the moment of loading.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# Of a native file importer: what it has loaded, which Meltano does not note.
LEDGER = "_file_ledger"
LEFT_OUT = (
    "_sdc_extracted_at",
    "_sdc_received_at",
    "_sdc_batched_at",
    "_sdc_deleted_at",
    "_sdc_sequence",
    "_sdc_table_version",
    "_sdc_sync_started_at",
)
SHOWN = 3


@dataclass(frozen=True)
class Rows:
    """Rows of one relation: `columns` sorted by name, `counted` has each row in their order."""

    columns: tuple[str, ...]
    counted: Counter[tuple[Any, ...]]

    @property
    def number(self) -> int:
        """How many rows, repeated ones included."""
        return self.counted.total()


def of_file(path: Path, encoding: str = "utf-8") -> Rows:
    """Rows of a CSV file as tap-csv reads it: text only, lines joined by LF."""
    with path.open(encoding=encoding) as text:
        header, *rows = csv.reader(text)
    order = sorted(range(len(header)), key=lambda index: header[index])
    counted = Counter(tuple(row[index] for index in order) for row in rows)
    return Rows(tuple(header[index] for index in order), counted)


def relations(connection: psycopg.Connection, schema: str) -> list[str]:
    """Names of the tables and views of a schema, sorted."""
    found = connection.execute(
        "select table_name from information_schema.tables where table_schema = %s", [schema]
    )
    return sorted(name for (name,) in found)


def of_table(
    connection: psycopg.Connection, schema: str, table: str, without: str | None = None
) -> Rows:
    """Rows of a table or view; every value in PostgreSQL's text form beside its type."""
    found = connection.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = %s and table_name = %s",
        [schema, table],
    )
    types = {name: kind for name, kind in found if name not in (*LEFT_OUT, without)}
    columns = sorted(types)
    query = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in columns),
        sql.Identifier(schema, table),
    )
    named = tuple(f"{name} {types[name]}" for name in columns)
    return Rows(named, Counter(connection.execute(query).fetchall()))


def names(rows: Rows, kind: str = " text") -> Rows:
    """The same rows with columns named as a table of text columns names them."""
    return Rows(tuple(name + kind for name in rows.columns), rows.counted)


def differences(left: Rows, right: Rows) -> Iterator[str]:
    """Yield what differs, in words; nothing when both are equal."""
    if left.columns != right.columns:
        yield f"columns {list(left.columns)} and {list(right.columns)}"
        return
    for side, more, less in (("left", left, right), ("right", right, left)):
        surplus = more.counted - less.counted
        if surplus:
            yield f"{surplus.total()} rows only {side}"
            for row, count in list(surplus.items())[:SHOWN]:
                yield f"  {count} x {dict(zip(left.columns, row))}"


def compare(
    left_url: str,
    right_url: str,
    schemas: Mapping[str, str],
    without: Mapping[str, str] | None = None,
) -> tuple[list[str], bool]:
    """Compare all relations of pairs of schemas; lines to print, and whether all are equal.

    `without` names, for a table, one more column that is not compared.
    """
    lines, equal = [], True
    with psycopg.connect(left_url) as left_side, psycopg.connect(right_url) as right_side:
        for left, right in schemas.items():
            tables = {*relations(left_side, left), *relations(right_side, right)} - {LEDGER}
            if not tables:
                lines.append(f"{left} and {right}: no table in either")
                equal = False
            for table in sorted(tables):
                column = (without or {}).get(table)
                one = of_table(left_side, left, table, column)
                other = of_table(right_side, right, table, column)
                found = list(differences(one, other))
                equal = equal and not found
                word = "different" if found else "equal"
                lines.append(
                    f"{left}.{table} {one.number} rows, {right}.{table} {other.number} rows: {word}"
                )
                lines.extend(f"    {line}" for line in found)
    return lines, equal


def main(arguments: list[str]) -> int:
    """Print the comparison and the verdict."""
    if len(arguments) < 3 or not all("=" in pair for pair in arguments[2:]):
        print(__doc__, file=sys.stderr)
        return 2
    left, right, *pairs = arguments
    lines, equal = compare(left, right, dict(pair.split("=", 1) for pair in pairs))
    print("\n".join(lines))
    print(f"verdict: {'equal' if equal else 'different'}")
    return 0 if equal else 5


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
