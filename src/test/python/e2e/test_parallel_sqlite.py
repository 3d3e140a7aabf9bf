"""Parallel runs into SQLite files: every scenario of a recorded tap, and what a broken side leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import files
import parallel
import pytest
import sides
from conftest import REPOSITORY

TARGET_SQLITE = REPOSITORY / "fixtures" / "plugins" / "target-sqlite"
MELTANO_YML = f"""\
default_environment: dev
project_id: 4f1c6a54-5c35-4a4e-8a53-1f0f4b7d6f0e
environments:
- name: dev
plugins:
  extractors:
  - name: tap-csv
    namespace: tap_csv
    pip_url: {sides.TAP_CSV}
    capabilities: [catalog, discover, state]
    settings:
    - {{name: files, kind: array}}
    config:
      files:
      - {{entity: cities, path: data/cities.csv, keys: [id]}}
      - {{entity: rivers, path: ../elsewhere/rivers.csv, keys: [id]}}
  loaders:
  - name: target-sqlite
    namespace: target_sqlite
    pip_url: {TARGET_SQLITE}
    settings:
    - {{name: path_to_db, value: output/warehouse.db}}
jobs:
- name: load
  tasks: [tap-csv target-sqlite]
"""
CITIES = "id,name\n1,Bern\n2,Genève\n3,\n4,Zürich\n"
RIVERS = "id,name\n1,Aare\n2,Rhône\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> sides.Project:
    """A project that loads two files into an SQLite file."""
    folder = tmp_path_factory.mktemp("sqlite") / "project"
    (folder / "data").mkdir(parents=True)
    (folder / "output").mkdir()
    (folder / "meltano.yml").write_text(MELTANO_YML)
    (folder / "data" / "cities.csv").write_text(CITIES)
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "rivers.csv").write_text(RIVERS)
    made = sides.Project(folder, folder.parent / "logs")
    made.generate()
    made.install_meltano()
    made.install_dagster(dbt=False)
    return made


def stream(pair: parallel.Pair, name: str) -> str:
    """The name of a stream in the bundle."""
    return next(s["name"] for s in pair.manifest["streams"] if s["name"].endswith(name))


@pytest.mark.parametrize("scenario", ["full", "incremental", "noop", "resume", "new_column"])
def test_scenarios_of_a_recorded_tap_are_equal(project: sides.Project, scenario: str) -> None:
    pair = parallel.run_pair(project, "--mode", "replay", "--scenario", scenario, step=scenario)
    assert (pair.manifest["mode"], pair.manifest["scenario"]) == ("replay", scenario)
    cities = stream(pair, "cities")
    assert pair.rows("control", cities) == pair.rows("candidate", cities)
    expected = {"incremental": 5}.get(scenario, 4)
    assert pair.rows("control", cities).total() == expected
    for side in ("control", "candidate"):
        run = pair.json(f"{side}/run.json")
        assert run["exitCode"] == 0
        assert run["wallSeconds"] > run["startupSeconds"] > 0
        assert run["maxRssBytes"] > 1 << 20
        assert run["records"][cities] == {"incremental": 2}.get(scenario, 4)
    assert pair.json("control/state.after.json") == pair.json("candidate/state.after.json")
    assert not (project.folder / "output" / "warehouse.db").exists(), "production was written to"
    assert pair.verdict == "equal"


def test_live_pairs_alternate_and_count_records(project: sides.Project) -> None:
    first = parallel.run_pair(project, "--pipeline", "tap-csv target-sqlite")
    second = parallel.run_pair(project, "--job", "load")
    assert first.manifest["order"] == second.manifest["order"][::-1]
    assert (first.manifest["pipeline"], first.manifest["job"]) == ("tap_csv__target_sqlite", None)
    for side in ("control", "candidate"):
        assert sorted(second.json(f"{side}/run.json")["records"].values()) == [2, 4]
    # The file outside of the project is read from a copy.
    assert "TAP_CSV_FILES" in second.json("candidate/run.json")["variables"]
    assert (first.verdict, second.verdict) == ("equal", "equal")


def test_noise_runs_the_old_side_twice(project: sides.Project) -> None:
    pair = parallel.run_pair(project, "--mode", "noise", expected=None)
    assert pair.manifest["order"] == ["control", "control2"]
    assert (pair.path / "control2" / "run.json").is_file()


def test_a_side_that_fails_is_recorded(project: sides.Project) -> None:
    migration = project.output / "plugins" / "loaders" / "target-sqlite.yaml"
    kept = migration.read_text()
    # Only Dagster's side reads this file.
    files.replace(migration, r"^executable: .*$", "executable: target-that-is-not-there")
    try:
        pair = parallel.run_pair(project, expected=6)
    finally:
        migration.write_text(kept)
    assert pair.json("candidate/run.json")["exitCode"] != 0
    assert pair.json("control/run.json")["exitCode"] == 0
    assert "target-that-is-not-there" in (pair.path / "candidate" / "log.txt").read_text()
    assert pair.verdict == "inconclusive"


def test_ctrl_c_ends_everything_and_leaves_an_unfinished_bundle(project: sides.Project) -> None:
    command = [project.python, "-m", parallel.CAPTURE, "pair"]
    process = subprocess.Popen(
        [*map(str, command)],
        cwd=project.output,
        env={**project.environment, **parallel.with_m2d()},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    work = str(project.output / "parity-runs" / ".work__parity")
    with sides.ended(process):
        assert process.stderr
        for line in process.stderr:
            if "run --no-install" in line or "job execute" in line:
                break
        time.sleep(1.0)
        assert running_in(work)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == 130
    unfinished = next(line for line in rest.splitlines() if "unfinished" in line).split()[-1]
    assert (Path(unfinished) / "UNFINISHED").is_file()
    assert not (Path(unfinished) / "manifest.json").exists()
    assert not running_in(work)


def running_in(folder: str) -> list[str]:
    """The processes that work in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if str((path / "cwd").readlink()).startswith(folder) and path.name != str(os.getpid()):
                found.append((path / "cmdline").read_bytes().decode(errors="replace"))
        except OSError:
            continue
    return found
