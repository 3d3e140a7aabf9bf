"""Tables and files at the destinations that no stream names: they are captured, by name."""

import contextlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from world import World

from dagster_project.parallel_run.bundle import Bundle
from dagster_project.parallel_run.evidence import capture
from dagster_project.parallel_run.isolation import Isolation
from dagster_project.parallel_run.plan import Step, Work
from dagster_project.parallel_run.run import Run
from dagster_project.parallel_run.sides import Side
from dagster_project.parallel_run.snapshot import Destination
from dagster_project.parallel_run.workspace import Workspace
from dagster_project.singer import Pipeline, Stream
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor

USERS = Stream("users", key=("raw", "users"))
ITEMS = Stream("items", key=("raw", "items"))


def pipeline(name: str, stream: Stream) -> Pipeline:
    """A pipeline with one stream."""
    return Pipeline(name=name, extractor="tap-fake", loader="target-fake", streams=(stream,))


def captured(
    tmp_path: Path,
    pipelines: Sequence[Pipeline],
    control: Sequence[Path],
    candidate: Sequence[Path],
) -> tuple[Path, list[str]]:
    """The bundle of two sides whose pipelines wrote to some places, and its streams."""
    bundle, runs = Bundle(tmp_path / "runs", Redactor([])), []
    project = Project.load()
    workspace = Workspace(project)
    for name, places in (("control", control), ("candidate", candidate)):
        found = Isolation(name)
        for one, place in zip(pipelines, places, strict=True):
            kind = "sqlite" if place.suffix == ".db" else "files"
            found.destinations[one.name] = Destination(kind, {}, path=place)
        runs.append(Run(Side(name, workspace.side(name), found, (), {}, tmp_path)))
    work = Work(tuple(Step(one.name, pipeline=one) for one in pipelines))
    streams = capture(bundle, project, work, runs)
    return bundle.path, [str(stream["name"]) for stream in streams]


def database(path: Path, *tables: str) -> Path:
    """A database file with tables."""
    path.parent.mkdir(exist_ok=True)
    with contextlib.closing(sqlite3.connect(str(path))) as connection:
        for table in tables:
            connection.execute(f"CREATE TABLE {table} (id INTEGER)")
    return path


def folder(path: Path, *files: str) -> Path:
    """A folder with files."""
    path.mkdir()
    for name in files:
        (path / name).write_text('{"id": 1}\n', encoding="utf-8")
    return path


def test_tables_that_no_stream_names_are_captured(tmp_path: Path, world: World) -> None:
    """Those of one side, and those of both, which may be unequal."""
    world.write()
    control = database(tmp_path / "control.db", "users", "orders", "both")
    candidate = database(tmp_path / "candidate.db", "users", "both")
    path, streams = captured(tmp_path, [pipeline("a", USERS)], [control], [candidate])
    assert streams == ["raw/users", "unknown/both", "unknown/orders"]
    assert (path / "control" / "data" / "unknown%2Fboth.csv.gz").is_file()
    assert (path / "candidate" / "data" / "unknown%2Fboth.csv.gz").is_file()
    assert (path / "control" / "schema" / "unknown%2Forders.json").is_file()
    assert not (path / "candidate" / "schema" / "unknown%2Forders.json").exists()


def test_a_stream_whose_table_has_two_names_is_no_secret(tmp_path: Path, world: World) -> None:
    """Both fit the stream, and their rows may be equal; the names are not."""
    world.write()
    stream = Stream("public-users", key=("raw", "users"))
    control = database(tmp_path / "control.db", "public_users")
    candidate = database(tmp_path / "candidate.db", "users")
    path, streams = captured(tmp_path, [pipeline("a", stream)], [control], [candidate])
    assert streams == ["raw/users", "unknown/public_users", "unknown/users"]
    assert (path / "control" / "schema" / "unknown%2Fpublic_users.json").is_file()
    assert not (path / "candidate" / "schema" / "unknown%2Fpublic_users.json").exists()


def test_what_another_pipeline_writes_there_is_known(tmp_path: Path, world: World) -> None:
    """Two pipelines in one database file; the same name in another file is a stray."""
    world.write()
    places = {}
    for side in ("control", "candidate"):
        one = database(tmp_path / side / "one.db", "users", "items")
        two = database(tmp_path / side / "two.db", "sums", "users")
        places[side] = [one, one, two]
    sums = Stream("sums", key=("raw", "sums"))
    pipelines = [pipeline("a", USERS), pipeline("b", ITEMS), pipeline("c", sums)]
    path, streams = captured(tmp_path, pipelines, places["control"], places["candidate"])
    assert streams == ["raw/users", "raw/items", "raw/sums", "unknown/users"]
    assert len(list((path / "control" / "data").iterdir())) == 4


def test_files_that_no_stream_names_are_captured(tmp_path: Path, world: World) -> None:
    """Each once, also where two pipelines write to one folder."""
    world.write()
    control = folder(tmp_path / "control", "users.jsonl", "items.jsonl", "orders-2026.jsonl")
    candidate = folder(tmp_path / "candidate", "users.jsonl", "items.jsonl", "orders-2027.jsonl")
    pipelines = [pipeline("a", USERS), pipeline("b", ITEMS)]
    path, streams = captured(tmp_path, pipelines, [control] * 2, [candidate] * 2)
    assert streams == ["raw/users", "unknown/orders", "raw/items"]
    data = path / "candidate" / "data"
    assert {p.relative_to(data).as_posix() for p in data.rglob("*.jsonl")} == {
        "raw%2Fusers/users.jsonl",
        "raw%2Fitems/items.jsonl",
        "unknown%2Forders/orders-2027.jsonl",
    }


def test_a_side_that_left_no_file_says_so(tmp_path: Path, world: World) -> None:
    """Of all streams of a tap nobody knows the names beforehand."""
    world.write()
    control, candidate = folder(tmp_path / "control", "users.jsonl"), folder(tmp_path / "candidate")
    everything = pipeline("a", Stream("*", key=("raw",)))
    path, streams = captured(tmp_path, [everything], [control], [candidate])
    assert streams == ["raw/users"]
    assert json.loads((path / "candidate" / "files.json").read_bytes()) == []
