"""PostgreSQL: what COPY writes under fixed session settings."""

from collections.abc import Mapping
from pathlib import Path

from dagster_project.parallel_run.snapshot.destination import Destination
from dagster_project.parallel_run.snapshot.session import SECRET_ROLES, Session, connect
from dagster_project.parallel_run.snapshot.tables import Column, Table, literal, qualified, quote
from dagster_project.singer.errors import KitError

# One text for one value, whatever the server, the database or the role set. A policy that hides
# rows is an error instead of a smaller export.
SESSION = (
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO'",
    "SET IntervalStyle = 'iso_8601'",
    "SET extra_float_digits = 3",
    "SET bytea_output = 'hex'",
    "SET xmlbinary = 'base64'",
    "SET lc_monetary = 'C'",
    "SET row_security = off",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY, ISOLATION LEVEL REPEATABLE READ",
)

NAMES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = {namespace} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""

COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), base.typname, base.typcategory,
       base.typtype, base.modifier, NOT a.attnotnull,
       CASE WHEN a.attcollation <> t.typcollation THEN l.collname END
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation l ON l.oid = a.attcollation
JOIN LATERAL (
  WITH RECURSIVE domains AS (
    SELECT t.oid, a.atttypmod AS modifier
    UNION ALL
    SELECT d.typbasetype, CASE WHEN d.typtypmod >= 0 THEN d.typtypmod ELSE domains.modifier END
    FROM domains JOIN pg_type d ON d.oid = domains.oid AND d.typtype = 'd')
  SELECT b.typname::text, b.typcategory::text, b.typtype::text, domains.modifier
  FROM domains JOIN pg_type b ON b.oid = domains.oid AND b.typtype <> 'd') base ON true
WHERE a.attrelid = {table}::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""

PRIMARY_KEY = """
SELECT a.attname FROM pg_index i
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = {table}::regclass AND i.indisprimary ORDER BY k.place
"""

INDEXES = """
SELECT concat(CASE WHEN i.indisunique THEN 'unique ' END, m.amname, ' (',
  (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, true), ', ' ORDER BY k)
   FROM generate_series(1, i.indnatts) k), ')',
  ' where ' || pg_get_expr(i.indpred, i.indrelid, true))
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
WHERE i.indrelid = {table}::regclass AND NOT i.indisprimary
"""

CLASSES: Mapping[str, str] = {
    "bool": "bool",
    "int2": "number",
    "int4": "number",
    "int8": "number",
    "numeric": "number",
    "oid": "number",
    "float4": "float32",
    "float8": "float64",
    "bpchar": "char",
    "bytea": "bytes",
    "date": "date",
    "time": "time",
    "timestamp": "timestamp",
    "timestamptz": "timestamptz",
    "uuid": "uuid",
    "json": "json",
    "jsonb": "json",
    "interval": "interval",
}


class Postgres:
    """A schema of PostgreSQL."""

    def open(self, destination: Destination) -> Session:
        """Connect, with the settings under which values are written."""
        arguments = connection_arguments(destination.connection)
        secrets = [str(destination.connection.get(role) or "") for role in SECRET_ROLES]
        session = connect([destination.python], "postgres", arguments, secrets, destination.environ)
        try:
            for statement in SESSION:
                session.execute(statement)
            if destination.namespace is not None:
                # Types of the side's own schema get the same name on both sides.
                path = f"{quote(destination.namespace)}, public"
                session.execute(f"SET search_path = {path}")
            # The transaction that these began is not bound by them; the next one is. Drivers do
            # not begin it by themselves after a COMMIT that is not theirs.
            session.execute("COMMIT")
            session.execute("BEGIN")
        except BaseException:
            session.close()
            raise
        return session

    def names(self, session: Session, namespace: str | None) -> list[tuple[str | None, str]]:
        """The tables and views of a schema."""
        if namespace is None:
            raise KitError("the schema that the target writes to is not known")
        rows = session.query(NAMES.format(namespace=literal(namespace)))
        return [(str(schema), str(name)) for schema, name in rows]

    def table(self, session: Session, namespace: str | None, name: str) -> Table:
        """A table that exists."""
        place = literal(qualified(Table(namespace, name, ())))
        columns = session.query(COLUMNS.format(table=place))
        key = session.query(PRIMARY_KEY.format(table=place))
        indexes = session.query(INDEXES.format(table=place))
        return Table(
            namespace,
            name,
            tuple(_column(*row) for row in columns),
            tuple(str(row[0]) for row in key),
            tuple(str(row[0]) for row in indexes),
        )

    def write(self, session: Session, table: Table, path: Path) -> int:
        """Write its rows as canonical CSV and count them."""
        columns = ", ".join(quote(column.name) for column in table.columns)
        # Views and partitioned tables can be copied by a query only.
        query = f"SELECT {columns} FROM {qualified(table)}"
        return session.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)", path)


def connection_arguments(connection: Mapping[str, object]) -> dict[str, object]:
    """The arguments of libpq for what the target is configured with.

    Raises:
        KitError: the target reaches the database through a tunnel.
    """
    if connection.get("tunnel"):
        raise KitError(
            "the target reaches its database through an SSH tunnel, which an export does not open",
            "Open the tunnel yourself, and set the target's host and port to its end.",
        )
    url = connection.get("url")
    if url:
        scheme, _, rest = str(url).partition("://")
        return {"url": f"{scheme.partition('+')[0]}://{rest}"}
    roles = {
        "host": "host",
        "port": "port",
        "user": "user",
        "password": "password",
        "database": "dbname",
    }
    named = {libpq: connection.get(role) for role, libpq in roles.items()}
    arguments = {key: str(value) for key, value in named.items() if value not in (None, "")}
    return {**arguments, **_encryption(connection)}


def _encryption(connection: Mapping[str, object]) -> dict[str, str]:
    on = str(connection.get("ssl") or "").lower() in ("true", "1")
    named: dict[str, object] = {}
    if on:
        named["sslmode"] = connection.get("ssl_mode") or "require"
        named["sslrootcert"] = connection.get("ssl_ca")
    if connection.get("ssl_client"):
        named["sslcert"] = connection.get("ssl_certificate")
        named["sslkey"] = connection.get("ssl_key")
    return {key: str(value) for key, value in named.items() if value}


def _column(
    name: object,
    native: object,
    base: object,
    category: object,
    kind: object,
    modifier: object,
    nullable: object,
    collation: object,
) -> Column:
    precision, scale, length = _sizes(str(base), int(str(modifier)))
    return Column(
        name=str(name),
        type=str(native),
        kind=_class(str(base), str(category), str(kind)),
        precision=precision,
        scale=scale,
        length=length,
        nullable=bool(nullable),
        collation=None if collation is None else str(collation),
    )


def _class(base: str, category: str, kind: str) -> str:
    if base in CLASSES:
        return CLASSES[base]
    if category == "A":
        return "array"
    return "text" if category == "S" or kind == "e" else "opaque"


def _sizes(base: str, modifier: int) -> tuple[int | None, int | None, int | None]:
    """Precision, scale and length in a type modifier, which is -1 for none."""
    if base in ("timestamp", "timestamptz", "time", "timetz"):
        return (modifier if modifier >= 0 else 6), None, None
    if base == "numeric" and modifier >= 4:
        packed = modifier - 4
        # The scale has eleven bits with a sign.
        return (packed >> 16) & 0xFFFF, ((packed & 0x7FF) ^ 0x400) - 0x400, None
    if base in ("varchar", "bpchar") and modifier >= 4:
        return None, None, modifier - 4
    return None, None, None
