"""SQLite: any kind of value in any column."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from conftest import Side
from dagster_project.parallel_run.snapshot import Destination, Relation
from dagster_project.singer.errors import KitError


def database(tmp_path: Path, *statements: str) -> Destination:
    path = tmp_path / "a folder, ü?#.db"
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return Destination("sqlite", path=path)


def test_a_table_in_full(tmp_path: Path, side: Side) -> None:
    place = database(
        tmp_path,
        "create table customers (id INTEGER not null, name VARCHAR, ok BOOLEAN, at DATETIME,"
        " ratio FLOAT, amount DECIMAL(10, 2), note JSON, raw BLOB, primary key (name, id))",
        "insert into customers values (1, 'Ann', 1, '2024-01-02 03:04:05.000600', 0.1, 1.5,"
        " '{\"a\":1}', x'00ff'), (9007199254740993, '', 0, null, 1e300, 2, null, null)",
        "create unique index once on customers (name, at)",
    )
    (done,) = side.export(place, Relation("tap/customers", "Customers"))
    assert (done.exists, done.rows) == (True, 2)
    assert side.text("tap/customers") == (
        '"id","name","ok","at","ratio","amount","note","raw"\n'
        '"1","Ann","t","2024-01-02 03:04:05.000600","0.1","1.5","{""a"":1}","\\x00ff"\n'
        '"9007199254740993","","f",,"1e+300","2",,\n'
    )
    assert side.classes("tap/customers") == {
        "id": "number",
        "name": "text",
        "ok": "bool",
        "at": "timestamp",
        "ratio": "float64",
        "amount": "number",
        "note": "json",
        "raw": "bytes",
    }
    schema = side.schema("tap/customers")
    assert [c["nullable"] for c in schema["columns"]] == [False, *[True] * 7]
    assert schema["primaryKey"] == ["name", "id"]
    assert schema["indexes"] == ["unique (name, at)"]


def test_values_of_several_kinds_stay_apart(tmp_path: Path, side: Side) -> None:
    place = database(
        tmp_path,
        "create table t (v, n INTEGER, b BOOLEAN, d DATETIME)",
        "insert into t values (1, 1, 1, 1700000000), ('1', 'one', 2, 1700000001),"
        " (1.0, 2.5, 0, null), (x'31', null, null, null), (null, null, null, null),"
        " ('e\"', 3, 1, null), (9e999, 4, 1, null)",
    )
    side.export(place, Relation("t"))
    assert [row["v"] for row in side.rows("t")] == [
        "1",
        '"1"',
        "1.0",
        '{"blob": "31"}',
        "",
        '"e\\""',
        '{"real": "inf"}',
    ]
    assert side.text("t").splitlines()[5] == ",,,"
    columns = {c["name"]: (c["type"], c["class"]) for c in side.schema("t")["columns"]}
    assert columns == {
        "v": ("(blob, integer, real, text)", "json"),
        "n": ("INTEGER (integer, real, text)", "json"),
        "b": ("BOOLEAN (integer)", "number"),
        "d": ("DATETIME (integer)", "number"),
    }


def test_odd_names_views_and_text_that_is_none(tmp_path: Path, side: Side) -> None:
    place = database(
        tmp_path,
        'create table "sel""ect" ("a""b" TEXT, "with blank" TEXT, "two\nlines" TEXT)',
        "insert into \"sel\"\"ect\" values (cast(x'ff41' as text), 'n' || char(0), 'l\nl')",
        'create view seen as select "a""b" as v from "sel""ect"',
    )
    side.export(place, Relation("x", table='sel"ect'), Relation("seen"))
    assert side.text("x") == '"a""b","with blank","two\nlines"\n"\udcffA","n\0","l\nl"\n'
    assert side.rows("seen") == [{"v": "\udcffA"}]


def test_more_columns_than_one_query_takes(tmp_path: Path, side: Side) -> None:
    names = [f"c{n}" for n in range(600)]
    place = database(
        tmp_path,
        f"create table wide ({', '.join(f'{n} TEXT' for n in names)})",
        f"insert into wide values ({', '.join(['1'] * 600)})",
    )
    (done,) = side.export(place, Relation("wide"))
    assert done.rows == 1
    assert set(side.classes("wide").values()) == {"text"}


def test_a_file_that_is_not_there(tmp_path: Path, side: Side) -> None:
    with pytest.raises(KitError, match=r"missing\.db is not there"):
        side.export(Destination("sqlite", path=tmp_path / "missing.db"), Relation("t"))


def test_what_is_no_database(tmp_path: Path, side: Side) -> None:
    (tmp_path / "text.db").write_text("these words are no database, but enough of them " * 9)
    with pytest.raises(KitError, match="not a database"):
        side.export(Destination("sqlite", path=tmp_path / "text.db"), Relation("t"))
