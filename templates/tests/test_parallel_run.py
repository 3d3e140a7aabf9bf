"""Parallel runs: a side writes to places of its own, tapes are played and edited, ends are ends."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import pytest
import yaml
from world import World

from dagster_project.parallel_run import player
from dagster_project.parallel_run.__main__ import _severity
from dagster_project.parallel_run.bundle import MANIFEST, UNFINISHED, Bundle, finished
from dagster_project.parallel_run.evidence import count_records, state_ids
from dagster_project.parallel_run.inputs import _can_be_copied, find_inputs
from dagster_project.parallel_run.isolation import Isolation, isolate
from dagster_project.parallel_run.measure import Measured
from dagster_project.parallel_run.pair import Pairs, swapped_states
from dagster_project.parallel_run.plan import NothingLoadedError, Step, Work, _work_of
from dagster_project.parallel_run.reset import drop_schemas
from dagster_project.parallel_run.run import Run, Wish
from dagster_project.parallel_run.scenarios import EDITS, PHASES, write_phase
from dagster_project.parallel_run.sides import Side, candidate, control
from dagster_project.parallel_run.tape import messages, put_player
from dagster_project.parallel_run.workspace import MARK, Workspace, copy_tree, remove
from dagster_project.singer import Pipeline, Stream
from dagster_project.singer.errors import KitError
from dagster_project.singer.jobs import TASKS
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.state import StateStore

PIPELINE = Pipeline(
    name="tap_fake__target_fake",
    extractor="tap-fake",
    loader="target-fake",
    streams=(Stream("users", key=("raw", "users")),),
)
WORK = Work((Step("tap-fake target-fake", pipeline=PIPELINE),))
SCHEMA = {
    "type": "SCHEMA",
    "stream": "users",
    "key_properties": ["id"],
    "schema": {"properties": {"id": {"type": "integer"}, "name": {"type": ["null", "string"]}}},
}
TAPE = [
    SCHEMA,
    {"type": "RECORD", "stream": "users", "record": {"id": 1, "name": "Ana"}},
    {"type": "STATE", "value": {"bookmarks": {"users": {"at": 1}}}},
    {"type": "RECORD", "stream": "users", "record": {"id": 2, "name": None}},
    {"type": "STATE", "value": {"bookmarks": {"users": {"at": 2}}}},
]


def placed(world: World, redirect: dict[str, object] | None, kind: str = "files") -> Project:
    """A project of whose target it is known where it writes."""
    world.sources["path"] = [{"variables": ["TARGET_FAKE_PATH"]}, {"value": "loaded"}]
    world.write()
    path = world.output / "plugins" / "loaders" / "target-fake.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["settings"]["path"] = {"kind": "string", "sources": world.sources["path"]}
    data["destination"] = {"kind": kind, "redirect": redirect, "connection": {}}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return Project.load()


def test_files_go_to_a_folder_of_the_side(world: World) -> None:
    """Its path is in a folder that is marked."""
    project = placed(world, {"setting": "path", "of": "folder"})
    side = Workspace(project).side("candidate")
    found = isolate(project, WORK, side)
    assert found.variables == {"TARGET_FAKE_PATH": str(side.destination / "target-fake")}
    assert found.destinations[PIPELINE.name].path == side.destination / "target-fake"
    assert MARK in str(side.destination)


def test_a_schema_gets_a_name_of_the_side(world: World) -> None:
    """It is made of the name in production, and stays within what databases allow."""
    project = placed(world, {"setting": "path", "of": "schema"}, "postgres")
    found = isolate(project, WORK, Workspace(project).side("control"))
    assert found.variables == {"TARGET_FAKE_PATH": f"loaded{MARK}_control"}
    assert found.schema("x" * 80) == "x" * 47 + f"{MARK}_control"
    assert len(found.schema("é" * 80).encode()) == 62
    assert found.schema("RAW") == f"RAW{MARK}_control".upper()


def test_a_side_without_a_working_copy_is_reached_by_the_dotenv_of_production(world: World) -> None:
    """`clean` drops schemas of sides whose copies are gone."""
    placed(world, {"setting": "path", "of": "schema"}, "postgres")
    path = world.output / "plugins" / "loaders" / "target-fake.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["settings"]["host"] = {"kind": "string", "sources": [{"variables": ["TARGET_FAKE_HOST"]}]}
    data["destination"]["connection"] = {"host": "host"}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    project = Project.load()
    (project.root / ".env").write_text("TARGET_FAKE_HOST=db\n", encoding="utf-8")
    found = isolate(project, WORK, Workspace(project).side("control2"))
    assert found.destinations[PIPELINE.name].connection == {"host": "db"}


def test_what_cannot_be_redirected_is_refused(world: World) -> None:
    """Nothing runs when it could write into production."""
    project = placed(world, None)
    with pytest.raises(KitError, match="nobody knows how to send `target-fake`"):
        isolate(project, WORK, Workspace(project).side("control"))


@pytest.mark.parametrize(
    ("option", "value", "refused"),
    [
        ("file_naming_scheme", "{stream_name}.csv", False),
        ("file_naming_scheme", "/srv/exports/{stream_name}.csv", True),
        ("custom_name", "../../exports/all", True),
        ("custom_name", "~/all", True),
    ],
)
def test_names_of_files_do_not_lead_out_of_the_side(
    world: World, option: str, value: str, refused: bool
) -> None:
    """Targets join them to their folder, and an absolute name replaces it."""
    world.target[option] = value
    project = placed(world, {"setting": "path", "of": "folder"})
    side = Workspace(project).side("control")
    if refused:
        with pytest.raises(KitError, match=f"names its files by `{option}: "):
            isolate(project, WORK, side)
    else:
        assert isolate(project, WORK, side).variables


def test_a_variable_that_does_not_arrive_is_refused(world: World) -> None:
    """An `env` block of the project wins over the variables of the process."""
    placed(world, {"setting": "path", "of": "schema"}, "postgres")
    path = world.output / "plugins" / "project.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["env"] = {"TARGET_FAKE_PATH": "raw"}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    project = Project.load()
    with pytest.raises(KitError, match="not to a place of its own"):
        isolate(project, WORK, Workspace(project).side("control"))


def test_a_job_that_says_itself_where_to_write_is_refused(world: World) -> None:
    """Its variables win over those that keep a side apart, unless they are defaults."""
    project = placed(world, {"setting": "path", "of": "folder"})
    side = Workspace(project).side("candidate")
    work = Work(WORK.steps, "nightly", variables={"TARGET_FAKE_PATH": "loaded"})
    with pytest.raises(KitError, match="job `nightly` sets TARGET_FAKE_PATH"):
        isolate(project, work, side)
    work = Work(
        WORK.steps, "nightly", variables={"TARGET_FAKE_PATH": "${TARGET_FAKE_PATH:-loaded}"}
    )
    found = isolate(project, work, side)
    assert found.destinations[PIPELINE.name].path == side.destination / "target-fake"


def test_a_job_that_says_itself_where_bookmarks_are_is_refused(world: World) -> None:
    """Both sides would move the bookmarks of production."""
    project = placed(world, {"setting": "path", "of": "folder"})
    side = Workspace(project).side("candidate")
    side.output.mkdir(parents=True)
    work = Work(WORK.steps, "nightly", variables={"MELTANO_STATE_BACKEND_URI": "file:///state"})
    isolation = isolate(project, work, side)
    with pytest.raises(KitError, match="sets MELTANO_STATE_BACKEND_URI"):
        candidate(project, work, side, isolation)


@pytest.mark.parametrize(
    ("env", "refused"),
    [
        ({"TAP_FAKE_COLOR": "green"}, None),
        # Meltano takes it literally, so that it does reach the target.
        ({"TARGET_FAKE_PATH": "${TARGET_FAKE_PATH:-loaded}"}, "sets TARGET_FAKE_PATH"),
        ({"TARGET_FAKE_PATH": "loaded"}, "schedule `nightly` sets TARGET_FAKE_PATH"),
        ({"MELTANO_STATE_BACKEND_URI": "file:///state"}, "sets MELTANO_STATE_BACKEND_URI"),
    ],
)
def test_a_schedule_that_says_itself_where_to_write_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], refused: str | None
) -> None:
    """What Meltano knows as a schedule only, it runs with the `env` of the schedule."""
    monkeypatch.setenv("M2D_MELTANO", sys.executable)
    placed(world, {"setting": "path", "of": "folder"})
    path = world.output / "plugins" / "project.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["schedules"] = {"nightly": {"env": env}}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    project = Project.load()
    side = Workspace(project).side("control")
    step = Step("tap-fake target-fake", {"state_id": "nightly"}, PIPELINE)
    work = Work((step,), "nightly", "nightly")
    isolation = isolate(project, work, side)
    if refused is not None:
        with pytest.raises(KitError, match=refused):
            control(project, work, side, isolation)
        return
    command = (sys.executable, "schedule", "run", "nightly", "--no-install")
    assert control(project, work, side, isolation).commands == (command,)


def test_input_outside_of_the_project_is_copied(world: World, tmp_path: Path) -> None:
    """Both sides read the same copies, each side fresh ones."""
    outside = tmp_path.parent / f"{tmp_path.name}-outside" / "users.csv"
    outside.parent.mkdir()
    outside.write_text("id\n1\n", encoding="utf-8")
    world.tap["files"] = [{"path": str(outside)}, {"path": "data/within.csv"}]
    world.write()
    path = world.output / "plugins" / "extractors" / "tap-fake.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    setting = data["settings"]["files"]
    setting |= {"kind": "array", "sources": [{"variables": ["FILES"]}, *setting["sources"]]}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    project = Project.load()
    found = find_inputs(project, WORK, Workspace(project).inputs, pytest.fail)
    copy = found.now / "1-users.csv"
    told = [{"path": str(copy)}, {"path": "data/within.csv"}]
    assert {name: json.loads(text) for name, text in found.variables.items()} == {"FILES": told}
    assert not _can_be_copied(Path("/dev/null"))
    found.freeze()
    outside.write_text("changed", encoding="utf-8")
    for _ in range(2):
        found.give()
        assert copy.read_text(encoding="utf-8") == "id\n1\n"
        copy.write_text("a side was here", encoding="utf-8")


def test_the_working_copy_has_no_state_and_links_environments(tmp_path: Path) -> None:
    """Nothing is installed twice, nothing of a run is taken along."""
    source, target = tmp_path / "source", tmp_path / "target"
    for name in (".meltano/run", ".git", "data", "venv", "skipped"):
        (source / name).mkdir(parents=True)
    (source / "venv" / "pyvenv.cfg").touch()
    (source / "data" / "a.csv").write_text("a\n", encoding="utf-8")
    (source / "link").symlink_to("data/a.csv")
    copy_tree(source, target, {source / "skipped"})
    assert sorted(path.name for path in target.iterdir()) == ["data", "link", "venv"]
    assert (target / "venv").is_symlink()
    assert (target / "link").resolve() == (target / "data" / "a.csv").resolve()


def test_links_lead_to_the_copy_and_not_to_production(tmp_path: Path) -> None:
    """Whoever writes through one would write into what production uses."""
    source, target = tmp_path / "source", tmp_path / "target"
    for name in ("shared", "transform", "kept"):
        (source / name).mkdir(parents=True)
    (source / "shared" / "sources.yml").write_text("a", encoding="utf-8")
    (source / "transform" / "models").symlink_to("../shared")
    (source / "absolute").symlink_to(source / "shared")
    (source / "outside").symlink_to(tmp_path)
    (source / "left").symlink_to("kept")
    copy_tree(source, target, {source / "kept"})
    for link in ("transform/models", "absolute"):
        assert (target / link).is_symlink()
        assert (target / link).resolve() == target.resolve() / "shared"
    assert (target / "outside").resolve() == tmp_path.resolve()
    # What is not copied stays where it is.
    assert (target / "left").resolve() == (source / "kept").resolve()


def test_only_marked_folders_are_removed(tmp_path: Path) -> None:
    """The name guards what is not ours."""
    with pytest.raises(KitError, match="is not removed"):
        remove(tmp_path / "data")


def recorded(tmp_path: Path) -> Path:
    """A folder with a tape."""
    folder = tmp_path / "recorded"
    folder.mkdir()
    lines = "".join(json.dumps(message) + "\n" for message in TAPE)
    (folder / "tap-fake.jsonl").write_text(lines, encoding="utf-8")
    return folder


def records(tape: list[dict]) -> list[dict]:
    """The records of a tape."""
    return [message["record"] for message in tape if message["type"] == "RECORD"]


def test_edits_of_a_tape() -> None:
    """A changed row and a new one; nothing but what taps send again; a new column."""
    assert records(EDITS["changed"](TAPE)) == [
        {"id": 1, "name": "Ana changed"},
        {"id": 1_000_002, "name": None},
    ]
    assert records(EDITS["nothing_new"](TAPE)) == records(TAPE)
    assert all("m2d_new_column" in record for record in records(EDITS["with_column"](TAPE)))
    mark = {"replication_key": "id", "replication_key_value": 2}
    bookmarked = [*TAPE, {"type": "STATE", "value": {"bookmarks": {"users": mark}}}]
    assert records(EDITS["nothing_new"](bookmarked)) == [{"id": 2, "name": None}]


def test_the_player_goes_on_from_a_state(tmp_path: Path) -> None:
    """It plays everything; after a kill, what comes after the state that it is given."""
    tapes = tmp_path / "played"
    side = Workspace(Project(tmp_path, tmp_path, {}, {}, {})).side("control")
    side.played.mkdir(parents=True)
    put_player(tmp_path / "bin" / "tap-fake", side, tapes)

    def play(phase: int, *arguments: str) -> list[dict]:
        write_phase(recorded_tape, tapes, ["tap-fake"], PHASES["resume"][phase])
        done = subprocess.run(
            [str(tmp_path / "bin" / "tap-fake"), *arguments],
            env={**os.environ, "MELTANO_EXTRACTOR_NAME": "tap-fake"},
            capture_output=True,
            check=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    recorded_tape = recorded(tmp_path)
    state = tmp_path / "state.json"
    state.write_text(json.dumps(TAPE[2]["value"]), encoding="utf-8")
    assert play(1) == TAPE
    assert play(1, "--state", str(state)) == [SCHEMA, *TAPE[3:]]
    assert json.loads((side.played / "tap-fake.json").read_bytes()) == {"users": 1}
    assert list(messages(tapes / "tap-fake.jsonl")) == TAPE
    assert player.after(tapes / "tap-fake.jsonl", {"no": "such state"}) == 0


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
    placed(world, {"setting": "path", "of": "folder"})
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
