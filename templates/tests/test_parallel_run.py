"""Parallel runs: which pairs there are, what they begin with, and how they end."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import pytest
from world import PIPELINE, WORK, World

from dagster_project.parallel_run.__main__ import _severity
from dagster_project.parallel_run.bundle import MANIFEST, UNFINISHED, Bundle, finished
from dagster_project.parallel_run.evidence import count_records, state_ids
from dagster_project.parallel_run.isolation import Isolation
from dagster_project.parallel_run.measure import Measured
from dagster_project.parallel_run.pair import Pairs, swapped_states
from dagster_project.parallel_run.plan import NothingLoadedError, Step, Work, _work_of
from dagster_project.parallel_run.reset import drop_schemas
from dagster_project.parallel_run.run import Run, Wish
from dagster_project.parallel_run.sides import Side
from dagster_project.parallel_run.workspace import Workspace
from dagster_project.singer.errors import KitError
from dagster_project.singer.jobs import TASKS
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.state import StateStore


def test_a_bundle_is_unfinished_until_its_manifest(tmp_path: Path) -> None:
    """The manifest comes last; logs and arguments hide secrets."""
    bundle, found = Bundle(tmp_path, Redactor(["s3cret"])), Isolation("control")
    assert (bundle.path / UNFINISHED).is_file()
    assert finished(tmp_path) == []
    raw = tmp_path / "raw.txt"
    raw.write_text("password is s3cret\n", encoding="utf-8")
    bundle.log("control", raw)
    side = Workspace(Project(tmp_path, tmp_path, {}, {}, {})).side("control")
    command = ("meltano", "--x=s3cret")
    bundle.run("control", Run(Side("control", side, found, (command,), {}, tmp_path)), ["X"])
    bundle.finish({"mode": "live"})
    assert finished(tmp_path) == [bundle.path]
    assert not (bundle.path / UNFINISHED).exists()
    assert (bundle.path.stat().st_mode & 0o777) == 0o700
    assert json.loads((bundle.path / MANIFEST).read_bytes())["pair"] == bundle.path.name
    texts = [path.read_text(encoding="utf-8") for path in (bundle.path / "control").iterdir()]
    assert all("s3cret" not in text for text in texts)


def test_a_broken_side_has_not_ended_well(tmp_path: Path) -> None:
    """A target that was to be killed and ran to its end is no clean side."""
    bundle, found = Bundle(tmp_path, Redactor([])), Isolation("control")
    side = Workspace(Project(tmp_path, tmp_path, {}, {}, {})).side("control")
    run = Run(Side("control", side, found, (("meltano",),), {}, tmp_path))
    run.measured.append(
        Measured(0, "2024-01-31T06:00:00Z", "2024-01-31T06:00:01Z", 1.0, 0.1, 1.0, 9)
    )
    for startup, broken, exit_code in ((0.1, False, 0), (None, True, None)):
        run.measured[0].startup_seconds = startup
        run.broken = broken
        bundle.run("control", run, [])
        written = json.loads((bundle.path / "control" / "run.json").read_bytes())
        assert written["exitCode"] == exit_code
        # What was not seen is not 0.
        assert written["startupSeconds"] == startup


def test_states_are_those_of_production(world: World) -> None:
    """A task may name its own; a manifest lists them by stream."""
    world.write()
    project = Project.load()
    named = Step("tap-fake target-fake", pipeline=PIPELINE, config={"state_id": "mine"})
    suffixed = Step("tap-fake target-fake", pipeline=PIPELINE, config={"state_id_suffix": "eu"})
    assert list(state_ids(project, WORK)) == ["dev:tap-fake-to-target-fake"]
    assert list(state_ids(project, Work((*WORK.steps, named, suffixed)))) == [
        "dev:tap-fake-to-target-fake",
        "mine",
        "dev:tap-fake-to-target-fake:eu",
    ]


def test_each_side_goes_on_from_the_bookmarks_of_the_other(tmp_path: Path) -> None:
    """What only one of them has left is not kept by it."""
    workspace = Workspace(Project(tmp_path, tmp_path, {}, {}, {}))
    runs = {}
    for name, ids in (("control", ("both", "old")), ("candidate", ("both", "new"))):
        side = workspace.side(name)
        for state_id in ids:
            StateStore(str(side.state)).write(state_id, {"of": name}, complete=True)
        runs[name] = Run(Side(name, side, Isolation(name), ((),), {}, tmp_path))
    swapped_states(runs)
    of_control, of_candidate = {"of": "control"}, {"of": "candidate"}
    for name, expected in (
        ("control", {"both": of_candidate, "new": of_candidate, "old": None}),
        ("candidate", {"both": of_control, "new": None, "old": of_control}),
    ):
        store = StateStore(str(workspace.side(name).state))
        assert {state_id: store.read(state_id) for state_id in expected} == expected


@pytest.mark.parametrize(
    "wish",
    [
        Wish(scenario="round_trip", mode="replay"),
        Wish(scenario="round_trip", mode="noise"),
        Wish(scenario="round_trip", start="production"),
        Wish(scenario="round_trip", between=("true",)),
    ],
)
def test_a_round_trip_needs_taps_that_read_bookmarks(wish: Wish) -> None:
    """A recorded tap says the same whatever it is given."""
    with pytest.raises(KitError, match="round_trip hands each side"):
        Pairs(wish, lambda line: None)


@pytest.mark.parametrize("mode", ["live", "noise"])
def test_a_source_that_nobody_changes_is_no_incremental_one(mode: str) -> None:
    """It would be `noop`, and count for more."""
    with pytest.raises(KitError, match="needs a source that changes after the first load"):
        Pairs(Wish(scenario="incremental", mode=mode), lambda line: None)


def test_a_place_where_somebody_still_works_is_not_used(world: World) -> None:
    """A pair that was killed cannot end what it has started."""
    world.write()
    workspace = Workspace(Project.load())
    folder = workspace.side("control").root
    folder.mkdir(parents=True)
    sleeper = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"]
    with subprocess.Popen(sleeper, cwd=folder, stdout=subprocess.PIPE) as left:
        assert left.stdout
        left.stdout.readline()
        with pytest.raises(KitError, match=f"still work in .*: {left.pid}"), workspace.locked():
            pass
        left.kill()
    with workspace.locked():
        pass


def test_a_job_that_loads_nothing_is_refused() -> None:
    """Its models would be built of data that the side does not have."""
    tasks = [{"step": "dbt_run", "text": "dbt:run", "config": {}}]
    job = SimpleNamespace(name="t", tags={}, metadata={TASKS: dg.JsonMetadataValue(tasks)})
    with pytest.raises(KitError, match="nobody knows where it writes"):
        _work_of(job, {})
    job.metadata = {TASKS: dg.JsonMetadataValue([])}
    with pytest.raises(NothingLoadedError, match="job `t` loads nothing"):
        _work_of(job, {})


@pytest.mark.parametrize(
    ("statuses", "worst"), [((0, 6), 6), ((6, 5), 5), ((5, 6), 5), ((5, 1, 6), 1), ((0, 0), 0)]
)
def test_of_several_pairs_the_worst_counts(statuses: tuple[int, ...], worst: int) -> None:
    """Not the last one that was not equal."""
    assert max(statuses, key=_severity) == worst


def test_records_that_nobody_can_attribute_are_not_counted(world: World, tmp_path: Path) -> None:
    """A tap that logs nothing has not loaded nothing; one in two pipelines says not for which."""
    world.write()
    side = Workspace(Project.load()).side("control")
    side.path.mkdir(parents=True)
    metric = {"metric": "record_count", "value": 10, "tags": {"stream": "users"}}
    line = f"tap-fake | INFO METRIC: {json.dumps(metric)}\n"
    (side.path / "log.txt").write_text(line, encoding="utf-8")
    silent = replace(PIPELINE, name="silent", extractor="tap-silent")
    shared = replace(PIPELINE, name="shared", loader="target-other")
    found = []
    for pipelines in ((PIPELINE, silent), (PIPELINE, shared)):
        run = Run(Side("control", side, Isolation("control"), (), {}, tmp_path))
        work = Work(tuple(Step(one.text, pipeline=one) for one in pipelines))
        count_records(work, run, tmp_path, 0)
        found.append((run.records, run.uncounted))
    assert found == [({"raw/users": 10}, ["silent"]), ({}, [PIPELINE.name, "shared"])]


def test_only_schemas_of_the_side_are_dropped() -> None:
    """A schema that production has, and that is only called alike, stays."""
    found = Isolation("control")
    found.add_schema("analytics__parity")
    with pytest.raises(KitError, match="analytics__parity is not dropped"):
        drop_schemas(found)


def test_isolation_keeps_schemas_once() -> None:
    """A schema of dbt that the side made itself is dropped too."""
    found = Isolation("control")
    for _ in range(2):
        found.add_schema("marts__parity_control")
    assert [schema.isolated for schema in found.schemas] == ["marts__parity_control"]


def test_the_order_alternates_among_pairs_of_the_same_work(world: World) -> None:
    """With two jobs a night each would begin with the same side otherwise."""
    world.placed({"setting": "path", "of": "folder"})
    pairs = Pairs.__new__(Pairs)
    pairs.wish, pairs.work = Wish(mode="live"), WORK
    pairs.workspace = Workspace(Project.load())
    what = {"mode": "live", "scenario": "full", "pipeline": PIPELINE.name, "job": None}
    first, second = ["control", "candidate"], ["candidate", "control"]
    seen = [pairs._order()]
    for alike in (True, False, True):
        bundle = Bundle(pairs.workspace.runs, Redactor([]))
        bundle.finish(what if alike else what | {"job": "other"})
        seen.append(pairs._order())
    assert seen == [first, second, second, first]
