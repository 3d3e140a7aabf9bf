"""From the staging table into the table of the stream, in the way of target-postgres."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection, sql
from psycopg.errors import UniqueViolation

from dagster_project.files.naming import TEXT, Column
from dagster_project.files.staging import STAGING, staged
from dagster_project.files.table import Table, add_primary_key, lock

INCOMING = sql.Identifier("pg_temp", "_incoming")
EXAMPLES = 10


@dataclass(frozen=True)
class Moment:
    """When the records of a load were read, and how their times are written.

    Attributes:
        at: with a time zone.
        in_utc: whether the session's time zone is left out of it, as where the target uses COPY.
    """

    at: datetime
    in_utc: bool = False

    @property
    def milliseconds(self) -> int:
        """Since 1970."""
        return round(self.at.timestamp() * 1000)

    def timestamp(self, expression: sql.Composable) -> sql.Composed:
        """An ISO 8601 text with an offset as timestamp without time zone."""
        zoned = sql.SQL("({}::timestamptz AT TIME ZONE 'UTC')")
        local = sql.SQL("{}::timestamptz::timestamp")
        return (zoned if self.in_utc else local).format(expression)


@dataclass(frozen=True)
class Merged:
    """What became of the staged rows.

    Attributes:
        inserted: rows that the table has more.
        updated: rows of the table that were there.
        duplicates: rows whose key comes again further down.
        duplicate_lines: the lines of the first of them.
    """

    inserted: int
    updated: int = 0
    duplicates: int = 0
    duplicate_lines: tuple[int, ...] = ()


def merge(connection: Connection, table: Table, moment: Moment) -> Merged:
    """Write the staged rows; of those with one key, the last.

    The target keeps the last in a batch, and later batches overwrite.
    """
    of_file = [column for column in table.columns if column.of_file]
    values = [_value(column, of_file, moment) for column in table.columns]
    if not table.keys:
        return Merged(_append(connection, table, values))
    if table.is_new:
        # Whether a key is there twice is found while its index is made, which has to be anyway.
        inserted = _append(connection, table, values)
        try:
            with connection.transaction():
                add_primary_key(connection, table)
        except UniqueViolation:
            connection.execute(sql.SQL("TRUNCATE {}").format(table.relation.identifier))
        else:
            return Merged(inserted)
    duplicates, lines = _drop_duplicates(connection, of_file, table.keys)
    if table.is_new:
        inserted, updated = _append(connection, table, values), 0
        add_primary_key(connection, table)
    elif table.has_unique_key:
        inserted, updated = _upsert(connection, table, values)
    else:
        inserted, updated = _insert_and_update(connection, table, values)
    return Merged(inserted, updated, duplicates, lines)


def _drop_duplicates(
    connection: Connection, columns: Sequence[Column], keys: Sequence[str]
) -> tuple[int, tuple[int, ...]]:
    places = [i for i, column in enumerate(columns) if column.name in keys]
    names = sql.SQL(", ").join(staged(place) for place in places)
    same = sql.SQL(" AND ").join(sql.SQL("s.{0} = d.{0}").format(staged(place)) for place in places)
    statement = sql.SQL(
        "WITH gone AS (DELETE FROM {table} s USING"
        " (SELECT {names}, max(line) AS last FROM {table} GROUP BY {names} HAVING count(*) > 1) d"
        " WHERE {same} AND s.line < d.last RETURNING s.line)"
        " SELECT count(*), (array_agg(line ORDER BY line))[:{examples}] FROM gone"
    ).format(table=STAGING, names=names, same=same, examples=sql.Literal(EXAMPLES))
    count, lines = connection.execute(statement).fetchone() or (0, None)
    return count, tuple(lines or ())


def _append(connection: Connection, table: Table, values: Sequence[sql.Composable]) -> int:
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        table.relation.identifier, _names(table), _list(values), STAGING
    )
    return connection.execute(statement).rowcount


def _upsert(
    connection: Connection, table: Table, values: Sequence[sql.Composable]
) -> tuple[int, int]:
    changes = [
        sql.SQL("{0} = EXCLUDED.{0}").format(column.identifier)
        for column in table.columns
        if column.name not in table.keys
    ]
    # Without other columns there is nothing to change, but the row counts as found.
    key = sql.Identifier(table.keys[0])
    changes = changes or [sql.SQL("{0} = EXCLUDED.{0}").format(key)]
    insert = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        table.relation.identifier, _names(table), _list(values), STAGING
    )
    keys = sql.SQL(", ").join(map(sql.Identifier, table.keys))
    # A row that was there has the transaction that changed it in xmax, a new one has none.
    statement = sql.SQL(
        "WITH written AS ({} ON CONFLICT ({}) DO UPDATE SET {} RETURNING xmax = 0 AS is_new)"
        " SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written"
    ).format(insert, keys, _list(changes))
    inserted, updated = connection.execute(statement).fetchone() or (0, 0)
    return inserted, updated


def _insert_and_update(
    connection: Connection, table: Table, values: Sequence[sql.Composable]
) -> tuple[int, int]:
    """The two statements of the target, for a table on which ON CONFLICT has nothing to go by.

    Rows that share a key are all updated, and triggers see what they saw before.
    """
    target, names = table.relation.identifier, _names(table)
    # Nothing but the lock keeps two loads at once from both inserting a key.
    lock(connection, table.relation)
    # The types of the table, as the target's temporary table has them, decide what is equal.
    connection.execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE _incoming ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA"
        ).format(names, target)
    )
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
            INCOMING, names, _list(values), STAGING
        )
    )
    same = sql.SQL(" AND ").join(
        sql.SQL("t.{0} = i.{0}").format(sql.Identifier(key)) for key in table.keys
    )
    absent = sql.SQL(" AND ").join(
        sql.SQL("t.{} IS NULL").format(sql.Identifier(key)) for key in table.keys
    )
    own = _list([sql.SQL("i.{}").format(column.identifier) for column in table.columns])
    insert = sql.SQL(
        "INSERT INTO {} ({}) SELECT {} FROM {} i LEFT JOIN {} t ON {} WHERE {}"
    ).format(target, names, own, INCOMING, target, same, absent)
    inserted = connection.execute(insert).rowcount
    changes = _list([sql.SQL("{0} = i.{0}").format(column.identifier) for column in table.columns])
    update = sql.SQL("UPDATE {} t SET {} FROM {} i WHERE {}").format(
        target, changes, INCOMING, same
    )
    return inserted, connection.execute(update).rowcount - inserted


def _value(column: Column, of_file: Sequence[Column], moment: Moment) -> sql.Composable:
    if column.of_file:
        expression = staged(of_file.index(column))
        if column.type == TEXT:
            return expression
        if column.type == "bigint":
            return sql.SQL("{}::bigint").format(expression)
        return moment.timestamp(expression)
    if column.name in ("_sdc_deleted_at", "_sdc_table_version"):
        return sql.SQL("NULL")
    if column.type == "bigint":
        return sql.Literal(moment.milliseconds)
    return moment.timestamp(sql.Literal(moment.at.isoformat()))


def _names(table: Table) -> sql.Composed:
    return _list([column.identifier for column in table.columns])


def _list(parts: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(parts)
