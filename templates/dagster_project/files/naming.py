"""What target-postgres calls a table and its columns. It changes no name."""

from dataclasses import dataclass

from psycopg import sql

from dagster_project.files.destination import Destination
from dagster_project.files.model import SOURCE_LINENO, SOURCE_MTIME, Header, Source
from dagster_project.singer.errors import KitError

LONGEST = 63  # bytes of a name in PostgreSQL
TEXT, TIMESTAMP, BIGINT = "text", "timestamp", "bigint"
SYSTEM = ("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid")
DELETED_AT = "_sdc_deleted_at"
# In the order in which the SDK adds them to a schema.
RECORD_METADATA = {
    "_sdc_extracted_at": TIMESTAMP,
    "_sdc_received_at": TIMESTAMP,
    "_sdc_batched_at": TIMESTAMP,
    DELETED_AT: TIMESTAMP,
    "_sdc_sequence": BIGINT,
    "_sdc_table_version": BIGINT,
    "_sdc_sync_started_at": BIGINT,
}


@dataclass(frozen=True)
class Relation:
    """The name of a table.

    Attributes:
        schema: None leaves it to the search path.
    """

    schema: str | None
    table: str

    def __str__(self) -> str:
        """The name as people write it."""
        return f"{self.schema}.{self.table}" if self.schema else self.table

    @property
    def identifier(self) -> sql.Identifier:
        """The name in a statement."""
        return sql.Identifier(*([self.schema] if self.schema else []), self.table)


@dataclass(frozen=True)
class Column:
    """A column of the stream.

    Attributes:
        type: as the target creates it.
        of_file: whether the value is read from the file, not made by the load.
    """

    name: str
    type: str = TEXT
    of_file: bool = True

    @property
    def identifier(self) -> sql.Identifier:
        """The name in a statement."""
        return sql.Identifier(self.name)


def relation_of(stream: str, destination: Destination) -> Relation:
    """The table of a stream: of `schema-table` and `database-schema-table`, the last part.

    Raises:
        KitError: PostgreSQL would cut the name, which the target does not survive.
    """
    parts = stream.split("-")
    schema = destination.schema
    if not schema and len(parts) in (2, 3):
        schema = parts[-2]
    relation = Relation(schema or None, parts[-1])
    if not relation.table:
        raise KitError(f"the stream `{stream}` gives a table no name", "Name the entity otherwise.")
    for name in filter(None, (relation.schema, relation.table)):
        _check_length(name, f"the stream `{stream}`")
    return relation


def columns_of(source: Source, header: Header, destination: Destination) -> tuple[Column, ...]:
    """The columns of a stream, in the order of the schema that the target works with.

    Raises:
        KitError: a column that target-postgres fails on.
    """
    owner = f"the header of the stream `{source.stream}`"
    found: dict[str, Column] = {}
    for name in header.columns:
        if not name:
            raise KitError(
                f"{owner} has a column without a name",
                "target-postgres cannot create it either. Name it in the first line of the "
                "file; a comma at the end of every line makes such a column.",
            )
        _check_length(name, owner)
        _check_column(name, owner, destination)
        found[name] = Column(name, _type_of_file_column(source, name))
    if not destination.add_record_metadata:
        # The SDK takes them out of schema and records, whoever put them there.
        return tuple(column for name, column in found.items() if name not in RECORD_METADATA)
    if DELETED_AT in found:
        raise KitError(
            f"{owner} has a column `{DELETED_AT}`, which the target fills itself",
            "Rename it in the file, or leave this pipeline on the runner `singer`.",
        )
    # A column of the file that is named as one of these keeps its place and loses its values.
    for name, kind in RECORD_METADATA.items():
        found[name] = Column(name, kind, of_file=False)
    return tuple(found.values())


def keys_of(source: Source, columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The key columns that the stream has, in the order of its columns, as in a primary key."""
    return tuple(column.name for column in columns if column.name in source.keys)


def _type_of_file_column(source: Source, name: str) -> str:
    if source.add_metadata_columns:
        return {SOURCE_MTIME: TIMESTAMP, SOURCE_LINENO: BIGINT}.get(name, TEXT)
    return TEXT


def _check_column(name: str, owner: str, destination: Destination) -> None:
    if name in SYSTEM:
        raise KitError(
            f"{owner} has the name `{name}`, which PostgreSQL has for itself",
            "Rename the column in the file; target-postgres cannot create it either.",
        )
    if destination.use_copy and '"' in name:
        raise KitError(
            f"{owner} has the name `{name}`, and target-postgres fails on a quote with `use_copy`",
            "Rename the column in the file, or take `use_copy` out of the settings.",
        )


def _check_length(name: str, owner: str) -> None:
    if len(name.encode()) > LONGEST:
        raise KitError(
            f"{owner} has the name `{name}`, which is longer than {LONGEST} bytes",
            "PostgreSQL would cut it, and target-postgres fails on that. Shorten it.",
        )
    if "\0" in name:
        raise KitError(f"{owner} has a zero byte in a name", "Remove it from the file.")
