"""DuckDB: columns cast to text by the database, where its own text is exact."""

from pathlib import Path

from dagster_project.parallel_run.snapshot.destination import Destination
from dagster_project.parallel_run.snapshot.session import Session, connect
from dagster_project.parallel_run.snapshot.tables import Column, Table, literal, quote, write_rows
from dagster_project.singer.errors import KitError

TEXT = "CAST({0} AS VARCHAR)"
BYTES = "'\\x' || lower(hex({0}))"
# Months, days, microseconds: what an interval is made of.
INTERVAL = (
    "CAST(date_part('year', {0}) * 12 + date_part('month', {0}) AS VARCHAR)"
    " || ' ' || CAST(date_part('day', {0}) AS VARCHAR)"
    " || ' ' || CAST(CAST(date_part('hour', {0}) * 3600000000 + date_part('minute', {0}) * 60000000"
    " + date_part('microsecond', {0}) AS BIGINT) AS VARCHAR)"
)
FLOAT = "replace(replace(CAST({0} AS VARCHAR), 'inf', 'Infinity'), 'nan', 'NaN')"

# By native type: class, expression, digits of the fraction of a second.
TYPES: dict[str, tuple[str, str, int | None]] = {
    **dict.fromkeys(
        (
            *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
            *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "BIGNUM", "VARINT"),
        ),
        ("number", TEXT, None),
    ),
    "BOOLEAN": ("bool", "{0}", None),
    "FLOAT": ("float32", FLOAT, None),
    "DOUBLE": ("float64", "{0}", None),
    "VARCHAR": ("text", "{0}", None),
    "BLOB": ("bytes", BYTES, None),
    "DATE": ("date", TEXT, None),
    "TIME": ("time", TEXT, 6),
    "TIMESTAMP": ("timestamp", TEXT, 6),
    "TIMESTAMP_S": ("timestamp", TEXT, 0),
    "TIMESTAMP_MS": ("timestamp", TEXT, 3),
    "TIMESTAMP_NS": ("timestamp", TEXT, 9),
    "TIMESTAMP WITH TIME ZONE": ("timestamptz", TEXT, 6),
    "UUID": ("uuid", TEXT, None),
    "JSON": ("json", TEXT, None),
    "INTERVAL": ("interval", INTERVAL, None),
}


class DuckDb:
    """A database file of DuckDB."""

    def open(self, destination: Destination) -> Session:
        """Connect, read only, with UTC as the zone in which instants are written."""
        path = destination.path
        if path is None or not path.is_file():
            raise KitError(f"the database file {path} is not there", "Has the target run?")
        arguments = {"path": str(path.absolute())}
        session = connect([destination.python], "duckdb", arguments, (), destination.environ)
        session.execute("SET TimeZone = 'UTC'")
        return session

    def names(self, session: Session, namespace: str | None) -> list[tuple[str | None, str]]:
        """The tables and views of a schema, or of all of them."""
        within = "" if namespace is None else f" AND schema_name = {literal(namespace)}"
        rows = session.query(
            "SELECT schema_name, table_name FROM duckdb_tables()"
            f" WHERE NOT internal AND database_name = current_database(){within}"
            " UNION ALL SELECT schema_name, view_name FROM duckdb_views()"
            f" WHERE NOT internal AND database_name = current_database(){within}"
        )
        return [(str(schema), str(name)) for schema, name in rows]

    def table(self, session: Session, namespace: str | None, name: str) -> Table:
        """A table that exists."""
        place = (
            "database_name = current_database()"
            f" AND schema_name = {literal(namespace or 'main')} AND table_name = {literal(name)}"
        )
        columns = session.query(
            "SELECT column_name, data_type, is_nullable, numeric_precision, numeric_scale"
            f" FROM duckdb_columns() WHERE {place} ORDER BY column_index"
        )
        keys = session.query(
            "SELECT constraint_column_names FROM duckdb_constraints()"
            f" WHERE {place} AND constraint_type = 'PRIMARY KEY'"
        )
        key = keys[0][0] if keys else []
        indexes = session.query(
            f"SELECT is_unique, expressions FROM duckdb_indexes() WHERE {place} AND NOT is_primary"
        )
        return Table(
            namespace,
            name,
            tuple(_column(*row) for row in columns),
            tuple(map(str, key)) if isinstance(key, list) else (),
            tuple(f"{'unique ' if unique else ''}{what}" for unique, what in indexes),
        )

    def write(self, session: Session, table: Table, path: Path) -> int:
        """Write its rows as canonical CSV and count them."""
        return write_rows(session, table, path)


def _column(
    name: object, native: object, nullable: object, precision: object, scale: object
) -> Column:
    kind, expression, fraction = _type(str(native))
    decimal = kind == "number" and str(native).startswith("DECIMAL")
    return Column(
        name=str(name),
        type=str(native),
        kind=kind,
        precision=int(str(precision)) if decimal else fraction,
        scale=int(str(scale)) if decimal else None,
        nullable=bool(nullable),
        select=expression.format(quote(str(name))),
    )


def _type(native: str) -> tuple[str, str, int | None]:
    if native in TYPES:
        return TYPES[native]
    if native.endswith("]") or native.startswith(("STRUCT(", "MAP(", "UNION(")):
        # The text of a list does not tell [a, b] with two texts from one.
        return "json", "CAST(to_json({0}) AS VARCHAR)", None
    if native.startswith("DECIMAL("):
        return "number", TEXT, None
    return ("text" if native.startswith("ENUM(") else "opaque"), TEXT, None
