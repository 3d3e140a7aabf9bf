"""The cases of `fixtures/connectors`: files and settings, and what the real tap-csv and target-postgres did with them.

A case is a folder:

    case.yaml      see KEYS and LOAD_KEYS below
    expected.json  what happened; written by tools/record-connectors alone

Keys of case.yaml:

    about          one sentence: what is asked
    tap            the settings of tap-csv
    target         the settings of target-postgres beside those of the connection; `default_target_schema` is `raw` unless named
                   here, null takes it away
    prepare        SQL that runs before the first load
    not_native     why a native loader has nothing to be equal to here
    native_differs why a native loader leaves other tables on purpose
    any_order      true: the file system may give files in another order, so rows of the tap are told sorted
    loads          a list; each load has
      files        those that are there, by name: a text (written as UTF-8), or text and encoding, or before, repeat, times, after
      tap, target  settings that replace those above; `<url>` stands for the URL of the database
      select       the `select` of the extractor, default ["*.*"]
      metadata, schema, catalog  the extras of the extractor of these names; a catalog is written here
      refresh      true: discover anew, as `meltano run --refresh-catalog` does; else once for the same settings
      prepare      SQL that runs before this load

expected.json has an answer for each load: what the tap said (by stream), how tap and target ended, then all tables. The columns
that target-postgres adds differ from run to run: where their value is a moment of load 2, it reads `<load 2>`; `<load 2, +9 h>`
where it is not written in UTC.
"""

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import yaml

REPOSITORY = Path(__file__).resolve().parents[4]
CASES = REPOSITORY / "fixtures" / "connectors"
SCHEMA = "raw"
KEYS = {"about", "tap", "target", "prepare", "not_native", "native_differs", "any_order", "loads"}
EXTRAS = {"select", "metadata", "schema", "catalog"}
LOAD_KEYS = {"files", "tap", "target", "refresh", "prepare", *EXTRAS}
# Columns with metadata, if they are named so and the target made them: in milliseconds, or a timestamp.
MILLISECONDS = {"_sdc_sequence", "_sdc_table_version", "_sdc_sync_started_at"}
MOMENTS = {"_sdc_extracted_at", "_sdc_received_at", "_sdc_batched_at", "_sdc_deleted_at"}
MOMENTS |= MILLISECONDS
# Where a moment may be written in a zone of its own, in hours from UTC.
ZONES = [hours for hours in range(-12, 15) if hours]
# More rows are told by their number and a hash.
MANY = 40
# What the modification time of every file is set to: tap-csv can tell it.
MTIME = datetime(2026, 11, 21, 10, 0, 0, tzinfo=timezone.utc)

Window = tuple[datetime, datetime]


