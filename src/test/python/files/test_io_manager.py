"""Frames as tables, and back."""

from __future__ import annotations

import dagster as dg
import pandas as pd
import psycopg
import pytest
from dagster_project.files import PostgresDataFrameIOManager, PostgresResource
from dagster_project.singer.errors import KitError

FRAME = pd.DataFrame(
    {"a b": ["0000001", None, "NULL", ""], 'q"': ["\\N", "x\ty", "ä\n", float("nan")]}, dtype=object
)


def run(server: str, *assets: dg.AssetsDefinition) -> dg.ExecuteInProcessResult:
    manager = PostgresDataFrameIOManager(postgres=PostgresResource(url=server))
    return dg.materialize(list(assets), resources={"io_manager": manager})


def test_there_and_back(server: str, connection: psycopg.Connection) -> None:
    connection.execute("CREATE SCHEMA raw")

    @dg.asset(key=["raw", "frame"])
    def frame() -> pd.DataFrame:
        return FRAME

    @dg.asset(
        ins={"frame": dg.AssetIn(key=["raw", "frame"])},
        key=["raw", "longer"],
        metadata={"mode": "append"},
    )
    def longer(frame: pd.DataFrame) -> pd.DataFrame:
        assert list(frame.columns) == ["a b", 'q"']
        assert frame.to_numpy().tolist() == [
            ["0000001", "\\N"],
            [None, "x\ty"],
            ["NULL", "ä\n"],
            ["", None],
        ]
        return frame

    for times in (1, 2):
        assert run(server, frame, longer).success
        count = "SELECT (SELECT count(*) FROM raw.frame), (SELECT count(*) FROM raw.longer)"
        assert connection.execute(count).fetchone() == (4, 4 * times)


def test_what_is_no_frame(server: str, connection: psycopg.Connection) -> None:
    @dg.asset(key=["raw", "frame"])
    def frame() -> int:
        return 1

    with pytest.raises(KitError, match="gave a int"):
        run(server, frame)


def test_typed_tables_are_read_as_text(server: str, connection: psycopg.Connection) -> None:
    connection.execute("CREATE SCHEMA raw")
    connection.execute(
        "CREATE TABLE raw.typed AS SELECT 1.50 AS n, DATE '2024-01-02' AS d, NULL::int AS i"
    )

    @dg.asset(
        ins={"typed": dg.AssetIn(key=["raw", "typed"], metadata={"columns": ["d", "n", "i"]})},
        key=["raw", "out"],
    )
    def out(typed: pd.DataFrame) -> None:
        assert typed.to_numpy().tolist() == [["2024-01-02", "1.50", None]]

    assert run(server, out, dg.AssetSpec(["raw", "typed"])).success  # ty: ignore[invalid-argument-type]


def test_as_the_readme_says(server, connection, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", server)
    connection.execute("CREATE SCHEMA raw")
    manager = PostgresDataFrameIOManager(postgres=PostgresResource(url=dg.EnvVar("DATABASE_URL")))

    @dg.asset(key=["raw", "frame"], io_manager_key="frames")
    def frame() -> pd.DataFrame:
        return FRAME

    assert dg.materialize([frame], resources={"frames": manager}).success
    assert connection.execute("SELECT count(*) FROM raw.frame").fetchone() == (4,)
