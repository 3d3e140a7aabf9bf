"""Warehouses that cannot be reached: their SQL is parsed by their grammar, and run on DuckDB where that can.

Not run against the real ones.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import EXPORTERS
from dagster_project.parallel_run.snapshot.tables import Table, selected
from dagster_project.parallel_run.snapshot.warehouse import (
    BigQuery,
    Redshift,
    Snowflake,
    Warehouse,
)
from dagster_project.singer.errors import KitError

Parse = Callable[..., list[list[object]] | None]

ALL: dict[str, Warehouse] = {
    "snowflake": Snowflake(),
    "bigquery": BigQuery(),
    "redshift": Redshift(),
}
# Functions of the dialect that the grammar does not know.
KNOWN = {"JSON_SERIALIZE"}
INSTANT = "timestamptz '2024-03-10 03:30:00.25-04'"
MOMENT = "timestamp '2024-03-10 03:30:00.25'"


@pytest.fixture(scope="module")
def parse() -> Iterator[Parse]:
    """Parse SQL by the grammar of a dialect; with tables, run it too."""
    with subprocess.Popen(
        [EXPORTERS, Path(__file__).with_name("run_sql.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def ask(dialect: str, sql: str, *tables: str) -> list[list[object]] | None:
            assert process.stdin and process.stdout
            request = {"dialect": dialect, "sql": sql, "tables": tables}
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert "error" not in answer, answer["error"]
            assert set(answer["unknown"]) <= KNOWN
            return answer["rows"]

        yield ask
        assert process.stdin
        process.stdin.close()


def column_sql(dialect: str, native: str) -> str:
    warehouse = ALL[dialect]
    name = 'a"b`c\\d' if dialect != "redshift" else 'a"b`c'
    column = warehouse.column(name, native, "YES", None, None, None, None)
    return selected(Table("s", "t", (column,)), warehouse.quote)


@pytest.mark.parametrize(
    ("dialect", "native"), [(d, native) for d, w in ALL.items() for native in (*w.types, "WHO")]
)
def test_what_is_read_of_every_type_is_the_dialect(parse: Parse, dialect: str, native: str) -> None:
    parse(dialect, column_sql(dialect, native))


@pytest.mark.parametrize("dialect", ALL)
def test_what_is_asked_of_the_information_schema_is_the_dialect(parse: Parse, dialect: str) -> None:
    parse(dialect, ALL[dialect].names_sql("it's"))
    parse(dialect, ALL[dialect].columns_sql("it's", 'a"b`c'))


@pytest.mark.parametrize(
    ("dialect", "native", "value", "expected"),
    [
        ("snowflake", "NUMBER", "12.50::decimal(10, 2)", "12.50"),
        ("snowflake", "FLOAT", "0.1::double", 0.1),
        ("snowflake", "TEXT", "' a'", " a"),
        ("snowflake", "BOOLEAN", "true", "t"),
        ("snowflake", "BOOLEAN", "null::boolean", None),
        ("snowflake", "TIMESTAMP_TZ", INSTANT, "2024-03-10 07:30:00.250000000+00"),
        ("snowflake", "VARIANT", "{'a': [1, null]}", '{"a":[1,null]}'),
        ("bigquery", "INT64", "9007199254740993", "9007199254740993"),
        ("bigquery", "BIGNUMERIC", "0.10::decimal(38, 2)", "0.10"),
        ("bigquery", "BYTES", "'\\x00\\xFF'::blob", "\\x00ff"),
        ("bigquery", "BOOL", "false", "f"),
        ("bigquery", "DATE", "date '2024-01-02'", "2024-01-02"),
        ("bigquery", "DATETIME", MOMENT, "2024-03-10 03:30:00.250000"),
        ("bigquery", "TIMESTAMP", INSTANT, "2024-03-10 07:30:00.250000+00"),
        ("bigquery", "STRUCT", "{'a': [1, null]}", '{"a":[1,null]}'),
        ("redshift", "numeric", "12.50::decimal(10, 2)", "12.50"),
        ("redshift", "boolean", "true", "t"),
        ("redshift", "date", "date '2024-01-02'", "2024-01-02"),
        ("redshift", "timestamp without time zone", MOMENT, "2024-03-10 03:30:00.250000"),
        ("redshift", "timestamp with time zone", INSTANT, "2024-03-10 07:30:00.250000+00"),
        ("redshift", "binary varying", "'\\x00\\xFF'::blob", "\\x00ff"),
    ],
)
def test_the_text_of_a_value(
    parse: Parse, dialect: str, native: str, value: str, expected: object
) -> None:
    name = 'a""b`c' + ("\\d" if dialect != "redshift" else "")
    table = f'create schema s; create table s.t as select {value} as "{name}"'
    assert parse(dialect, column_sql(dialect, native), table) == [[expected]]


def test_columns_are_told_as_the_warehouse_declares_them() -> None:
    number = Snowflake().column("N", "NUMBER", "NO", 38, 2, None, None)
    assert (number.kind, number.precision, number.scale, number.nullable) == (
        "number",
        38,
        2,
        False,
    )
    moment = Snowflake().column("T", "TIMESTAMP_NTZ", "YES", None, None, None, 3)
    assert (moment.kind, moment.precision) == ("timestamp", 3)
    text = Redshift().column("t", "character varying", "YES", None, None, 256, None)
    assert (text.kind, text.length) == ("text", 256)
    listed = BigQuery().column("a", "ARRAY<STRUCT<x INT64>>", "YES", None, None, None, None)
    assert (listed.type, listed.kind) == ("ARRAY<STRUCT<x INT64>>", "json")
    sized = BigQuery().column("n", "NUMERIC(10, 2)", "YES", None, None, None, None)
    assert (sized.type, sized.kind) == ("NUMERIC(10, 2)", "number")


def test_a_key_pair_is_refused() -> None:
    with pytest.raises(KitError, match="key pair"):
        Snowflake().arguments({"account": "a", "private_key": "k"})
