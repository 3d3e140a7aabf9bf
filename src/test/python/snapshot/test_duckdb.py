"""DuckDB: its driver is only in the target's environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXPORTERS, Side
from dagster_project.parallel_run.snapshot import Destination, Relation, beside
from dagster_project.singer.errors import KitError


def database(tmp_path: Path, *statements: str) -> Destination:
    path = tmp_path / "warehouse.duckdb"
    code = (
        "import duckdb, sys\n"
        "with duckdb.connect(sys.argv[1]) as c:\n    for s in sys.argv[2:]: c.execute(s)"
    )
    subprocess.run([EXPORTERS, "-c", code, path, *statements], check=True)
    return Destination("duckdb", path=path, python=EXPORTERS)


def test_types_of_every_class(tmp_path: Path, side: Side) -> None:
    place = database(
        tmp_path,
        "create type mood as enum ('sad', 'glad')",
        "create table t (i integer primary key, h hugeint, n decimal(38, 10), b boolean, f float,"
        " d double, v varchar not null, bl blob, da date, ti time, ts timestamp,"
        " tz timestamptz, ns timestamp_ns, u uuid, j json, iv interval, e mood, l varchar[],"
        " s struct(a integer, b varchar), m map(varchar, integer))",
        "set timezone = 'America/New_York'",
        "insert into t values (1, 170141183460469231731687303715884105727,"
        " 1234567890123456789012345678.0123456789, true, 0.1, 0.1 + 0.2::double, 'x', '\\x00\\xFF',"
        " '2024-01-02', '01:02:03.5', '2024-01-02 03:04:05.25', '2024-03-10 03:30:00-04',"
        " '2024-01-02 03:04:05.123456789', '00000000-0000-0000-0000-000000000001',"
        " '{\"b\": 1}', interval '1 year 2 months 3 days 4 hours 5 minutes 6.5 seconds', 'sad',"
        " ['a, b', null], {'a': 1, 'b': null}, map {'k': 1})",
        "insert into t values (2, -1, 0, false, 'nan', 'infinity', '', '', '0044-03-15 (BC)', null,"
        " 'infinity', '-infinity', null, null, null, interval '-1 days -2 microseconds', null, [],"
        " null, map {})",
        "insert into t (i, v, f, d, iv) values (3, 'NULL', '-infinity', 'nan', interval '0 days')",
    )
    (done,) = side.export(place, Relation("main/t", "t"))
    assert done.rows == 3
    first, second, third = side.rows("main/t")
    assert first == {
        "i": "1",
        "h": "170141183460469231731687303715884105727",
        "n": "1234567890123456789012345678.0123456789",
        "b": "t",
        "f": "0.1",
        "d": "0.30000000000000004",
        "v": "x",
        "bl": "\\x00ff",
        "da": "2024-01-02",
        "ti": "01:02:03.5",
        "ts": "2024-01-02 03:04:05.25",
        "tz": "2024-03-10 07:30:00+00",
        "ns": "2024-01-02 03:04:05.123456789",
        "u": "00000000-0000-0000-0000-000000000001",
        "j": '{"b": 1}',
        "iv": "P14M3DT14706.5S",
        "e": "sad",
        "l": '["a, b",null]',
        "s": '{"a":1,"b":null}',
        "m": '{"k":1}',
    }
    assert (second["f"], second["d"], second["b"]) == ("NaN", "Infinity", "f")
    assert (second["ts"], second["tz"], second["iv"]) == (
        "infinity",
        "-infinity",
        "P-1DT-0.000002S",
    )
    assert (third["f"], third["d"], third["iv"]) == ("-Infinity", "NaN", "PT0S")
    assert side.text("main/t").splitlines()[3].startswith('"3",,,,"-Infinity","NaN","NULL",,')
    assert side.classes("main/t") == {
        **{"i": "number", "h": "number", "n": "number", "b": "bool", "f": "float32"},
        **{"d": "float64", "v": "text", "bl": "bytes", "da": "date", "ti": "time"},
        **{"ts": "timestamp", "tz": "timestamptz", "ns": "timestamp", "u": "uuid", "j": "json"},
        **{"iv": "interval", "e": "text", "l": "json", "s": "json", "m": "json"},
    }
    columns = {c["name"]: c for c in side.schema("main/t")["columns"]}
    assert (columns["n"]["precision"], columns["n"]["scale"]) == (38, 10)
    assert (columns["ts"]["precision"], columns["ns"]["precision"]) == (6, 9)
    assert (columns["v"]["nullable"], columns["h"]["nullable"]) == (False, True)
    assert side.schema("main/t")["primaryKey"] == ["i"]


def test_schemas_views_and_odd_names(tmp_path: Path, side: Side) -> None:
    place = database(
        tmp_path,
        "create schema tap_x",
        'create table tap_x."odd ""name" ("a""b" integer, "{0}" varchar)',
        'insert into tap_x."odd ""name" values (1, \'{0}\')',
        'create view tap_x.seen as select * from tap_x."odd ""name"',
    )
    done = side.export(place, Relation("tap_x/odd", table='odd "name'), Relation("tap_x/seen"))
    assert [e.rows for e in done] == [1, 1]
    assert side.text("tap_x/odd") == '"a""b","{0}"\n"1","{0}"\n'


def test_without_the_driver_it_says_what_is_missing(tmp_path: Path, side: Side) -> None:
    place = database(tmp_path, "create table t (i integer)")
    with pytest.raises(KitError, match="duckdb is not installed"):
        side.export(
            Destination("duckdb", path=place.path, python=Path(sys.executable)), Relation("t")
        )


def test_tables_of_one_name_in_several_schemas(tmp_path: Path, side: Side) -> None:
    place = database(
        tmp_path,
        *(f"create schema {schema}" for schema in ("sales", "stock", "old")),
        "create table stock.items as select 'stock' as v",
        "create table sales.items as select 'sales' as v",
        "create table old.items as select 'old' as v",
    )
    relations = [
        Relation("sales/items", "items", schema="sales"),
        Relation("stock/items", "items", schema="stock"),
    ]
    side.export(place, *relations)
    assert side.rows("sales/items") == [{"v": "sales"}]
    assert side.rows("stock/items") == [{"v": "stock"}]
    # The third one belongs to nobody, though it has the name of a table that does.
    strays, named = beside(place, None, relations)
    assert strays == {("old", "items")}
    assert named == {"sales/items": ("sales", "items"), "stock/items": ("stock", "items")}
    # All that is there: none takes the place of another.
    everything = side.export(place, Relation("tap", "*"))
    assert [e.name for e in everything] == [
        f"tap/{schema}/items" for schema in ("old", "sales", "stock")
    ]
    side.export(place, Relation("unknown/old/items", table="items", namespace="old"))
    assert side.rows("unknown/old/items") == [{"v": "old"}]


def test_lists_of_exact_numbers(tmp_path: Path, side: Side) -> None:
    place = database(
        tmp_path,
        "create table t (l decimal(10, 2)[], d decimal(10, 2))",
        "insert into t values ([1.5, null], 2.5)",
    )
    side.export(place, Relation("main/t", "t"))
    assert side.classes("main/t") == {"l": "json", "d": "number"}
    [listed, decimal] = side.schema("main/t")["columns"]
    assert (listed["precision"], decimal["precision"], decimal["scale"]) == (None, 10, 2)
    assert side.rows("main/t") == [{"l": "[1.5,null]", "d": "2.50"}]
