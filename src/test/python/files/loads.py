"""Rows for the loader as a reader would hand them over, and a look at what became of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import psycopg
from dagster_project.files.destination import Destination
from dagster_project.files.loading import Loaded, load_file
from dagster_project.files.model import Candidate, Chunk, Header, Mode, Source
from psycopg import sql

Row = Sequence["str | None"]


def chunks(columns: Sequence[str], rows: Iterable[Row], size: int = 1000) -> Iterator[Chunk]:
    """The rows from line 2 on, each on a line of its own."""
    waiting = [list(row) for row in rows]
    for start in range(0, len(waiting), size):
        part = waiting[start : start + size]
        frame = pd.DataFrame(part, columns=pd.Index(list(columns)), dtype=object)
        yield Chunk(frame, range(start + 2, start + 2 + len(part)))


def candidate(content: str = "", path: str = "/in/rows.csv") -> Candidate:
    """A file of that content, which nobody reads."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Candidate(Path(path), len(content), 1_700_000_000.0, digest)


def load(
    connection: psycopg.Connection,
    destination: Destination,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    keys: Sequence[str] = ("id",),
    stream: str = "rows",
    mode: Mode = Mode.AS_MELTANO,
    run: str = "run-1",
    **more: object,
) -> Loaded:
    """Load some rows as a file of their own."""
    rows = list(rows)
    metadata = bool(more.pop("add_metadata_columns", False))
    source = Source(stream, "in", tuple(keys), add_metadata_columns=metadata)
    file = more.pop("file", None) or candidate(repr((columns, rows)))
    header = Header(tuple(columns), tuple(columns))
    parts = more.pop("parts", None) or chunks(columns, rows)
    return load_file(
        connection, destination, source, header, file, parts, mode=mode, run_id=run, **more
    )


def rows_of(connection: psycopg.Connection, table: str, schema: str = "raw") -> list[tuple]:
    """The rows without what a load adds to them, in an order that does not change."""
    names = [name for name in columns_of(connection, table, schema) if not name.startswith("_sdc_")]
    wanted = sql.SQL(", ").join(map(sql.Identifier, names))
    order = sql.SQL(", ").join(sql.SQL("{} NULLS FIRST").format(sql.Identifier(n)) for n in names)
    query = sql.SQL("SELECT {} FROM {} ORDER BY {}")
    place = sql.Identifier(schema, table)
    return connection.execute(query.format(wanted, place, order)).fetchall()


def columns_of(
    connection: psycopg.Connection, table: str, schema: str = "raw"
) -> dict[str, tuple[str, bool]]:
    """Type and nullability of every column, in order."""
    query = """
    SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull FROM pg_attribute
    WHERE attrelid = format('%%I.%%I', %s::text, %s::text)::regclass AND attnum > 0 AND NOT attisdropped
    ORDER BY attnum
    """
    found = connection.execute(query, [schema, table]).fetchall()
    return {name: (kind, nullable) for name, kind, nullable in found}