@dataclass(frozen=True)
class Load:
    """One load of a case; `number` counts from 1."""

    number: int
    tap: dict[str, Any]
    target: dict[str, Any]
    extras: dict[str, Any]
    refresh: bool
    prepare: str
    files: dict[str, bytes]

    def write(self, folder: Path) -> None:
        """Write the files of this load, and nothing else, into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            os.utime(path, (MTIME.timestamp(), MTIME.timestamp()))


@dataclass(frozen=True)
class Case:
    """A folder of `fixtures/connectors`."""

    folder: Path
    text: dict[str, Any]

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def not_native(self) -> str:
        return self.text.get("not_native", "")

    @property
    def native_differs(self) -> str:
        return self.text.get("native_differs", "")

    @property
    def prepare(self) -> str:
        return self.text.get("prepare", "")

    @property
    def loads(self) -> list[Load]:
        return [self._load(i + 1, text) for i, text in enumerate(self.text["loads"])]

    def _load(self, number: int, text: dict[str, Any]) -> Load:
        assert set(text) <= LOAD_KEYS, f"{self.name}: unknown keys of a load: {text}"
        target = {
            "default_target_schema": SCHEMA,
            **self.text.get("target", {}),
            **text.get("target", {}),
        }
        return Load(
            number,
            {**self.text["tap"], **text.get("tap", {})},
            {key: value for key, value in target.items() if value is not None},
            {"select": ["*.*"], **{key: text[key] for key in EXTRAS & set(text)}},
            text.get("refresh", False),
            text.get("prepare", ""),
            {name: content(file) for name, file in text.get("files", {}).items()},
        )

    @property
    def expected_file(self) -> Path:
        return self.folder / "expected.json"

    @property
    def expected(self) -> list[dict[str, Any]]:
        """What was recorded, one answer for each load."""
        return json.loads(self.expected_file.read_text())["loads"]

    def recorded(self) -> str:
        return self.expected_file.read_text() if self.expected_file.exists() else ""


def content(file: str | dict[str, Any]) -> bytes:
    """The bytes of a file of a load."""
    if isinstance(file, str):
        return file.encode()
    if "repeat" in file:
        lines = (file["repeat"].replace("{n}", str(n + 1)) for n in range(file["times"]))
        text = file.get("before", "") + "".join(lines) + file.get("after", "")
        return text.encode(errors="surrogateescape")
    return file["text"].encode(file["encoding"])


def cases() -> list[Case]:
    found = []
    for path in sorted(CASES.glob("*/case.yaml")):
        text = yaml.safe_load(path.read_text())
        assert set(text) <= KEYS, f"{path}: unknown keys: {set(text) - KEYS}"
        found.append(Case(path.parent, text))
    return found


@contextlib.contextmanager
def database(case: Case, url: str) -> Iterator[psycopg.Connection]:
    """A prepared database for a case on a server for tests; the connection is in autocommit mode.

    Each process has one, which is emptied before each case: to make one takes longer than the case.
    """
    name = f"connectors_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        if not server.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            server.execute(f"create database {name}".encode())
    with psycopg.connect(url, autocommit=True, dbname=name) as connection:
        for schema in {"public", *schemas(connection)}:
            dropped = psycopg.sql.SQL("drop schema {} cascade").format(
                psycopg.sql.Identifier(schema)
            )
            connection.execute(dropped)
        connection.execute("create schema public")
        connection.execute(f"alter database {name} reset all".encode())
        prepared(case, connection)
        yield connection


def prepared(case: Case, connection: psycopg.Connection) -> None:
    """Make an empty database what it is before the first load."""
    if case.prepare:
        connection.execute(case.prepare.encode())


def schemas(connection: psycopg.Connection) -> list[str]:
    """The schemas that have a table, and those made for a load."""
    query = """select nspname::text from pg_namespace
        where nspname !~ '^pg_' and nspname <> 'information_schema'
        and (nspname <> 'public' or exists (select from pg_class where relnamespace = pg_namespace.oid))"""
    return sorted(name for (name,) in connection.execute(query))


def snapshot(
    connection: psycopg.Connection, schema: str, loads: Sequence[Window] = ()
) -> dict[str, Any]:
    """All tables of a schema, as in expected.json; `loads` are begin and end of each load so far."""
    connection.execute("set time zone 'UTC'")
    query = """select c.oid, c.relname::text from pg_class c join pg_namespace n on n.oid = relnamespace
        where nspname = %s and relkind in ('r', 'p')"""
    tables = sorted((name, oid) for oid, name in connection.execute(query, [schema]))
    return {name: _table(connection, schema, name, oid, loads) for name, oid in tables}


def _table(
    connection: psycopg.Connection, schema: str, name: str, oid: int, loads: Sequence[Window]
) -> dict[str, Any]:
    columns = connection.execute(
        """select attname::text, format_type(atttypid, atttypmod), not attnotnull,
        pg_get_expr(adbin, adrelid) from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where attrelid = %s and attnum > 0 and not attisdropped order by attnum""",
        [oid],
    ).fetchall()
    constraints = connection.execute(
        # PostgreSQL 18 lists NOT NULL here, too; the columns tell it.
        """select conname::text, pg_get_constraintdef(oid) from pg_constraint
        where conrelid = %s and contype <> 'n' order by 1""",
        [oid],
    ).fetchall()
    indexes = connection.execute(
        """select pg_get_indexdef(indexrelid) from pg_index where indrelid = %s order by 1""", [oid]
    ).fetchall()
    key = connection.execute(
        """select attname::text from pg_index, unnest(indkey) with ordinality k(number, place)
        join pg_attribute on attnum = k.number
        where indrelid = %s and attrelid = indrelid and indisprimary order by place""",
        [oid],
    ).fetchall()
    names = [column[0] for column in columns]
    primary = [column for (column,) in key]
    told = {
        "columns": [
            {"name": column, "type": kind, "nullable": nullable}
            | ({"default": default} if default else {})
            for column, kind, nullable, default in columns
        ],
        "primary_key": primary,
        "constraints": [list(constraint) for constraint in constraints],
        "indexes": [index for (index,) in indexes],
    }
    return told | many("rows", _rows(connection, schema, name, names, primary, loads))


def _rows(
    connection: psycopg.Connection,
    schema: str,
    name: str,
    columns: list[str],
    primary: list[str],
    loads: Sequence[Window],
) -> list[list[str | None]]:
    """All rows, in the order of their key, then of the rest; values as PostgreSQL writes them as text."""
    quoted = psycopg.sql.SQL(", ").join(
        psycopg.sql.SQL("{}::text").format(psycopg.sql.Identifier(column)) for column in columns
    )
    query = psycopg.sql.SQL("select {} from {}").format(
        quoted, psycopg.sql.Identifier(schema, name)
    )
    rows = [
        [
            _moment(column, value, loads) if column in MOMENTS else value
            for column, value in zip(columns, row)
        ]
        for row in connection.execute(query)
    ]
    first = [columns.index(column) for column in primary]
    return sorted(rows, key=lambda row: _order([*(row[i] for i in first), *row]))


def _order(values: list[str | None]) -> list[tuple[bool, str]]:
    return [(value is None, value or "") for value in values]


def _moment(column: str, value: str | None, loads: Sequence[Window]) -> str | None:
    """`<load N>` for a moment of the N-th load, with the hours by which it is not written in UTC; else the value."""
    if value is None:
        return None
    try:
        if column in MILLISECONDS:
            moment = datetime.fromtimestamp(int(value) / 1000, timezone.utc)
        else:
            digits = value.partition("+")[0]
            form = "%Y-%m-%d %H:%M:%S.%f" if "." in digits else "%Y-%m-%d %H:%M:%S"
            moment = datetime.strptime(digits, form).replace(tzinfo=timezone.utc)
    except ValueError:
        return value
    for hours in (0, *ZONES):
        for number, (begin, end) in enumerate(loads, 1):
            if begin <= moment - timedelta(hours=hours) <= end:
                return f"<load {number}, {hours:+d} h>" if hours else f"<load {number}>"
    return value


def many(key: str, items: list[Any]) -> dict[str, Any]:
    """The items under `key`; only how many they are and a hash, when they are many."""
    text = json.dumps(items, ensure_ascii=False)
    if len(items) <= MANY and len(text) < 20_000:
        return {key: items}
    return {key: {"count": len(items), "sha256": sha256(text.encode()).hexdigest()}}


def written(answers: list[dict[str, Any]]) -> str:
    """The text of expected.json."""
    return "".join(_lines({"loads": answers}, "")) + "\n"


def _lines(value: Any, indent: str) -> Iterator[str]:
    """JSON with what has no mapping or list of lists in it on one line."""
    items = (
        list(value.items() if isinstance(value, dict) else enumerate(value))
        if isinstance(value, (dict, list))
        else []
    )
    if not any(isinstance(item, (dict, list)) and item for _, item in items):
        yield json.dumps(value, ensure_ascii=False)
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield opening + "\n"
    for i, (key, item) in enumerate(items):
        yield indent + " "
        if isinstance(value, dict):
            yield json.dumps(key, ensure_ascii=False) + ": "
        yield from _lines(item, indent + " ")
        yield ",\n" if i + 1 < len(items) else "\n"
    yield indent + closing
