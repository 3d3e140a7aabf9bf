"""Tables that are made, and older tables that are used as they stand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from dagster_project.files.naming import RECORD_METADATA, Column, Relation
from dagster_project.files.table import add_primary_key, prepare
from dagster_project.singer.errors import KitError
from loads import columns_of
from psycopg import sql

ROWS = Relation("raw", "rows")
COLUMNS = (Column("id"), Column("a b"), Column("_sdc_sequence", "bigint", False))


def test_a_new_table_in_a_new_schema(connection: psycopg.Connection) -> None:
    metadata = tuple(Column(name, kind, False) for name, kind in RECORD_METADATA.items())
    columns = (Column("a"), Column("id"), *metadata)
    relation = Relation("Neu", 'ro"ws')
    table = prepare(connection, relation, columns, ("id",))
    assert table.is_new
    add_primary_key(connection, table)
    stamp, big = ("timestamp without time zone", True), ("bigint", True)
    assert columns_of(connection, 'ro"ws', "Neu") == {
        "a": ("text", True),
        "id": ("text", False),
        **{name: stamp if kind == "timestamp" else big for name, kind in RECORD_METADATA.items()},
    }
    names = connection.execute(
        "SELECT conname FROM pg_constraint WHERE contype = 'p' AND conname LIKE 'ro\"%'"
    )
    assert names.fetchall() == [('ro"ws_pkey',)]


def test_two_loads_that_come_first_make_one_schema(
    connection: psycopg.Connection, server: str
) -> None:
    connection.execute("DROP SCHEMA IF EXISTS together CASCADE")
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'"

    def second() -> None:
        with psycopg.connect(server) as other:
            prepare(other, Relation("together", "b"), COLUMNS, ("id",))

    with ThreadPoolExecutor() as pool, psycopg.connect(server) as first:
        prepare(first, Relation("together", "a"), COLUMNS, ("id",))
        done = pool.submit(second)
        while connection.execute(waits).fetchone() == (0,):
            assert not done.done()
        first.commit()
        done.result()
    assert columns_of(connection, "b", "together").keys() == {column.name for column in COLUMNS}


def make(connection: psycopg.Connection, *statements: str) -> None:
    connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
    for statement in statements:
        connection.execute(sql.SQL(statement))


def test_columns_are_added(connection: psycopg.Connection) -> None:
    make(connection, "CREATE TABLE raw.rows (id text PRIMARY KEY, old date)")
    table = prepare(connection, ROWS, COLUMNS, ("id",))
    assert table.has_unique_key
    assert list(columns_of(connection, "rows")) == ["id", "old", "a b", "_sdc_sequence"]


@pytest.mark.parametrize("kind", ["varchar", "varchar(20)", "char(5)", "name", "text"])
def test_types_that_hold_text(connection: psycopg.Connection, kind: str) -> None:
    make(connection, f'CREATE TABLE raw.rows (id {kind} PRIMARY KEY, "a b" {kind})')
    assert prepare(connection, ROWS, COLUMNS, ("id",)).has_unique_key


@pytest.mark.parametrize(
    "kind", ["integer", "numeric(12,2)", "date", "timestamptz", "jsonb", "text[]", "inet"]
)
def test_types_that_the_target_gives_up_on(connection: psycopg.Connection, kind: str) -> None:
    make(connection, f'CREATE TABLE raw.rows (id text, "a b" {kind})')
    with pytest.raises(KitError, match=r"`a b` of raw\.rows has the type"):
        prepare(connection, ROWS, COLUMNS, ())


@pytest.mark.parametrize(
    "definition",
    [
        "CREATE TABLE raw.rows (id text)",
        "CREATE TABLE raw.rows (id text, x text, PRIMARY KEY (id, x))",
        "CREATE TABLE raw.rows (id text); CREATE UNIQUE INDEX ON raw.rows (id) WHERE id > 'a'",
        "CREATE TABLE raw.rows (id text); CREATE UNIQUE INDEX ON raw.rows (lower(id))",
        "CREATE TABLE raw.rows (id text, UNIQUE (id) DEFERRABLE)",
        "CREATE TABLE raw.rows (id text PRIMARY KEY) PARTITION BY HASH (id)",
        "CREATE TABLE raw.rows (id text PRIMARY KEY);"
        " CREATE RULE r AS ON INSERT TO raw.rows DO ALSO NOTIFY x",
        "CREATE TABLE raw.rows (id text PRIMARY KEY);"
        " CREATE TRIGGER t BEFORE UPDATE ON raw.rows FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ],
)
def test_tables_without_a_key_to_go_by(connection: psycopg.Connection, definition: str) -> None:
    make(connection, definition)
    assert not prepare(connection, ROWS, (Column("id"),), ("id",)).has_unique_key


@pytest.mark.parametrize(
    "definition",
    [
        "CREATE TABLE raw.rows (b text, a text, PRIMARY KEY (a, b))",
        "CREATE TABLE raw.rows (a text, b text, c text, UNIQUE (b, a) INCLUDE (c))",
    ],
)
def test_a_key_in_another_order(connection: psycopg.Connection, definition: str) -> None:
    make(connection, definition)
    columns = (Column("a"), Column("b"))
    assert prepare(connection, ROWS, columns, ("a", "b")).has_unique_key


def test_a_table_of_the_search_path(connection: psycopg.Connection) -> None:
    make(connection, "SET search_path = raw", "CREATE TABLE raw.rows (id text)")
    assert not prepare(connection, Relation(None, "rows"), (Column("id"),), ("id",)).is_new
    assert prepare(connection, Relation(None, "others"), (Column("id"),), ("id",)).is_new
    assert columns_of(connection, "others")
