"""Snowflake, BigQuery and Redshift.

Not run against the real ones: their SQL is parsed by a parser of each dialect and run on DuckDB
where that can. Floats are read as numbers, since the text these databases make of them is not
exact; everything else is text made by the database.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from dagster_project.parallel_run.snapshot.destination import Destination
from dagster_project.parallel_run.snapshot.postgres import connection_arguments
from dagster_project.parallel_run.snapshot.session import SECRET_ROLES, Session, connect
from dagster_project.parallel_run.snapshot.tables import Column, Table, literal, write_rows
from dagster_project.singer.errors import KitError

# By native type: class, expression, digits of the fraction of a second where the type fixes them.
Types = Mapping[str, tuple[str, str, int | None]]

BOOL = "CASE WHEN {0} THEN 't' WHEN NOT {0} THEN 'f' END"
SNOWFLAKE_TEXT = "TO_VARCHAR({0})"
SNOWFLAKE_MOMENT = "TO_VARCHAR({0}, 'YYYY-MM-DD HH24:MI:SS.FF9')"
SNOWFLAKE_INSTANT = "TO_VARCHAR(CONVERT_TIMEZONE('UTC', {0}), 'YYYY-MM-DD HH24:MI:SS.FF9') || '+00'"
SNOWFLAKE: Types = {
    "NUMBER": ("number", SNOWFLAKE_TEXT, None),
    "FLOAT": ("float64", "{0}", None),
    "TEXT": ("text", "{0}", None),
    "BINARY": ("bytes", "'\\\\x' || LOWER(TO_VARCHAR({0}, 'HEX'))", None),
    "BOOLEAN": ("bool", BOOL, None),
    "DATE": ("date", "TO_VARCHAR({0}, 'YYYY-MM-DD')", None),
    "TIME": ("time", "TO_VARCHAR({0}, 'HH24:MI:SS.FF9')", None),
    "TIMESTAMP_NTZ": ("timestamp", SNOWFLAKE_MOMENT, None),
    "TIMESTAMP_LTZ": ("timestamptz", SNOWFLAKE_INSTANT, None),
    "TIMESTAMP_TZ": ("timestamptz", SNOWFLAKE_INSTANT, None),
    **dict.fromkeys(("VARIANT", "OBJECT", "ARRAY"), ("json", "TO_JSON({0})", None)),
}

BIGQUERY_TEXT = "CAST({0} AS STRING)"
BIGQUERY: Types = {
    **dict.fromkeys(("INT64", "NUMERIC", "BIGNUMERIC"), ("number", BIGQUERY_TEXT, None)),
    "FLOAT64": ("float64", "{0}", None),
    "STRING": ("text", "{0}", None),
    "BYTES": ("bytes", "CONCAT('\\\\x', TO_HEX({0}))", None),
    "BOOL": ("bool", BOOL, None),
    "DATE": ("date", "FORMAT_DATE('%Y-%m-%d', {0})", None),
    "TIME": ("time", "FORMAT_TIME('%H:%M:%E6S', {0})", 6),
    "DATETIME": ("timestamp", "FORMAT_DATETIME('%Y-%m-%d %H:%M:%E6S', {0})", 6),
    "TIMESTAMP": (
        "timestamptz",
        "CONCAT(FORMAT_TIMESTAMP('%Y-%m-%d %H:%M:%E6S', {0}, 'UTC'), '+00')",
        6,
    ),
    "JSON": ("json", "TO_JSON_STRING({0})", None),
    "ARRAY": ("json", "TO_JSON_STRING({0})", None),
    "STRUCT": ("json", "TO_JSON_STRING({0})", None),
}

REDSHIFT_TEXT = "CAST({0} AS VARCHAR)"
REDSHIFT_MOMENT = "TO_CHAR({0}, 'YYYY-MM-DD HH24:MI:SS.US')"
REDSHIFT: Types = {
    **dict.fromkeys(("smallint", "integer", "bigint", "numeric"), ("number", REDSHIFT_TEXT, None)),
    "real": ("float32", "{0}", None),
    "double precision": ("float64", "{0}", None),
    "character varying": ("text", "{0}", None),
    "character": ("char", "{0}", None),
    "boolean": ("bool", BOOL, None),
    "date": ("date", "TO_CHAR({0}, 'YYYY-MM-DD')", None),
    "time without time zone": ("time", REDSHIFT_TEXT, 6),
    "timestamp without time zone": ("timestamp", REDSHIFT_MOMENT, 6),
    "timestamp with time zone": (
        "timestamptz",
        REDSHIFT_MOMENT.replace("{0}", "{0} AT TIME ZONE 'UTC'") + " || '+00'",
        6,
    ),
    "super": ("json", "JSON_SERIALIZE({0})", None),
    "binary varying": ("bytes", "CHR(92) || 'x' || LOWER(TO_HEX({0}))", None),
}


class Warehouse(ABC):
    """What the three have in common: they tell their columns in an information schema."""

    driver = ""
    mark = '"'
    types: Types
    text = REDSHIFT_TEXT
    sizes = "numeric_precision, numeric_scale, character_maximum_length"
    fraction = "NULL"
    catalog = "information_schema.{0}"

    @abstractmethod
    def arguments(self, connection: Mapping[str, object]) -> dict[str, object]:
        """The arguments of the driver."""

    def open(self, destination: Destination) -> Session:
        """Connect."""
        given = destination.connection
        secrets = [str(given.get(role) or "") for role in SECRET_ROLES]
        arguments = self.arguments(given)
        return connect([destination.python], self.driver, arguments, secrets, destination.environ)

    def names(self, session: Session, namespace: str | None) -> list[tuple[str | None, str]]:
        """The tables and views of a schema."""
        if namespace is None:
            raise KitError("the schema that the target writes to is not known")
        return [
            (str(schema), str(name)) for schema, name in session.query(self.names_sql(namespace))
        ]

    def table(self, session: Session, namespace: str | None, name: str) -> Table:
        """A table that exists; these databases enforce no primary key, so that none is told."""
        rows = session.query(self.columns_sql(str(namespace), name))
        return Table(namespace, name, tuple(self.column(*row) for row in rows))

    def write(self, session: Session, table: Table, path: Path) -> int:
        """Write its rows as canonical CSV and count them."""
        return write_rows(session, table, path, self.quote)

    def quote(self, name: str) -> str:
        """An identifier in quotes."""
        return self.mark + name.replace(self.mark, self.mark * 2) + self.mark

    def literal(self, text: str) -> str:
        """A text in quotes."""
        return literal(text)

    def names_sql(self, namespace: str) -> str:
        """The query for the tables and views of a schema."""
        return (
            f"SELECT table_schema, table_name FROM {self._catalog('tables', namespace)}"
            f" WHERE LOWER(table_schema) = LOWER({self.literal(namespace)})"
        )

    def columns_sql(self, namespace: str, name: str) -> str:
        """The query for the columns of a table."""
        return (
            f"SELECT column_name, data_type, is_nullable, {self.sizes}, {self.fraction}"
            f" FROM {self._catalog('columns', namespace)}"
            f" WHERE table_schema = {self.literal(namespace)}"
            f" AND table_name = {self.literal(name)} ORDER BY ordinal_position"
        )

    def _catalog(self, what: str, namespace: str) -> str:
        return self.catalog.format(what, self.quote(namespace))

    def column(
        self,
        name: object,
        native: object,
        nullable: object,
        precision: object,
        scale: object,
        length: object,
        fraction: object,
    ) -> Column:
        """A column of the result of `columns_sql`."""
        base = re.split(r"[(<]", str(native), maxsplit=1)[0].strip()
        kind, expression, digits = self.types.get(base, ("opaque", self.text, None))
        if kind in ("time", "timestamp", "timestamptz") and fraction is not None:
            digits = int(str(fraction))
        number = kind == "number"
        return Column(
            name=str(name),
            type=str(native),
            kind=kind,
            precision=int(str(precision)) if number and precision is not None else digits,
            scale=int(str(scale)) if number and scale is not None else None,
            length=int(str(length)) if kind in ("text", "char") and length is not None else None,
            nullable=str(nullable).upper() in ("YES", "TRUE"),
            select=expression.format(self.quote(str(name))),
        )


class Snowflake(Warehouse):
    """A schema of Snowflake."""

    driver = "snowflake"
    types = SNOWFLAKE
    text = SNOWFLAKE_TEXT
    fraction = "datetime_precision"

    def arguments(self, connection: Mapping[str, object]) -> dict[str, object]:
        """The arguments of the driver."""
        if connection.get("private_key"):
            raise KitError(
                "an export from Snowflake by key pair is not supported",
                "Give the target a user with a password for the parallel run.",
            )
        roles = ("account", "user", "password", "database", "warehouse", "role")
        given = {role: connection.get(role) for role in roles}
        return {
            **{role: value for role, value in given.items() if value},
            "session_parameters": {"TIMEZONE": "UTC"},
        }

    def literal(self, text: str) -> str:
        """A text in quotes, where a backslash begins an escape."""
        return literal(text.replace("\\", "\\\\"))


class BigQuery(Warehouse):
    """A data set of BigQuery."""

    driver = "bigquery"
    mark = "`"
    types = BIGQUERY
    text = "TO_JSON_STRING({0})"
    # The sizes stand in the type itself: NUMERIC(10, 2), STRING(5).
    sizes = "NULL, NULL, NULL"
    catalog = "{1}.INFORMATION_SCHEMA.{0}"

    def arguments(self, connection: Mapping[str, object]) -> dict[str, object]:
        """The arguments of the client."""
        roles = ("project", "credentials", "credentials_path", "location")
        given = {role: connection.get(role) for role in roles}
        return {role: value for role, value in given.items() if value}

    def quote(self, name: str) -> str:
        """An identifier in quotes."""
        return f"`{name.replace(chr(92), chr(92) * 2).replace('`', chr(92) + '`')}`"

    def literal(self, text: str) -> str:
        """A text in quotes."""
        escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        return f"'{escaped}'"

    def _catalog(self, what: str, namespace: str) -> str:
        return self.catalog.format(what.upper(), self.quote(namespace))


class Redshift(Warehouse):
    """A schema of Redshift."""

    driver = "redshift"
    types = REDSHIFT
    fraction = "datetime_precision"

    def arguments(self, connection: Mapping[str, object]) -> dict[str, object]:
        """The arguments of libpq."""
        return connection_arguments(connection)

    def open(self, destination: Destination) -> Session:
        """Connect, with UTC as the zone in which instants are written, and all digits of floats."""
        session = super().open(destination)
        session.execute("SET timezone TO 'UTC'")
        session.execute("SET extra_float_digits TO 2")
        return session
