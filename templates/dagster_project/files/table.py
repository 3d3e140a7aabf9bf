"""The table of a stream: made, or given columns, as target-postgres does it."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import Connection, sql

from dagster_project.files.naming import TEXT, Column, Relation
from dagster_project.singer.errors import KitError

# To the target a column is text when its type is one of these; any other it wants to alter, and
# then gives up.
TEXT_TYPES = ("text", "varchar", "bpchar", "name", "citext")
SQL_TYPES = {
    "text": sql.SQL("text"),
    "timestamp": sql.SQL("timestamp without time zone"),
    "bigint": sql.SQL("bigint"),
}

FIND = """
SELECT c.oid, c.relkind::text, c.relhasrules,
       EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = %(table)s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND CASE WHEN %(schema)s::text IS NULL THEN pg_table_is_visible(c.oid)
           ELSE n.nspname = %(schema)s END
"""

COLUMNS = """
SELECT a.attname, t.typname::text, format_type(a.atttypid, a.atttypmod),
       a.attgenerated <> '' OR a.attidentity = 'a'
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
"""

# What ON CONFLICT can infer: every row, plain columns, checked at once.
UNIQUE = """
SELECT array_agg(a.attname::text) FROM pg_index i
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[:i.indnkeyatts - 1])
WHERE i.indrelid = %s AND i.indisunique AND i.indisvalid AND i.indimmediate
  AND i.indpred IS NULL AND i.indexprs IS NULL
GROUP BY i.indexrelid
"""


class TableError(KitError):
    """The table is as no file can be loaded into it."""


@dataclass(frozen=True)
class Table:
    """A table that is ready for rows.

    Attributes:
        keys: the key columns, in the order of the columns; empty means that rows are appended.
        is_new: whether this transaction made it; it is without its primary key then, which is
            faster made when the rows are there.
        has_unique_key: whether ON CONFLICT can be asked of it. An older table may be without a
            key, or have rules or triggers, which would see other statements than the target's.
    """

    relation: Relation
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    is_new: bool
    has_unique_key: bool


def prepare(
    connection: Connection, relation: Relation, columns: tuple[Column, ...], keys: tuple[str, ...]
) -> Table:
    """Make the schema, the table and the columns that are missing.

    Raises:
        TableError: a column exists with a type that the target does not write text to, and so on.
    """
    found = _find(connection, relation)
    if found is None:
        # Two first loads at once: the second finds what the first has made.
        lock(connection, relation)
        found = _find(connection, relation)
    if found is None:
        _create(connection, relation, columns)
        return Table(relation, columns, keys, is_new=True, has_unique_key=bool(keys))
    oid, kind, has_rules, has_triggers = found
    if kind not in ("r", "p"):
        raise TableError(
            f"{relation} is not a table",
            "target-postgres cannot write to a view or a foreign table. Load into a table of "
            "another schema, or rename one of the two.",
        )
    _add_columns(connection, relation, columns, oid)
    uniques = [set(names) for (names,) in connection.execute(UNIQUE, [oid])]
    is_plain = kind == "r" and not has_rules and not has_triggers
    return Table(relation, columns, keys, False, is_plain and set(keys) in uniques)


def _find(connection: Connection, relation: Relation) -> tuple[int, str, bool, bool] | None:
    names = {"schema": relation.schema, "table": relation.table}
    return connection.execute(FIND, names).fetchone()


def lock(connection: Connection, relation: Relation) -> None:
    """Keep other loads of the kit from the table until the end of the transaction."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(relation)])


def make_schema(connection: Connection, name: str | None) -> None:
    """Create a schema that is not there; without a name there is nothing to create."""
    if name is None or _has_schema(connection, name):
        return
    # The first loads of two tables come together.
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))", [name])
    if not _has_schema(connection, name):
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))


def _has_schema(connection: Connection, name: str) -> bool:
    # IF NOT EXISTS asks for the right to create schemas even when there is nothing to create.
    query = "SELECT oid FROM pg_namespace WHERE nspname = %s"
    return connection.execute(query, [name]).fetchone() is not None


def add_primary_key(connection: Connection, table: Table) -> None:
    """Give a new table the key that the target gives it."""
    names = sql.SQL(", ").join(map(sql.Identifier, table.keys))
    statement = sql.SQL("ALTER TABLE {} ADD PRIMARY KEY ({})")
    connection.execute(statement.format(table.relation.identifier, names))


def _create(connection: Connection, relation: Relation, columns: Sequence[Column]) -> None:
    make_schema(connection, relation.schema)
    body = sql.SQL(", ").join(_definition(column) for column in columns)
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(relation.identifier, body))


def _add_columns(
    connection: Connection, relation: Relation, columns: Sequence[Column], oid: int
) -> None:
    rows = connection.execute(COLUMNS, [oid])
    existing = {}
    for name, base, written, is_made in rows:
        existing[name] = (base, written)
        if is_made:
            raise TableError(
                f"{relation} makes the values of its column `{name}` itself",
                "target-postgres writes to every column and fails on that. Give the column a "
                "default instead: GENERATED BY DEFAULT, or DEFAULT.",
            )
    for column in columns:
        if column.name not in existing:
            if "%" in column.name:
                raise TableError(
                    f"{relation} has no column `{column.name}`, and target-postgres cannot add a "
                    "column whose name has a percent sign",
                    f"Add it once by hand: ALTER TABLE {relation} ADD COLUMN "
                    f'"{column.name}" {column.type};',
                )
            # Of two loads at once the second waits for the first, and then finds it there.
            statement = sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {}")
            added = statement.format(relation.identifier, _definition(column))
            connection.execute(added)
            continue
        base, written = existing[column.name]
        if column.type == TEXT and base not in TEXT_TYPES:
            raise TableError(
                f"the column `{column.name}` of {relation} has the type {written}, and the file "
                "holds text",
                "target-postgres does not load it either. Make the column text, and cast where "
                "it is read.",
            )


def _definition(column: Column) -> sql.Composed:
    return sql.SQL("{} {}").format(column.identifier, SQL_TYPES[column.type])
