"""Tables of a destination: their columns, the table that fits a stream, the schema file."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from dagster_project.parallel_run.snapshot.destination import (
    Destination,
    Exported,
    Relation,
    digest,
    stream_file,
)
from dagster_project.parallel_run.snapshot.session import Session


@dataclass(frozen=True)
class Column:
    """A column as the bundle tells it.

    Attributes:
        type: the native type, as the database writes it.
        kind: the class of its values; see `m2d compare`.
        precision: digits of a number, digits of the fraction of a second.
        select: the expression that is read; default the column itself.
        written: how `program.py` writes a value of the column; default by its class.
    """

    name: str
    type: str
    kind: str
    precision: int | None = None
    scale: int | None = None
    length: int | None = None
    nullable: bool = True
    collation: str | None = None
    select: str | None = None
    written: str | None = None

    def described(self) -> dict[str, object]:
        """The column in a schema file."""
        values = asdict(self)
        del values["select"], values["written"]
        values["class"] = values.pop("kind")
        return {"name": values.pop("name"), "type": values.pop("type"), **values}


@dataclass(frozen=True)
class Table:
    """A table, its columns in their order.

    Attributes:
        primary_key: columns in the order of the key.
        indexes: what they are, without their names.
    """

    namespace: str | None
    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    indexes: tuple[str, ...] = field(default=())


class Dialect(Protocol):
    """A kind of database: how to reach it, look into it and read it."""

    def open(self, destination: Destination) -> Session:
        """Connect, with the settings under which values are written."""
        ...

    def names(self, session: Session, namespace: str | None) -> list[tuple[str | None, str]]:
        """The tables and views of a namespace, as pairs of namespace and name."""
        ...

    def table(self, session: Session, namespace: str | None, name: str) -> Table:
        """A table that exists."""
        ...

    def write(self, session: Session, table: Table, path: Path) -> int:
        """Write its rows as canonical CSV and count them."""
        ...


def export_tables(
    dialect: Dialect, destination: Destination, relations: Sequence[Relation], folder: Path
) -> list[Exported]:
    """Export relations that are tables; see `snapshot.export`."""
    (folder / "schema").mkdir(exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    exported: list[Exported] = []
    with dialect.open(destination) as session:
        found: dict[str | None, list[tuple[str | None, str]]] = {}
        for relation in relations:
            namespace = relation.namespace or destination.namespace
            if namespace not in found:
                found[namespace] = sorted(
                    dialect.names(session, namespace), key=lambda pair: (pair[0] or "", pair[1])
                )
            for name, place in _places(relation, found[namespace]):
                rows = _export(dialect, session, name, place, folder) if place else None
                exported.append(Exported(name, relation.name, "table", place is not None, rows))
    return exported


def _places(
    relation: Relation, there: Sequence[tuple[str | None, str]]
) -> list[tuple[str, tuple[str | None, str] | None]]:
    if relation.stream == "*" and relation.table is None:
        names = [name for _, name in there]
        return [
            # A database file may have a table of that name in each of several schemas.
            (
                f"{relation.name}/{schema}/{name}"
                if names.count(name) > 1
                else f"{relation.name}/{name}",
                (schema, name),
            )
            for schema, name in there
        ]
    return [(relation.name, place_of(relation, there))]


def place_of(
    relation: Relation, there: Sequence[tuple[str | None, str]]
) -> tuple[str | None, str] | None:
    """The table of a relation among those that are there; first in the schema it has at home."""
    wanted = relation.table or relation.stream or relation.name.rpartition("/")[2]
    home = relation.namespace or relation.schema
    for some in ([place for place in there if home is not None and place[0] == home], there):
        fitting = fit(wanted, [name for _, name in some])
        if fitting is not None:
            return next(place for place in some if place[1] == fitting)
    return None


def _export(
    dialect: Dialect, session: Session, name: str, place: tuple[str | None, str], folder: Path
) -> int:
    table = dialect.table(session, *place)
    file = stream_file(name)
    data = folder / "data" / f"{file}.csv.gz"
    count = dialect.write(session, table, data)
    schema = {
        "columns": [column.described() for column in table.columns],
        "primaryKey": list(table.primary_key),
        "indexes": sorted(table.indexes),
        # The rows are evidence: `m2d compare` refuses them once they are not these any more.
        "data": {"sha256": digest(data)},
    }
    text = json.dumps(schema, indent=2, ensure_ascii=False)
    (folder / "schema" / f"{file}.json").write_text(text + "\n", encoding="utf-8")
    return count


def fit(stream: str, tables: Sequence[str]) -> str | None:
    """The table that a target made of a stream, or None.

    Targets keep the name, change its case, write other characters as `_`, and those of Meltano's
    SDK take what follows the last dash.
    """
    candidates = (stream, stream.rpartition("-")[2])
    for wanted in dict.fromkeys((*candidates, *map(_conformed, candidates), _conformed(stream))):
        for same in (lambda t, w=wanted: t == w, lambda t, w=wanted: t.lower() == w.lower()):
            for table in tables:
                if same(table):
                    return table
    return None


def _conformed(name: str) -> str:
    """The name as Meltano's SDK writes it."""
    kept = re.sub(r"[^a-zA-Z0-9_\-.\s]", "", name).lower().strip()
    return re.sub(r"[.\- ]", "_", kept)


def quote(name: str) -> str:
    """An SQL identifier in quotes."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL string in quotes, for databases where a backslash is a character like others."""
    return "'" + text.replace("'", "''") + "'"


def qualified(table: Table, mark: Callable[[str], str] = quote) -> str:
    """The name of a table in SQL."""
    return ".".join(mark(part) for part in (table.namespace, table.name) if part is not None)


def selected(table: Table, mark: Callable[[str], str] = quote) -> str:
    """A query for all rows of a table, each column as its canonical text."""
    columns = ", ".join(column.select or mark(column.name) for column in table.columns)
    return f"SELECT {columns} FROM {qualified(table, mark)}"


def write_rows(
    session: Session, table: Table, path: Path, mark: Callable[[str], str] = quote
) -> int:
    """Write the rows of a table by a cursor."""
    return session.rows(
        selected(table, mark),
        path,
        [column.name for column in table.columns],
        [column.written or column.kind for column in table.columns],
    )
