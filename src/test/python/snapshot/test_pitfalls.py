"""The cases of fixtures/compare that need a database: both sides filled, exported, bundled, and compared by m2d."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import EXPORTERS, REPOSITORY, Schema, Side
from dagster_project.parallel_run.snapshot import Destination, Relation, stream_file

CASES = {
    path.parent.name: yaml.safe_load(path.read_text())
    for path in sorted((REPOSITORY / "fixtures" / "compare").glob("*/case.yaml"))
}
STATUS = {"equal": 0, "different": 5, "inconclusive": 6}
STREAM = "raw/t"
PAIR = "20260110T100000Z-00000001"
TIMES = {"control": ("10:00:00", "10:00:20"), "candidate": ("10:00:30", "10:00:50")}
NAMES = {
    engine: [name for name, case in CASES.items() if engine in case]
    for engine in ("postgres", "sqlite", "duckdb")
}


def test_there_are_cases_for_each_database() -> None:
    assert len(NAMES["postgres"]) >= 55
    assert len(NAMES["sqlite"]) >= 3
    assert len(NAMES["duckdb"]) >= 3


@pytest.mark.parametrize("name", NAMES["postgres"])
def test_postgres(name: str, schema: Callable[[str], Schema], tmp_path: Path) -> None:
    def fill(side: str, script: str) -> Destination:
        place = schema(f"raw__parity_{side}")
        place.run(script)
        return place.destination()

    check(CASES[name], "postgres", fill, tmp_path)


@pytest.mark.parametrize("name", NAMES["sqlite"])
def test_sqlite(name: str, tmp_path: Path) -> None:
    def fill(side: str, script: str) -> Destination:
        path = tmp_path / f"{side}.db"
        with sqlite3.connect(path) as connection:
            connection.executescript(script)
        connection.close()
        return Destination("sqlite", path=path)

    check(CASES[name], "sqlite", fill, tmp_path)


@pytest.mark.parametrize("name", NAMES["duckdb"])
def test_duckdb(name: str, tmp_path: Path) -> None:
    def fill(side: str, script: str) -> Destination:
        path = tmp_path / f"{side}.duckdb"
        code = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute(sys.argv[2])"
        subprocess.run([EXPORTERS, "-c", code, path, script], check=True)
        return Destination("duckdb", path=path, python=EXPORTERS)

    check(CASES[name], "duckdb", fill, tmp_path)


def check(case: dict, engine: str, fill: Callable[[str, str], Destination], tmp_path: Path) -> None:
    """Export both sides and compare them."""
    bundle = tmp_path / PAIR
    scripts, tables = case[engine], case[engine].get("tables", {})
    for side in TIMES:
        relation = Relation(STREAM, table=tables.get(side, "t"))
        (bundle / side).mkdir(parents=True)
        Side(bundle / side).export(fill(side, scripts[side]), relation)
    finish(bundle, case.get("contract") or {"schema_version": 1, "canon": 1})
    assert compared(bundle) == case["expected"]["verdict"]


def finish(bundle: Path, contract: dict) -> None:
    """Write what a pair writes beside the data."""
    text = json.dumps(contract)
    (bundle / "contract.json").write_text(text)
    for side, (begin, end) in TIMES.items():
        states = {"schemaVersion": 1, "states": {}}
        for when in ("before", "after"):
            (bundle / side / f"state.{when}.json").write_text(json.dumps(states))
        run = {
            "schemaVersion": 1,
            "argv": [side],
            "variables": [],
            "exitCode": 0,
            "interrupted": False,
            "startedAt": f"2026-01-10T{begin}Z",
            "endedAt": f"2026-01-10T{end}Z",
            "wallSeconds": 20.0,
            "startupSeconds": 1.0,
            "cpuSeconds": 10.0,
            "maxRssBytes": 1000000,
            "records": {},
            "retries": 0,
            "skipped": False,
        }
        (bundle / side / "run.json").write_text(json.dumps(run))
    stream = {
        "name": STREAM,
        "file": stream_file(STREAM),
        "pipeline": None,
        "asset": STREAM.split("/"),
        "kind": "table",
    }
    manifest = {
        "schemaVersion": 1,
        "kind": "parity-bundle",
        "pair": PAIR,
        "mode": "live",
        "scenario": "full",
        "pipeline": "tap__target",
        "job": None,
        "order": ["control", "candidate"],
        "startedAt": "2026-01-10T10:00:00Z",
        "endedAt": "2026-01-10T10:01:00Z",
        "contract": {"sha256": hashlib.sha256(text.encode()).hexdigest()},
        "code": {"commit": None, "plugins": "0" * 64, "generated": "0" * 64},
        "versions": {"meltano": "4.4.1", "dagster": "1.13.27", "python": "3.11"},
        "sampled": False,
        "watermark": {},
        "streams": [stream],
    }
    (bundle / "manifest.json").write_text(json.dumps(manifest))


def compared(bundle: Path) -> str:
    """The verdict of m2d, with its words on the terminal when a test fails."""
    out = bundle / "verdict"
    done = subprocess.run(
        [REPOSITORY / "m2d", "compare", bundle, "--out", out, "--values"],
        capture_output=True,
        text=True,
    )
    sys.stdout.write(done.stdout + done.stderr)
    assert done.returncode in STATUS.values(), done.stderr
    verdict = json.loads((out / "verdict.json").read_text())["verdict"]
    assert done.returncode == STATUS[verdict]
    return verdict
