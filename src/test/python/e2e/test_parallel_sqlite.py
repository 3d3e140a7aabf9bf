"""Parallel runs into SQLite files: every scenario of a recorded tap, shadow runs, and what broken ones leave."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import dagster as dg
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
      - {{entity: rivers, path: ./../elsewhere/rivers.csv, keys: [id]}}
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
    made = sides.Project(folder, folder.parent / "logs", dbt=False)
    made.generate()
    made.install_meltano()
    made.install_dagster()
    return made


def stream(pair: parallel.Pair, name: str) -> str:
    """The name of a stream in the bundle."""
    return next(s["name"] for s in pair.manifest["streams"] if s["name"].endswith(name))


def rows_of(scenario: str, name: str = "all") -> int:
    """How many cities there are in the end, or how many the judged run loads."""
    if scenario != "incremental":
        return 4
    return 5 if name == "all" else 2


@pytest.mark.parametrize("scenario", ["full", "incremental", "noop", "resume", "new_column"])
def test_scenarios_of_a_recorded_tap_are_equal(project: sides.Project, scenario: str) -> None:
    number = 2 if scenario == "full" else 1
    options = ["--mode", "replay", "--scenario", scenario, "--pairs", str(number)]
    pairs = parallel.run_pairs(project, *options, step=scenario)
    assert len(pairs) == number
    # One recording is played to all pairs; rows of it were read when the first one began.
    assert files.log(project, scenario).count("recording tap-csv") == 1
    assert len({pair.manifest["startedAt"] for pair in pairs}) == 1
    assert len({tuple(pair.manifest["order"]) for pair in pairs}) == number
    for pair in pairs:
        assert (pair.manifest["mode"], pair.manifest["scenario"]) == ("replay", scenario)
        cities = stream(pair, "cities")
        assert pair.rows("control", cities) == pair.rows("candidate", cities)
        assert pair.rows("control", cities).total() == rows_of(scenario)
        for side in ("control", "candidate"):
            run = pair.json(f"{side}/run.json")
            assert run["exitCode"] == 0
            assert run["wallSeconds"] > run["startupSeconds"] > 0
            assert run["maxRssBytes"] > 1 << 20
            assert run["records"][cities] == rows_of(scenario, "loaded")
        assert pair.json("control/state.after.json") == pair.json("candidate/state.after.json")
        assert pair.verdict == "equal"
    assert not (project.folder / "output" / "warehouse.db").exists(), "production was written to"


def test_a_shadow_run_makes_a_pair_and_reports_it(project: sides.Project) -> None:
    first = parallel.run_pair(project, "--pipeline", "tap-csv target-sqlite")
    before = parallel.bundles(project)
    project.run_dagster("parallel_run", variables=parallel.with_m2d())
    [path] = [path for path in parallel.bundles(project) if path not in before]
    second = parallel.Pair(path)
    assert (first.manifest["pipeline"], first.manifest["job"]) == ("tap_csv__target_sqlite", None)
    assert (second.manifest["pipeline"], second.manifest["job"]) == (None, "load")
    for side in ("control", "candidate"):
        assert sorted(second.json(f"{side}/run.json")["records"].values()) == [2, 4]
    # The file outside of the project is read from a copy.
    assert "TAP_CSV_FILES" in second.json("candidate/run.json")["variables"]
    assert (first.verdict, second.verdict) == ("equal", "equal")
    # CSV files hold texts only, and have no bookmark.
    assert parallel.selftest(project, second) == {}
    with dg.DagsterInstance.from_config(str(project.dagster_home)) as instance:
        [run] = instance.get_runs(dg.RunsFilter(job_name="parallel_run"), limit=1)
        events = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    found = [event.get_dagster_event().asset_check_evaluation_data for event in events]
    assert {"/".join(check.asset_key.path) for check in found} == {
        stream["name"] for stream in second.manifest["streams"]
    }
    assert {(check.check_name, check.passed) for check in found} == {("parity", True)}


def test_a_shadow_run_that_fails_fails_no_run_of_production(project: sides.Project) -> None:
    lines = [project.python, "-m", "dagster", "job", "execute", "-m", "dagster_project.definitions"]
    shadow = subprocess.Popen(
        [*map(str, lines), "-j", "parallel_run"],
        cwd=project.output,
        env={**project.environment, "M2D_MELTANO": "no-meltano-here"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with sides.ended(shadow):
        project.run_dagster("load")
        assert shadow.wait(600) == 1
    with dg.DagsterInstance.from_config(str(project.dagster_home)) as instance:
        status = {
            job: instance.get_runs(dg.RunsFilter(job_name=job), limit=1)[0].status
            for job in ("load", "parallel_run")
        }
    assert status == {
        "load": dg.DagsterRunStatus.SUCCESS,
        "parallel_run": dg.DagsterRunStatus.FAILURE,
    }
    (project.folder / "output" / "warehouse.db").unlink()


def test_noise_runs_the_old_side_twice(project: sides.Project) -> None:
    pair = parallel.run_pair(project, "--mode", "noise", expected=None)
    assert pair.manifest["order"] == ["control", "control2"]
    assert (pair.path / "control2" / "run.json").is_file()


def test_another_destination_is_refused(project: sides.Project) -> None:
    loader = project.output / "plugins" / "loaders" / "target-sqlite.yaml"
    kept = loader.read_text()
    files.replace(loader, "output/warehouse.db", "other/warehouse.db")
    try:
        command = [project.python, "-m", parallel.CAPTURE, "pair"]
        project.run("place", *command, folder=project.output, expected=1)
    finally:
        loader.write_text(kept)
    said = files.log(project, "place")
    assert "`output/warehouse.db` by meltano.yml, `other/warehouse.db` by plugins/loaders/" in said


def test_a_side_that_fails_is_recorded(project: sides.Project) -> None:
    plugins = project.output / "plugins"
    loader, tap = (
        plugins / "loaders" / "target-sqlite.yaml",
        plugins / "extractors" / "tap-csv.yaml",
    )
    kept = {path: path.read_text() for path in (loader, tap)}
    # Only Dagster's side reads these files.
    files.replace(loader, r"^executable: .*$", "executable: target-that-is-not-there")
    files.replace(tap, "data/cities.csv", "../elsewhere/rivers.csv")
    try:
        pair = parallel.run_pair(project, expected=6)
    finally:
        for path, text in kept.items():
            path.write_text(text)
    assert pair.rows("control", stream(pair, "cities")).total() == 4, "not as in meltano.yml"
    assert pair.json("candidate/run.json")["exitCode"] != 0
    assert pair.json("control/run.json")["exitCode"] == 0
    assert "target-that-is-not-there" in (pair.path / "candidate" / "log.txt").read_text()
    assert pair.verdict == "inconclusive"
    # The screen tells why, and where the rest is.
    said = files.log(project, "pair")
    assert f"the end of its log, {pair.path / 'candidate' / 'log.txt'}:" in said
    assert "target-that-is-not-there" in said


@pytest.mark.parametrize("phase", ["recording", "first", "second", "compare"])
def test_ctrl_c_ends_everything_in_each_phase(
    project: sides.Project, phase: str, tmp_path: Path
) -> None:
    def started() -> None:
        parallel.wait_for(lambda: parallel.running_in(project))
        time.sleep(0.5)

    commands = [(r"run --no-install|job execute", started)] * 2
    marks = {
        "recording": [("recording tap-csv", started)],
        "first": commands[:1],
        "second": commands,
        "compare": [("comparing", lambda: None)],
    }[phase]
    judge, before = tmp_path / "m2d", parallel.bundles(project)
    judge.write_text(f"#!/bin/sh\necho comparing >&2\ncd {project.output}/parity-runs; sleep 100\n")
    judge.chmod(0o700)
    mode = "replay" if phase == "recording" else "live"
    said = parallel.interrupted_pair(project, marks, "--mode", mode, variables={"M2D": str(judge)})
    [made] = [p for p in parallel.bundles(project) if p not in before] or [None]
    if phase == "compare":
        assert made is not None
        assert not (made / "verdict").exists()
        return
    assert made is None
    if phase != "recording":
        path = next(line for line in said.splitlines() if "unfinished" in line).split()[-1]
        assert (Path(path) / "UNFINISHED").is_file()
        project.run("compare", REPOSITORY / "m2d", "compare", path, expected=1)
