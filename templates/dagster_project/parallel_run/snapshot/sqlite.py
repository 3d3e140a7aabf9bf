"""SQLite: any column holds any kind of value, so what is there decides with the declared type."""

from pathlib import Path

from dagster_project.parallel_run.snapshot.destination import Destination
from dagster_project.parallel_run.snapshot.session import Session, connect
from dagster_project.parallel_run.snapshot.tables import Column, Table, literal, quote, write_rows
from dagster_project.singer.errors import KitError

# By declared type: the class, and the kinds of values under which it is that class.
DECLARED = (
    (("BOOL",), "bool", {"integer"}),
    (("INT",), "number", {"integer"}),
    (("TIMESTAMP", "DATETIME"), "timestamp", {"text"}),
    (("DATE",), "date", {"text"}),
    (("TIME",), "time", {"text"}),
    (("JSON",), "json", {"text"}),
    (("CHAR", "CLOB", "TEXT", "STRING", "UUID"), "text", {"text"}),
    (("REAL", "FLOA", "DOUB"), "float64", {"real"}),
    (("DEC", "NUM"), "number", {"integer", "real"}),
    (("BLOB", "BINARY"), "bytes", {"blob"}),
)
# Without one of these types: what the values are alone.
STORED = {"integer": "number", "real": "float64", "text": "text", "blob": "bytes"}


class Sqlite:
    """A database file of SQLite."""

    def open(self, destination: Destination) -> Session:
        """Connect, read only."""
        path = destination.path
        if path is None or not path.is_file():
            raise KitError(f"the database file {path} is not there", "Has the target run?")
        return connect([], "sqlite", {"path": str(path.absolute())})

    def names(self, session: Session, namespace: str | None) -> list[tuple[str | None, str]]:
        """The tables and views of the file."""
        rows = session.query(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        return [(None, str(row[0])) for row in rows]

    def table(self, session: Session, namespace: str | None, name: str) -> Table:
        """A table that exists."""
        rows = session.query(
            'SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?)'
            " WHERE hidden <> 1 ORDER BY cid",
            name,
        )
        columns = [(str(n), str(t or ""), not bool(required)) for n, t, required, _ in rows]
        kinds = _stored(session, name, [column for column, _, _ in columns])
        key = sorted((int(str(pk)), str(n)) for n, _, _, pk in rows if pk)
        return Table(
            None,
            name,
            tuple(_column(n, t, nullable, kinds[n]) for n, t, nullable in columns),
            tuple(column for _, column in key),
            tuple(_indexes(session, name)),
        )

    def write(self, session: Session, table: Table, path: Path) -> int:
        """Write its rows as canonical CSV and count them."""
        return write_rows(session, table, path)


def _stored(session: Session, table: str, columns: list[str]) -> dict[str, set[str]]:
    """The kinds of values in each column, NULL apart; `bool` is an integer 0 or 1."""
    tests = [f"max(typeof({quote(column)}) = '{kind}')" for column in columns for kind in STORED]
    tests += [f"max({quote(column)} NOT IN (0, 1))" for column in columns]
    found: list[object] = []
    # SQLite takes at most 2,000 columns in a result.
    for start in range(0, len(tests), 1000):
        part = ", ".join(tests[start : start + 1000])
        found += session.query(f"SELECT {part} FROM {quote(table)}")[0]
    kinds: dict[str, set[str]] = {}
    for number, column in enumerate(columns):
        flags = found[number * len(STORED) : (number + 1) * len(STORED)]
        kinds[column] = {kind for kind, flag in zip(STORED, flags, strict=True) if flag}
        if found[len(columns) * len(STORED) + number]:
            kinds[column].add("no bool")
    return kinds


def _column(name: str, declared: str, nullable: bool, kinds: set[str]) -> Column:
    kind = _class(declared, kinds)
    if kind is not None:
        return Column(name, declared, kind, nullable=nullable)
    stored = sorted(kinds - {"no bool"})
    native = f"{declared} ({', '.join(stored)})".strip()
    if len(stored) == 1:
        return Column(name, native, STORED[stored[0]], nullable=nullable)
    # Values of several kinds in one column: as JSON, where 1, "1" and a blob stay apart.
    return Column(name, native, "json", nullable=nullable, written="mixed")


def _class(declared: str, kinds: set[str]) -> str | None:
    """The class that the declared type says; None when the values are not of it."""
    stored = kinds - {"no bool"}
    for words, kind, fitting in DECLARED:
        if any(word in declared.upper() for word in words):
            fits = stored <= fitting and not (kind == "bool" and "no bool" in kinds)
            return kind if fits else None
    return None if stored else "text"


def _indexes(session: Session, table: str) -> list[str]:
    indexes = []
    for row in session.query(
        "SELECT name, \"unique\" FROM pragma_index_list(?) WHERE origin <> 'pk'", table
    ):
        name, unique = row
        columns = session.query(
            f"SELECT name FROM pragma_index_info({literal(str(name))}) ORDER BY seqno"
        )
        text = ", ".join(str(column[0] or "expression") for column in columns)
        indexes.append(f"{'unique ' if unique else ''}({text})")
    return indexes
