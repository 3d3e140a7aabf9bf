"""PostgreSQL: what COPY writes, whatever a server, a role or a session would choose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from conftest import EXPORTERS, Schema, Side
from dagster_project.parallel_run.snapshot import Relation
from dagster_project.parallel_run.snapshot.postgres import Postgres
from dagster_project.singer.errors import KitError
from psycopg import sql

Make = Callable[[str], Schema]


def only(side: Side, name: str, column: str = "v") -> list[str]:
    return [row[column] for row in side.rows(name)]


@pytest.mark.parametrize("python", [None, EXPORTERS], ids=["psycopg", "psycopg2"])
def test_a_table_in_full(schema: Make, side: Side, python: Path | None) -> None:
    place = schema("raw__parity_full")
    place.run(
        "create table customers (id bigint primary key, name varchar(10) not null, note text,"
        " amount numeric(12, 2), ratio float8)",
        "insert into customers values (1, 'Ann', null, 1.50, 0.1), (2, '', '', 2, 'NaN')",
    )
    done = side.export(
        place.destination(python), Relation("raw/customers", "customers"), Relation("raw/none")
    )
    assert [(e.name, e.kind, e.exists, e.rows) for e in done] == [
        ("raw/customers", "table", True, 2),
        ("raw/none", "table", False, None),
    ]
    assert side.text("raw/customers") == (
        'id,name,note,amount,ratio\n"1","Ann",,"1.50","0.1"\n"2","","","2.00","NaN"\n'
    )
    assert side.schema("raw/customers") == {
        "columns": [
            column("id", "bigint", "number", nullable=False),
            column("name", "character varying(10)", "text", length=10, nullable=False),
            column("note", "text", "text"),
            column("amount", "numeric(12,2)", "number", precision=12, scale=2),
            column("ratio", "double precision", "float64"),
        ],
        "primaryKey": ["id"],
        "indexes": [],
        "data": {"sha256": side.digest("raw/customers")},
    }


def column(name: str, native: str, kind: str, **other: object) -> dict[str, object]:
    return {
        "name": name,
        "type": native,
        "precision": None,
        "scale": None,
        "length": None,
        "nullable": True,
        "collation": None,
        "class": kind,
        **other,
    }


def test_a_table_without_columns_keeps_its_rows(schema: Make, side: Side) -> None:
    place = schema("raw__parity_zero")
    place.run(
        "create table z0 ()", "insert into z0 default values", "insert into z0 default values"
    )
    (done,) = side.export(place.destination(), Relation("raw/z0", table="z0"))
    assert done.rows == 2
    assert side.text("raw/z0") == "\n\n\n"
    assert side.schema("raw/z0")["columns"] == []


def test_odd_names(schema: Make, side: Side) -> None:
    place = schema('Sch"ema__parity')
    place.run(
        'create table "Ta""ble, %s" ("count" int, "__hash" int, "a""b" int, "select" int,'
        ' "with blank" int, "two\nlines" int, "%s" int)',
        'insert into "Ta""ble, %s" values (1, 2, 3, 4, 5, 6, 7)',
    )
    side.export(place.destination(), Relation('a/Ta"ble, %s', table='Ta"ble, %s'))
    names = ["count", "__hash", 'a"b', "select", "with blank", "two\nlines", "%s"]
    assert [c["name"] for c in side.schema('a/Ta"ble, %s')["columns"]] == names
    assert side.rows('a/Ta"ble, %s') == [dict(zip(names, "1234567", strict=True))]


def test_nothing_that_a_role_or_database_sets_shows(schema: Make, side: Side, server: str) -> None:
    place = schema("raw__parity_session")
    place.run(
        "create table t (tz timestamptz, ts timestamp, d date, i interval, f float8, r real,"
        " b bytea, m money, n numeric)",
        "insert into t values ('2024-03-10 07:30:00+00', '2024-03-10 07:30:00.25', '2024-03-10',"
        " '1 year 2 mons 3 days 04:05:06.5', 0.1::float8 + 0.2, 0.1, '\\x00ff', 12.5, 'NaN'),"
        " ('infinity', '-infinity', '0044-03-15 BC', '-1 day', 'Infinity', '-Infinity', '', 0,"
        " 'Infinity')",
    )
    settings = {
        "timezone": "America/New_York",
        "datestyle": "German",
        "intervalstyle": "postgres_verbose",
        "extra_float_digits": "0",
        "bytea_output": "escape",
        "client_encoding": "LATIN1",
        "statement_timeout": "1h",
    }
    with psycopg.connect(server, autocommit=True) as connection:
        (user,) = connection.execute("select current_user").fetchone() or ("",)
        for name, value in settings.items():
            connection.execute(
                sql.SQL("alter role {} set {} = {}").format(
                    sql.Identifier(str(user)), sql.Identifier(name), sql.Literal(value)
                )
            )
    try:
        side.export(place.destination(), Relation("raw/t", table="t"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("alter role {} reset all").format(sql.Identifier(str(user))))
    first, second = side.rows("raw/t")
    assert first == {
        "tz": "2024-03-10 07:30:00+00",
        "ts": "2024-03-10 07:30:00.25",
        "d": "2024-03-10",
        "i": "P1Y2M3DT4H5M6.5S",
        "f": "0.30000000000000004",
        "r": "0.1",
        "b": "\\x00ff",
        "m": "$12.50",
        "n": "NaN",
    }
    assert second["tz"] == "infinity"
    assert second["d"] == "0044-03-15 BC"
    assert (second["f"], second["r"], second["n"]) == ("Infinity", "-Infinity", "Infinity")
    assert side.classes("raw/t") == {
        "tz": "timestamptz",
        "ts": "timestamp",
        "d": "date",
        "i": "interval",
        "f": "float64",
        "r": "float32",
        "b": "bytes",
        "m": "opaque",
        "n": "number",
    }


def test_types_of_every_class(schema: Make, side: Side) -> None:
    place = schema("raw__parity_types")
    place.run(
        "create type mood as enum ('sad', 'glad')",
        "create domain code as varchar(4)",
        "create domain short_code as code",
        "create table t (c char(5), e mood, d short_code, a int[], j json, jb jsonb, u uuid,"
        " t time(3), ts timestamp(3), nn numeric(5, -2), pt point, bo bool,"
        ' co text collate "C", v varchar)',
        "insert into t values ('ab', 'sad', 'xyz', '{1,NULL}', '{\"b\": 1,  \"a\":2}',"
        " '{\"b\": 1,  \"a\":2}', '00000000-0000-0000-0000-000000000001', '01:02:03.5',"
        " '2024-01-01', 12345, '(1,2)', true, 'x', 'y')",
    )
    side.export(place.destination(), Relation("raw/t", table="t"))
    assert side.rows("raw/t") == [
        {
            "c": "ab   ",
            "e": "sad",
            "d": "xyz",
            "a": "{1,NULL}",
            "j": '{"b": 1,  "a":2}',
            "jb": '{"a": 2, "b": 1}',
            "u": "00000000-0000-0000-0000-000000000001",
            "t": "01:02:03.5",
            "ts": "2024-01-01 00:00:00",
            "nn": "12300",
            "pt": "(1,2)",
            "bo": "t",
            "co": "x",
            "v": "y",
        }
    ]
    shown = {
        c["name"]: (c["type"], c["class"], c["precision"], c["scale"], c["length"], c["collation"])
        for c in side.schema("raw/t")["columns"]
    }
    assert shown == {
        "c": ("character(5)", "char", None, None, 5, None),
        "e": ("mood", "text", None, None, None, None),
        "d": ("short_code", "text", None, None, 4, None),
        "a": ("integer[]", "array", None, None, None, None),
        "j": ("json", "json", None, None, None, None),
        "jb": ("jsonb", "json", None, None, None, None),
        "u": ("uuid", "uuid", None, None, None, None),
        "t": ("time(3) without time zone", "time", 3, None, None, None),
        "ts": ("timestamp(3) without time zone", "timestamp", 3, None, None, None),
        "nn": ("numeric(5,-2)", "number", 5, -2, None, None),
        "pt": ("point", "opaque", None, None, None, None),
        "bo": ("boolean", "bool", None, None, None, None),
        "co": ("text", "text", None, None, None, "C"),
        "v": ("character varying", "text", None, None, None, None),
    }


def test_text_that_breaks_careless_writers(schema: Make, side: Side) -> None:
    place = schema("raw__parity_text")
    values = [
        "",
        "NULL",
        "\\N",
        "\\.",
        "<null>",
        "a,b",
        'q"q',
        "l\nl",
        "c\r\nc",
        "tab\t",
        " b ",
        "é",
        "é",
    ]
    place.run("create table t (n int, v text)")
    with psycopg.connect(place.url, autocommit=True) as connection:
        for number, value in enumerate(values):
            connection.execute('insert into "raw__parity_text".t values (%s, %s)', (number, value))
        connection.execute('insert into "raw__parity_text".t values (%s, null)', (len(values),))
    side.export(place.destination(), Relation("raw/t", table="t"))
    cells = side.text("raw/t")
    expected = "".join(f'"{n}","{v.replace(chr(34), chr(34) * 2)}"\n' for n, v in enumerate(values))
    assert cells == f'n,v\n{expected}"{len(values)}",\n'


def test_views_partitions_keys_and_indexes(schema: Make, side: Side) -> None:
    place = schema("raw__parity_relations")
    place.run(
        "create table p (b int, a int, v text, primary key (a, b)) partition by range (a)",
        "create table p1 partition of p for values from (0) to (10)",
        "create table p2 partition of p for values from (10) to (20)",
        "create unique index on p (a, b, lower(v))",
        "create index on p (v) where v <> ''",
        "insert into p values (1, 1, 'x'), (2, 11, 'y')",
        "create view everything as select v from p",
        "create materialized view kept as select v from p",
    )
    done = side.export(
        place.destination(),
        Relation("raw/p", table="p"),
        Relation("analytics/everything", table="everything"),
        Relation("analytics/kept"),
    )
    assert [e.rows for e in done] == [2, 2, 2]
    assert side.schema("raw/p")["primaryKey"] == ["a", "b"]
    assert side.schema("raw/p")["indexes"] == [
        "btree (v) where v <> ''::text",
        "unique btree (a, b, lower(v))",
    ]


def test_a_dbt_model_lies_in_a_schema_of_its_own(schema: Make, side: Side) -> None:
    schema("analytics__parity").run("create table dim as select 1 as id")
    place = schema("raw__parity_two")
    place.run("create table t (id int)")
    done = side.export(
        place.destination(),
        Relation("raw/t", "t"),
        Relation("analytics/dim", table="dim", namespace="analytics__parity"),
    )
    assert [(e.exists, e.rows) for e in done] == [(True, 0), (True, 1)]


def test_all_streams_of_a_target(schema: Make, side: Side) -> None:
    place = schema("raw__parity_all")
    place.run("create table b (id int)", "create table a (id int)")
    done = side.export(place.destination(), Relation("tap_x/all", "*"))
    assert [(e.name, e.relation) for e in done] == [
        ("tap_x/all/a", "tap_x/all"),
        ("tap_x/all/b", "tap_x/all"),
    ]


def test_a_policy_that_hides_rows_is_an_error(schema: Make, side: Side) -> None:
    place = schema("raw__parity_policy")
    place.run(
        "create table t (id int)",
        "insert into t values (1), (2)",
        "alter table t enable row level security",
        "create policy half on t using (id = 1)",
        "drop role if exists reader",
        "create role reader login password 'reader-pass'",
        'grant usage on schema "raw__parity_policy" to reader',
        "grant select on t to reader",
    )
    given = {**place.destination().connection, "user": "reader", "password": "reader-pass"}
    try:
        with pytest.raises(KitError, match="row-level security"):
            side.export(place.destination(**given), Relation("raw/t", "t"))
    finally:
        place.run("drop owned by reader", "drop role reader")


def test_a_connection_that_fails_tells_no_secret(schema: Make, side: Side) -> None:
    place = schema("raw__parity_refused")
    given = {**place.destination().connection, "user": "nobody", "password": "open-sesame"}
    with pytest.raises(KitError) as caught:
        side.export(place.destination(**given), Relation("raw/t", "t"))
    assert "nobody" in str(caught.value)
    assert "open-sesame" not in str(caught.value)


def test_the_url_of_an_engine_is_one_of_libpq(schema: Make, side: Side) -> None:
    place = schema("raw__parity_url")
    place.run("create table t (id int)")
    url = place.url.replace("postgresql://", "postgresql+psycopg2://", 1)
    assert url != place.url
    (done,) = side.export(place.destination(url=url), Relation("raw/t", "t"))
    assert done.exists


def test_a_tunnel_is_refused(schema: Make, side: Side) -> None:
    given = {**schema("raw__parity_tunnel").destination().connection, "tunnel": True}
    with pytest.raises(KitError, match="SSH tunnel"):
        side.export(schema("raw__parity_tunnel").destination(**given), Relation("raw/t", "t"))


@pytest.mark.parametrize("python", [None, EXPORTERS], ids=["psycopg", "psycopg2"])
def test_an_export_is_of_one_moment_and_changes_nothing(schema: Make, python: Path | None) -> None:
    place = schema("moment")
    place.run("create table t (id integer)")
    with Postgres().open(place.destination(python)) as session:
        assert session.query("select count(*) from t") == [[0]]
        place.run("insert into t values (1)")
        assert session.query("select count(*) from t") == [[0]]
        with pytest.raises(KitError, match="read-only"):
            session.execute("create table u (id integer)")
